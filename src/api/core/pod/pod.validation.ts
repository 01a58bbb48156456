// Faults of pods and of the templates they are made of. The parts are in files of their own beside this one.
// Upstream: pkg/apis/core/validation/validation.go ValidatePodCreate, ValidatePodTemplateSpec, ValidatePodSpec.

import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { numberOf } from '../../../machinery/json-value.ts'
import { nameIsDNSSubdomain, rangeFault } from '../../../machinery/names/validation.ts'
import { validateLabels } from '../../../machinery/selectors/labels.ts'
import { checkDNSLabel, checkEnum, checkQualifiedName, faultsAt } from '../../checks.ts'
import type { PodTemplateSpec } from '../shared.schema.ts'
import type { Pod, PodSpec } from './pod.schema.ts'
import { isSoundSpec, noteSound } from './pod.templates.ts'
import type { PodResourceClaim } from './pod-container.schema.ts'
import {
  type ContainerContext,
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
  validateTrimmedImage,
} from './pod-container.validation.ts'
import {
  validateDNSConfig,
  validateHostAliases,
  validateHostnames,
  validateHostPorts,
} from './pod-network.validation.ts'
import { validateContainerResources, validatePodLevelResources } from './pod-resources.validation.ts'
import {
  checkPreemptionPolicy,
  validateAffinity,
  validateSchedulingGates,
  validateTolerations,
  validateTopologySpread,
} from './pod-scheduling.validation.ts'
import { validateHostUsers, validatePodSecurityContext } from './pod-security.validation.ts'
import { validateVolumes } from './pod-volumes.validation.ts'
import { validateHostProcess, validateLinuxPod, validateWindowsPod } from './pod-windows.validation.ts'

export const mirrorAnnotation = 'kubernetes.io/config.mirror'
const deletionCostAnnotation = 'controller.kubernetes.io/pod-deletion-cost'
const maxInt32 = 2 ** 31 - 1

type Annotations = Readonly<Record<string, string>> | undefined

/** Faults that only a new pod can have. */
export function validatePodCreate(pod: Pod): FieldError[] {
  const faults: FieldError[] = []
  if ((pod.spec.ephemeralContainers ?? []).length > 0) {
    faults.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'))
  }
  if (pod.spec.nodeName && (pod.spec.schedulingGates ?? []).length > 0) {
    faults.push(forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'))
  }
  return faults
}

/** What holds for a pod at any time of its life. Upstream: validatePodMetadataAndSpec. */
export function validatePod(pod: Pod): FieldError[] {
  const { metadata, spec } = pod
  const faults = validatePodAnnotations(metadata.annotations, spec, 'metadata.annotations')
  if (isSoundSpec(spec)) return faults
  const ofSpec = specFaults(spec, metadata.name)
  if (ofSpec.length === 0) noteSound(spec)
  return [...faults, ...ofSpec]
}

function specFaults(spec: PodSpec, podName: string): FieldError[] {
  const faults = validatePodSpec(spec, 'spec', { isPod: true, podName })
  if (!spec.serviceAccountName) faults.push(...forbidTokens(spec))
  for (const list of ['containers', 'initContainers'] as const) {
    for (const [index, container] of (spec[list] ?? []).entries()) {
      faults.push(...validateTrimmedImage(container, `spec.${list}[${index}]`))
    }
  }
  return faults
}

function forbidTokens(spec: PodSpec): FieldError[] {
  const faults: FieldError[] = []
  for (const [index, volume] of (spec.volumes ?? []).entries()) {
    for (const [position, source] of (volume.projected?.sources ?? []).entries()) {
      if (source.serviceAccountToken === undefined) continue
      const field = `spec.volumes[${index}].projected.sources[${position}].serviceAccountToken`
      faults.push(forbidden(field, 'must not be specified when serviceAccountName is not set'))
    }
  }
  return faults
}

/** Annotations that mean something to pods. */
export function validatePodAnnotations(annotations: Annotations, spec: PodSpec, path: string): FieldError[] {
  if (annotations === undefined) return []
  const faults: FieldError[] = []
  const mirror = Object.hasOwn(annotations, mirrorAnnotation) ? annotations[mirrorAnnotation] : undefined
  if (mirror !== undefined && !spec.nodeName) {
    const text = 'must set spec.nodeName if mirror pod annotation is set'
    faults.push(invalid(`${path}[${mirrorAnnotation}]`, mirror, text))
  }
  const cost = Object.hasOwn(annotations, deletionCostAnnotation)
    ? annotations[deletionCostAnnotation]
    : undefined
  if (cost !== undefined && !isInt32(cost)) {
    faults.push(invalid(`${path}[${deletionCostAnnotation}]`, cost, 'must be a 32bit integer'))
  }
  return faults
}

// Upstream refuses a leading plus and leading zeros, so that equal costs have equal texts.
function isInt32(text: string): boolean {
  const value = Number(text)
  return /^(0|-?[1-9]\d{0,9})$/.test(text) && value <= maxInt32 && value >= -maxInt32 - 1
}

/** The template that workloads carry; `path` is that of the template. */
export function validatePodTemplateSpec(template: PodTemplateSpec, path: string): FieldError[] {
  const spec = template.spec ?? { containers: [] }
  const annotations = template.metadata?.annotations
  const faults = validateLabels(template.metadata?.labels, `${path}.labels`)
  for (const key of Object.keys(annotations ?? {})) {
    faults.push(...checkQualifiedName(key.toLowerCase(), `${path}.annotations`))
  }
  faults.push(...validatePodAnnotations(annotations, spec, `${path}.annotations`))
  faults.push(...validatePodSpec(spec, `${path}.spec`, { isPod: false }))
  if ((spec.ephemeralContainers ?? []).length > 0) {
    faults.push(
      forbidden(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'),
    )
  }
  return faults
}

export interface PodSpecContext {
  /** False for a template. */
  readonly isPod: boolean
  readonly podName?: string | undefined
}

export function validatePodSpec(spec: PodSpec, path: string, context: PodSpecContext): FieldError[] {
  const faults: FieldError[] = []
  if (spec.terminationGracePeriodSeconds === undefined) {
    faults.push(required(`${path}.terminationGracePeriodSeconds`))
  }
  const volumes = validateVolumes(spec.volumes ?? [], `${path}.volumes`, context)
  faults.push(...volumes.faults)
  faults.push(...validateResourceClaims(spec.resourceClaims ?? [], `${path}.resourceClaims`))
  const claimNames = new Set(
    (spec.resourceClaims ?? []).map((claim) => claim.name).filter((name) => name !== ''),
  )
  faults.push(
    ...validateAllContainers(spec, path, {
      volumes: volumes.volumes,
      claimNames,
      graceSeconds: spec.terminationGracePeriodSeconds,
      restartPolicy: spec.restartPolicy,
      hostUsers: spec.hostUsers !== false,
    }),
  )
  faults.push(...validatePodLevelResources(spec, claimNames, `${path}.resources`))
  faults.push(...validateHostPorts(spec, path, context.isPod))
  faults.push(...validatePolicies(spec, path))
  faults.push(...validatePlacement(spec, path))
  faults.push(...validateNames(spec, path))
  return [...faults, ...validateOS(spec, path)]
}

function validateAllContainers(spec: PodSpec, path: string, context: ContainerContext): FieldError[] {
  const { containers, initContainers = [], ephemeralContainers = [] } = spec
  const others = [...containers, ...initContainers]
  return [
    ...validateContainers(containers, `${path}.containers`, context),
    ...validateInitContainers(initContainers, `${path}.initContainers`, { ...context, others: containers }),
    ...validateEphemeralContainers(ephemeralContainers, `${path}.ephemeralContainers`, {
      ...context,
      others,
    }),
  ]
}

function validateResourceClaims(claims: readonly PodResourceClaim[], path: string): FieldError[] {
  const faults: FieldError[] = []
  const names = new Set<string>()
  for (const [index, claim] of claims.entries()) {
    const at = `${path}[${index}]`
    if (claim.name === '') faults.push(required(`${at}.name`))
    else if (names.has(claim.name)) faults.push(duplicate(`${at}.name`, claim.name))
    else faults.push(...checkDNSLabel(claim.name, `${at}.name`))
    names.add(claim.name)
    const given = (['resourceClaimName', 'resourceClaimTemplateName'] as const).filter(
      (key) => claim[key] !== undefined,
    )
    if (given.length > 1) {
      const text = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'
      faults.push(invalid(at, claim, text))
    }
    if (given.length === 0) {
      const text = 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'
      faults.push(invalid(at, claim, text))
    }
    for (const key of given) {
      const name = claim[key] ?? ''
      faults.push(...faultsAt(`${at}.${key}`, name, nameIsDNSSubdomain(name, false)))
    }
  }
  return faults
}

const restartPolicies = ['Always', 'OnFailure', 'Never']
const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']

function validatePolicies(spec: PodSpec, path: string): FieldError[] {
  const faults = [
    ...checkEnum(spec.restartPolicy, `${path}.restartPolicy`, restartPolicies),
    ...checkEnum(spec.dnsPolicy, `${path}.dnsPolicy`, dnsPolicies),
    ...validatePodSecurityContext(spec, `${path}.securityContext`),
    ...validateDNSConfig(spec, `${path}.dnsConfig`),
    ...validateHostProcess(spec, path),
    ...validateHostUsers(spec, path),
    ...checkPreemptionPolicy(spec.preemptionPolicy, `${path}.preemptionPolicy`),
  ]
  const deadline = spec.activeDeadlineSeconds
  if (deadline !== undefined && (numberOf(deadline) < 1 || numberOf(deadline) > maxInt32)) {
    faults.push(invalid(`${path}.activeDeadlineSeconds`, deadline, rangeFault(1, maxInt32)))
  }
  for (const [index, gate] of (spec.readinessGates ?? []).entries()) {
    faults.push(...checkQualifiedName(gate.conditionType, `${path}.readinessGates[${index}].conditionType`))
  }
  if (spec.overhead === undefined) return faults
  return [...faults, ...validateContainerResources({ limits: spec.overhead }, new Set(), `${path}.overhead`)]
}

function validatePlacement(spec: PodSpec, path: string): FieldError[] {
  return [
    ...validateLabels(spec.nodeSelector, `${path}.nodeSelector`),
    ...(spec.affinity === undefined ? [] : validateAffinity(spec.affinity, `${path}.affinity`)),
    ...validateSchedulingGates(spec.schedulingGates ?? [], `${path}.schedulingGates`),
    ...validateTopologySpread(spec.topologySpreadConstraints ?? [], `${path}.topologySpreadConstraints`),
    ...validateTolerations(spec.tolerations ?? [], `${path}.tolerations`),
  ]
}

/** Names of other objects, and the pod's own names. */
function validateNames(spec: PodSpec, path: string): FieldError[] {
  const faults: FieldError[] = []
  for (const key of ['serviceAccountName', 'nodeName', 'priorityClassName'] as const) {
    const name = spec[key]
    if (name) faults.push(...faultsAt(`${path}.${key}`, name, nameIsDNSSubdomain(name, false)))
  }
  if (spec.runtimeClassName !== undefined) {
    const texts = nameIsDNSSubdomain(spec.runtimeClassName, false)
    faults.push(...faultsAt(`${path}.runtimeClassName`, spec.runtimeClassName, texts))
  }
  faults.push(...validateHostnames(spec, path))
  return [...faults, ...validateHostAliases(spec.hostAliases ?? [], `${path}.hostAliases`)]
}

function validateOS(spec: PodSpec, path: string): FieldError[] {
  if (spec.os === undefined) return []
  const { name } = spec.os
  if (name === '') return [required(`${path}.os.name`, 'cannot be empty')]
  if (name === 'linux') return validateLinuxPod(spec, path)
  if (name === 'windows') return validateWindowsPod(spec, path)
  return [notSupported(`${path}.os`, name, ['linux', 'windows'])]
}
