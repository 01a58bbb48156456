// Faults of changes to a pod's status. Upstream: pkg/apis/core/validation/validation.go ValidatePodStatusUpdate.
import { duplicate, type FieldError, forbidden, invalid } from '../../../machinery/field-error.ts'
import { isValidIP, parseIP } from '../../../machinery/names/ip.ts'
import { nameIsDNSSubdomain } from '../../../machinery/names/validation.ts'
import { checkImmutable, checkQualifiedName, faultsAt } from '../../checks.ts'
import { isSidecar } from './pod.resources.ts'
import type { Pod } from './pod.schema.ts'
import type { Container } from './pod-container.schema.ts'
import type { ContainerStatus } from './pod-status.schema.ts'
import { validateMirror } from './pod-update.validation.ts'

const systemConditions = ['PodScheduled', 'Ready', 'Initialized']

export function validatePodStatusUpdate(next: Pod, old: Pod): FieldError[] {
  const [status, before] = [next.status ?? {}, old.status ?? {}]
  const faults = validateMirror(next, old)
  for (const [index, { type }] of (status.conditions ?? []).entries()) {
    if (systemConditions.includes(type)) continue
    faults.push(...checkQualifiedName(type, `metadata.conditions[${index}].Type`))
  }
  if ((next.spec.nodeName ?? '') !== (old.spec.nodeName ?? '')) {
    faults.push(forbidden('status.nodeName', 'may not be changed directly'))
  }
  const nominated = status.nominatedNodeName ?? ''
  if (nominated !== '' && nominated !== before.nominatedNodeName) {
    faults.push(...faultsAt('status.nominatedNodeName', nominated, nameIsDNSSubdomain(nominated, false)))
  }
  faults.push(...checkImmutable(status.qosClass, before.qosClass, 'status.qosClass'))
  faults.push(...checkTransitions(next, old))
  faults.push(...checkClaims(next))
  return [...faults, ...checkIPs(next)]
}

/** A container that has ended for good stays so. */
function checkTransitions(next: Pod, old: Pod): FieldError[] {
  const policy = old.spec.restartPolicy ?? 'Always'
  const byName = (list: readonly Container[] = []) =>
    new Map(list.map((container) => [container.name, container]))
  const own = { containers: byName(old.spec.containers), initContainers: byName(old.spec.initContainers) }
  const mayRestart = (status: ContainerStatus, list: 'containers' | 'initContainers') => {
    const container = own[list].get(status.name)
    if (policy === 'Always' || container?.restartPolicyRules !== undefined) return true
    if (container !== undefined && isSidecar(container)) return true
    return status.state?.terminated?.exitCode !== 0 && policy === 'OnFailure'
  }
  return [
    ...checkStates(next, old, { list: 'containerStatuses', except: (s) => mayRestart(s, 'containers') }),
    ...checkStates(next, old, {
      list: 'initContainerStatuses',
      except: (s) => mayRestart(s, 'initContainers'),
    }),
    ...checkStates(next, old, { list: 'ephemeralContainerStatuses', except: () => false }),
  ]
}

interface StateCheck {
  readonly list: 'containerStatuses' | 'initContainerStatuses' | 'ephemeralContainerStatuses'
  except(status: ContainerStatus): boolean
}

function checkStates(next: Pod, old: Pod, { list, except }: StateCheck): FieldError[] {
  const alive = new Set(
    (next.status?.[list] ?? [])
      .filter((after) => after.state?.terminated === undefined)
      .map(({ name }) => name),
  )
  const faults: FieldError[] = []
  for (const [index, status] of (old.status?.[list] ?? []).entries()) {
    if (status.state?.terminated === undefined || except(status) || !alive.has(status.name)) continue
    faults.push(
      forbidden(`status.${list}[${index}].state`, 'may not be transitioned to non-terminated state'),
    )
  }
  return faults
}

function checkClaims(next: Pod): FieldError[] {
  const faults: FieldError[] = []
  const seen = new Set<string>()
  const claims = new Set((next.spec.resourceClaims ?? []).map((claim) => claim.name))
  for (const [index, { name }] of (next.status?.resourceClaimStatuses ?? []).entries()) {
    const field = `status.resourceClaimStatuses[${index}].name`
    if (!claims.has(name)) {
      faults.push(invalid(field, name, 'must match the name of an entry in `spec.resourceClaims`'))
    }
    if (seen.has(name)) faults.push(duplicate(field, name))
    seen.add(name)
  }
  return faults
}

function checkIPs(next: Pod): FieldError[] {
  const { podIPs = [], hostIPs = [], hostIP = '' } = next.status ?? {}
  const faults = checkIPList(podIPs, 'status.podIPs')
  const first = hostIPs[0]?.ip
  if (first !== undefined && first !== hostIP) {
    faults.push(invalid('status.hostIPs[0].ip', first, 'must be equal to `hostIP`'))
  }
  return [...faults, ...checkIPList(hostIPs, 'status.hostIPs')]
}

/** At most one address of each family. */
function checkIPList(list: readonly { readonly ip: string }[], path: string): FieldError[] {
  const faults = list.flatMap(({ ip }, index) => faultsAt(`${path}[${index}]`, ip, isValidIP(ip)))
  if (list.length < 2) return faults
  const families = new Set(list.map(({ ip }) => parseIP(ip)?.family))
  if (list.length > 2 || families.size !== 2) {
    faults.push(invalid(path, list, 'may specify no more than one IP for each IP family'))
  }
  const seen = new Set<string>()
  for (const [index, item] of list.entries()) {
    if (seen.has(item.ip)) faults.push(duplicate(`${path}[${index}]`, item))
    seen.add(item.ip)
  }
  return faults
}
