// Which pods go first when there are too many: those that do least. Pure.
// Upstream: pkg/controller/controller_utils.go ActivePodsWithRanks.

import { getPodCondition, isPodActive, isPodReady } from '../../api/core/pod/pod.conditions.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { timeMs } from '../../machinery/meta/time.ts'

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost'
const phases: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 }

interface Ranked {
  readonly pod: Pod
  readonly assigned: boolean
  readonly phase: number
  readonly ready: boolean
  readonly cost: number
  /** Active pods of the same purpose on the same node. */
  readonly neighbours: number
  readonly readyAt: number | undefined
  readonly createdAt: number | undefined
  readonly restarts: { readonly running: number; readonly sidecar: number }
}

/** `pods` in the order in which they are to be deleted; `related` are all pods that do the same work. */
export function deletionOrder(
  pods: readonly Pod[],
  options: { readonly related: readonly Pod[]; readonly nowMs: number },
): readonly Pod[] {
  const perNode = new Map<string, number>()
  for (const pod of options.related) {
    const node = pod.spec.nodeName ?? ''
    if (isPodActive(pod)) perNode.set(node, (perNode.get(node) ?? 0) + 1)
  }
  const ranked = pods.map((pod) => rank(pod, perNode.get(pod.spec.nodeName ?? '') ?? 0))
  ranked.sort((a, b) => compare(a, b, options.nowMs))
  return ranked.map(({ pod }) => pod)
}

function rank(pod: Pod, neighbours: number): Ranked {
  const ready = isPodReady(pod)
  return {
    pod,
    assigned: (pod.spec.nodeName ?? '') !== '',
    phase: phases[pod.status?.phase ?? ''] ?? 0,
    ready,
    cost: costOf(pod),
    neighbours,
    readyAt: ready ? timeMs(getPodCondition(pod.status, 'Ready')?.lastTransitionTime) : undefined,
    createdAt: timeMs(pod.metadata.creationTimestamp),
    restarts: restartsOf(pod),
  }
}

function costOf(pod: Pod): number {
  const text = pod.metadata.annotations?.[deletionCost] ?? ''
  return /^-?(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : 0
}

function compare(a: Ranked, b: Ranked, nowMs: number): number {
  return (
    Number(a.assigned) - Number(b.assigned) ||
    a.phase - b.phase ||
    Number(a.ready) - Number(b.ready) ||
    a.cost - b.cost ||
    b.neighbours - a.neighbours ||
    (a.ready && b.ready ? compareAge(a, b, { first: a.readyAt, second: b.readyAt, nowMs }) : 0) ||
    b.restarts.running - a.restarts.running ||
    b.restarts.sidecar - a.restarts.sidecar ||
    compareAge(a, b, { first: a.createdAt, second: b.createdAt, nowMs })
  )
}

/**
 * The younger first; ages of one power of two count as the same and the UID decides, so that not always the youngest of
 * many goes, which would be those of the zone that was filled last.
 */
function compareAge(
  a: Ranked,
  b: Ranked,
  times: { readonly first: number | undefined; readonly second: number | undefined; readonly nowMs: number },
): number {
  const { first, second, nowMs } = times
  if (first === second) return 0
  if (first === undefined) return -1
  if (second === undefined) return 1
  return bucket(nowMs - first) - bucket(nowMs - second) || (a.pod.metadata.uid < b.pod.metadata.uid ? -1 : 1)
}

/** Upstream counts in nanoseconds. */
function bucket(ageMs: number): number {
  return ageMs > 0 ? Math.floor(Math.log2(ageMs * 1e6)) : -1
}

function restartsOf(pod: Pod): Ranked['restarts'] {
  const max = (counts: readonly number[]) => Math.max(0, ...counts)
  const sidecars = new Set(
    (pod.spec.initContainers ?? [])
      .filter(({ restartPolicy }) => restartPolicy === 'Always')
      .map(({ name }) => name),
  )
  const initStatuses = pod.status?.initContainerStatuses ?? []
  return {
    running: max((pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount)),
    sidecar: max(
      initStatuses.filter(({ name }) => sidecars.has(name)).map(({ restartCount }) => restartCount),
    ),
  }
}
