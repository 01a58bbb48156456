// What to send to the API so that a pod has the status that the kubelet wants it to have: a strategic merge patch with
// only what differs, so that conditions and fields of others stay. Pure.
// Upstream: pkg/util/pod/pod.go PatchPodStatus; pkg/kubelet/status/status_manager.go mergePodStatus
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { PodCondition, PodStatus } from '../../api/core/pod/pod-status.schema.ts'

type Json = Record<string, unknown>

const wholeFields = [
  'observedGeneration',
  'phase',
  'message',
  'reason',
  'hostIP',
  'podIP',
  'startTime',
  'initContainerStatuses',
  'containerStatuses',
  'qosClass',
  'ephemeralContainerStatuses',
] as const satisfies readonly (keyof PodStatus)[]

const addressFields = ['hostIPs', 'podIPs'] as const satisfies readonly (keyof PodStatus)[]

/** The patch's body; undefined where nothing differs. The pod's UID in it makes it fail for a namesake. */
export function statusPatch(pod: Pod, next: PodStatus): Json | undefined {
  const status: Json = {}
  const old: PodStatus = pod.status ?? {}
  for (const field of wholeFields) {
    if (!sameStatusValue(old[field], next[field])) status[field] = next[field] ?? null
  }
  const conditions = changedConditions(old.conditions, next.conditions)
  if (conditions.length > 0) status.conditions = conditions
  for (const field of addressFields) {
    const entries = changedAddresses(old[field], next[field])
    if (entries.length > 0) status[field] = entries
  }
  return Object.keys(status).length === 0 ? undefined : { metadata: { uid: pod.metadata.uid }, status }
}

function changedConditions(
  old: readonly PodCondition[] | undefined,
  next: readonly PodCondition[] | undefined,
): readonly Json[] {
  return (next ?? []).flatMap((condition) => {
    const before = old?.find(({ type }) => type === condition.type)
    if (before !== undefined && sameStatusValue(before, condition)) return []
    const cleared = Object.keys(before ?? {}).filter((key) => !Object.hasOwn(condition, key))
    return [{ ...Object.fromEntries(cleared.map((key) => [key, null])), ...condition }]
  })
}

/** Addresses are merged by what they are, so an old one has to be deleted by name. */
function changedAddresses(
  old: readonly { readonly ip: string }[] | undefined,
  next: readonly { readonly ip: string }[] | undefined,
): readonly Json[] {
  if (sameStatusValue(old, next)) return []
  const kept = new Set((next ?? []).map(({ ip }) => ip))
  const gone = (old ?? []).filter(({ ip }) => !kept.has(ip))
  return [...(next ?? []).map(({ ip }) => ({ ip })), ...gone.map(({ ip }) => ({ $patch: 'delete', ip }))]
}

/** Equality of two JSON values where absent, null and an empty object are the same. */
export function sameStatusValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) || Array.isArray(b)) return sameList(asList(a), asList(b))
  if (isEmpty(a) && isEmpty(b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const [left, right] = [a as Json, b as Json]
  const keys = new Set([...Object.keys(left), ...Object.keys(right)])
  return [...keys].every((key) => sameStatusValue(ownValue(left, key), ownValue(right, key)))
}

function ownValue(value: Json, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

function asList(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : undefined
}

function sameList(a: readonly unknown[] | undefined, b: readonly unknown[] | undefined): boolean {
  if (a === undefined || b === undefined || a.length !== b.length) return false
  return a.every((item, index) => sameStatusValue(item, b[index]))
}
