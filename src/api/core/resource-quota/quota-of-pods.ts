// What a pod takes of a quota. Upstream: pkg/quota/v1/evaluator/core/pods.go.
import type { Quantity } from '../../../machinery/quantity/quantity.ts'
import { podQOS } from '../pod/pod.qos.ts'
import { podLimits, podRequests } from '../pod/pod.resources.ts'
import type { Pod } from '../pod/pod.schema.ts'
import { type Amounts, one, parseAmounts } from './quota-amounts.ts'
import { countName, type QuotaEvaluator, type ScopeRequirement, selects } from './quota-evaluator.ts'

const count = countName({ group: '', plural: 'pods' })
const native = ['cpu', 'memory', 'ephemeral-storage']
const names: ReadonlySet<string> = new Set([
  count,
  'pods',
  ...native.flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
])
/** A quota on one of these wants every container to say how much of it. */
const demanded: ReadonlySet<string> = new Set(
  ['cpu', 'memory'].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
)

export const quotaOfPods: QuotaEvaluator<Pod> = {
  matching: (wanted) => wanted.filter((name) => names.has(name) || isHugePages(name) || isExtended(name)),
  usage(pod, nowMs) {
    const counted = new Map([[count, one]])
    if (isOver(pod, nowMs)) return counted
    return new Map([...counted, ...compute(podRequests(pod), podLimits(pod))])
  },
  inScope,
  missing,
}

const isHugePages = (name: string) => /^(requests\.)?hugepages-/.test(name)
/** Only what has a domain other than kubernetes.io is an extended resource. */
const isExtended = (name: string) =>
  /^requests\..+\//.test(name) && !/^requests\.([^/]*\.)?kubernetes\.io\//.test(name)

/** A pod that has ended, or should have, takes nothing but its place in the store. */
function isOver({ status, metadata }: Pod, nowMs: number): boolean {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return true
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return false
  return nowMs > Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000
}

function compute(requests: Amounts, limits: Amounts): Amounts {
  const amounts = new Map<string, Quantity>([['pods', one]])
  for (const [name, amount] of requests) {
    if (native.includes(name) || name.startsWith('hugepages-')) amounts.set(name, amount)
    amounts.set(`requests.${name}`, amount)
  }
  for (const [name, amount] of limits) if (native.includes(name)) amounts.set(`limits.${name}`, amount)
  return amounts
}

function inScope(requirement: ScopeRequirement, pod: Pod): boolean {
  const { priorityClassName, activeDeadlineSeconds } = pod.spec
  switch (requirement.scopeName) {
    case 'Terminating':
      return activeDeadlineSeconds !== undefined
    case 'NotTerminating':
      return activeDeadlineSeconds === undefined
    case 'BestEffort':
      return podQOS(pod) === 'BestEffort'
    case 'NotBestEffort':
      return podQOS(pod) !== 'BestEffort'
    case 'PriorityClass':
      return selects(requirement, priorityClassName || undefined)
    case 'CrossNamespacePodAffinity':
      return reachesOtherNamespaces(pod)
    default:
      return false
  }
}

function reachesOtherNamespaces({ spec }: Pod): boolean {
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {}
  return [podAffinity, podAntiAffinity].some((affinity) =>
    [
      ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
      ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(
        ({ podAffinityTerm }) => podAffinityTerm,
      ),
    ].some((term) => (term?.namespaces?.length ?? 0) > 0 || term?.namespaceSelector !== undefined),
  )
}

function missing(wanted: readonly string[], { spec }: Pod): string | undefined {
  const required = wanted.filter((name) => demanded.has(name))
  if (required.length === 0) return undefined
  const lacking = new Map<string, Set<string>>()
  for (const { name, resources } of [...spec.containers, ...(spec.initContainers ?? [])]) {
    const given = compute(parseAmounts(resources?.requests), parseAmounts(resources?.limits))
    for (const resource of required) {
      if (given.has(resource)) continue
      const containers = lacking.get(resource) ?? new Set()
      lacking.set(resource, containers.add(name))
    }
  }
  if (lacking.size === 0) return undefined
  const parts = [...lacking]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([resource, containers]) => `${resource} for: ${[...containers].sort().join(',')}`)
  return `must specify ${parts.join('; ')}`
}
