// Faults of containers: what all kinds of them share, then what sets init and ephemeral containers apart.
// Upstream: pkg/apis/core/validation/validation.go validateContainers, validateInitContainers, validateEphemeralContainers.
import {
  duplicate,
  type FieldError,
  fieldNotFound,
  forbidden,
  invalid,
  notSupported,
  required,
  tooMany,
} from '../../../machinery/field-error.ts'
import { isValidPortName, isValidPortNum } from '../../../machinery/names/validation.ts'
import { checkDNSLabel, checkEnum, checkRequired, faultsAt } from '../../checks.ts'
import { isSidecar } from './pod.resources.ts'
import type { Container, ContainerPort, EphemeralContainer } from './pod-container.schema.ts'
import type { AnyContainer } from './pod-containers.ts'
import { validateEnv, validateEnvFrom } from './pod-env.validation.ts'
import { validateVolumeDevices, validateVolumeMounts } from './pod-mounts.validation.ts'
import {
  validateLifecycle,
  validateLivenessProbe,
  validateReadinessProbe,
  validateStartupProbe,
} from './pod-probes.validation.ts'
import { validateContainerResources } from './pod-resources.validation.ts'
import { validateSecurityContext } from './pod-security.validation.ts'
import type { VolumeMap } from './pod-volumes.validation.ts'

/** What a container's validation needs to know of its pod. */
export interface ContainerContext {
  readonly volumes: VolumeMap
  readonly claimNames: ReadonlySet<string>
  readonly graceSeconds: number | undefined
  readonly restartPolicy: string | undefined
  readonly hostUsers: boolean
}

const protocols = ['SCTP', 'TCP', 'UDP']
const pullPolicies = ['Always', 'IfNotPresent', 'Never']
const messagePolicies = ['File', 'FallbackToLogsOnError']

export function validateContainers(
  containers: readonly Container[],
  path: string,
  context: ContainerContext,
): FieldError[] {
  if (containers.length === 0) return [required(path)]
  const faults: FieldError[] = []
  const names = new Set<string>()
  for (const [index, container] of containers.entries()) {
    const at = `${path}[${index}]`
    faults.push(...validateShared(container, at, context))
    if (names.has(container.name)) faults.push(duplicate(`${at}.name`, container.name))
    names.add(container.name)
    faults.push(...validateService(container, at, context), ...validateRestart(container, at))
  }
  return [...faults, ...checkHostPorts(containers, path)]
}

export function validateInitContainers(
  containers: readonly Container[],
  path: string,
  context: ContainerContext & { readonly others: readonly Container[] },
): FieldError[] {
  const faults: FieldError[] = []
  const names = new Set(context.others.map((container) => container.name))
  for (const [index, container] of containers.entries()) {
    const at = `${path}[${index}]`
    faults.push(...validateShared(container, at, context))
    faults.push(...validateRestart(container, at))
    if (names.has(container.name)) faults.push(duplicate(`${at}.name`, container.name))
    else if (container.name !== '') names.add(container.name)
    // They run one after the other, so that only one's own ports can collide.
    faults.push(...checkHostPorts([container], path))
    if (isSidecar(container)) faults.push(...validateService(container, at, context))
    else faults.push(...forbidService(container, at))
  }
  return faults
}

const serviceFields = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const

function forbidService(container: Container, path: string): FieldError[] {
  const text = 'may not be set for init containers without restartPolicy=Always'
  return serviceFields
    .filter((name) => container[name] !== undefined)
    .map((name) => forbidden(`${path}.${name}`, text))
}

/** What a container that runs for long may have: hooks and probes. */
function validateService(
  container: Container,
  path: string,
  { graceSeconds }: ContainerContext,
): FieldError[] {
  const { lifecycle } = container
  return [
    ...(lifecycle === undefined ? [] : validateLifecycle(lifecycle, `${path}.lifecycle`, graceSeconds)),
    ...validateLivenessProbe(container.livenessProbe, `${path}.livenessProbe`),
    ...validateReadinessProbe(container.readinessProbe, `${path}.readinessProbe`),
    ...validateStartupProbe(container.startupProbe, `${path}.startupProbe`),
  ]
}

const restartPolicies = ['Always', 'Never', 'OnFailure']

/** A container's own restart policy and the rules that refine it. */
function validateRestart(container: Container, path: string): FieldError[] {
  const { restartPolicy, restartPolicyRules: rules = [] } = container
  const faults: FieldError[] = []
  if (restartPolicy !== undefined && !restartPolicies.includes(restartPolicy)) {
    faults.push(notSupported(`${path}.restartPolicy`, restartPolicy, restartPolicies))
  }
  if (rules.length === 0) return faults
  if (restartPolicy === undefined) {
    faults.push(required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used'))
  }
  if (rules.length > 20) faults.push(tooMany(`${path}.restartPolicyRules`, rules.length, 20))
  for (const [index, rule] of rules.entries()) {
    const at = `${path}.restartPolicyRules[${index}]`
    faults.push(...checkEnum(rule.action, `${at}.action`, ['Restart', 'RestartAllContainers']))
    if (rule.exitCodes === undefined) {
      faults.push(required(`${at}.exitCodes`, 'must be specified'))
      continue
    }
    faults.push(...checkEnum(rule.exitCodes.operator, `${at}.exitCodes.operator`, ['In', 'NotIn']))
    const count = rule.exitCodes.values?.length ?? 0
    if (count > 255) faults.push(tooMany(`${at}.exitCodes.values`, count, 255))
  }
  return faults
}

function validateShared(container: AnyContainer, path: string, context: ContainerContext): FieldError[] {
  const { volumes, claimNames, hostUsers } = context
  const faults =
    container.name === '' ? [required(`${path}.name`)] : checkDNSLabel(container.name, `${path}.name`)
  faults.push(...checkRequired(container.image, `${path}.image`))
  faults.push(
    ...checkEnum(container.terminationMessagePolicy, `${path}.terminationMessagePolicy`, messagePolicies),
  )
  faults.push(...validatePorts(container.ports ?? [], `${path}.ports`))
  faults.push(...validateEnv(container.env ?? [], `${path}.env`))
  faults.push(...validateEnvFrom(container.envFrom ?? [], `${path}.envFrom`))
  faults.push(...validateVolumeMounts(container, `${path}.volumeMounts`, volumes))
  faults.push(...validateVolumeDevices(container, `${path}.volumeDevices`, volumes))
  faults.push(...checkEnum(container.imagePullPolicy, `${path}.imagePullPolicy`, pullPolicies))
  faults.push(...validateContainerResources(container.resources, claimNames, `${path}.resources`))
  faults.push(...validateResizePolicy(container, `${path}.resizePolicy`, context.restartPolicy))
  return [
    ...faults,
    ...validateSecurityContext(container.securityContext, `${path}.securityContext`, hostUsers),
  ]
}

function validatePorts(ports: readonly ContainerPort[], path: string): FieldError[] {
  const faults: FieldError[] = []
  const names = new Set<string>()
  for (const [index, port] of ports.entries()) {
    const at = `${path}[${index}]`
    if (port.name) {
      const texts = isValidPortName(port.name)
      if (texts.length > 0) faults.push(...faultsAt(`${at}.name`, port.name, texts))
      else if (names.has(port.name)) faults.push(duplicate(`${at}.name`, port.name))
      else names.add(port.name)
    }
    const { containerPort, hostPort = 0 } = port
    if (containerPort === 0) faults.push(required(`${at}.containerPort`))
    else faults.push(...faultsAt(`${at}.containerPort`, containerPort, isValidPortNum(containerPort)))
    if (hostPort !== 0) faults.push(...faultsAt(`${at}.hostPort`, hostPort, isValidPortNum(hostPort)))
    faults.push(...checkEnum(port.protocol, `${at}.protocol`, protocols))
  }
  return faults
}

function checkHostPorts(containers: readonly Container[], path: string): FieldError[] {
  const faults: FieldError[] = []
  const taken = new Set<string>()
  for (const [index, container] of containers.entries()) {
    for (const [position, port] of (container.ports ?? []).entries()) {
      if (!port.hostPort) continue
      const key = `${port.protocol ?? ''}/${port.hostIP ?? ''}/${port.hostPort}`
      if (taken.has(key)) faults.push(duplicate(`${path}[${index}].ports[${position}].hostPort`, key))
      taken.add(key)
    }
  }
  return faults
}

const resizable = ['cpu', 'memory']
const resizeRestarts = ['NotRequired', 'RestartContainer']

function validateResizePolicy(
  container: AnyContainer,
  path: string,
  podRestartPolicy: string | undefined,
): FieldError[] {
  const faults: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, { resourceName, restartPolicy }] of (container.resizePolicy ?? []).entries()) {
    if (seen.has(resourceName)) faults.push(duplicate(`${path}[${index}]`, resourceName))
    seen.add(resourceName)
    faults.push(
      ...checkEnum(resourceName, path, resizable),
      ...checkEnum(restartPolicy, path, resizeRestarts),
    )
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      faults.push(invalid(path, restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'"))
    }
  }
  return faults
}

/** Fields that a container started beside a running pod may not have. */
const notEphemeral = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const

export function validateEphemeralContainers(
  containers: readonly EphemeralContainer[],
  path: string,
  context: ContainerContext & { readonly others: readonly Container[] },
): FieldError[] {
  const faults: FieldError[] = []
  const lasting = new Set(context.others.map((container) => container.name))
  const names = new Set(lasting)
  for (const [index, container] of containers.entries()) {
    const at = `${path}[${index}]`
    faults.push(...validateShared(container, at, context), ...validateTrimmedImage(container, at))
    if (names.has(container.name)) faults.push(duplicate(`${at}.name`, container.name))
    names.add(container.name)
    const target = container.targetContainerName ?? ''
    if (target !== '' && !lasting.has(target)) faults.push(fieldNotFound(`${at}.targetContainerName`, target))
    faults.push(...forbidLasting(container, at))
  }
  return faults
}

function forbidLasting(container: EphemeralContainer, path: string): FieldError[] {
  const text = 'cannot be set for an Ephemeral Container'
  const faults = notEphemeral
    .filter((name) => isSet(container[name]))
    .map((name) => forbidden(`${path}.${name}`, text))
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    const at = `${path}.volumeMounts[${index}]`
    if (mount.subPath) faults.push(forbidden(`${at}.subPath`, text))
    if (mount.subPathExpr) faults.push(forbidden(`${at}.subPathExpr`, text))
  }
  return faults
}

function isSet(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : value !== undefined
}

/** Templates may have spaces around an image, for those who fill it in; pods may not. */
export function validateTrimmedImage(container: AnyContainer, path: string): FieldError[] {
  const image = container.image ?? ''
  if (image.trim() === image) return []
  return [invalid(`${path}.image`, image, 'must not have leading or trailing whitespace')]
}
