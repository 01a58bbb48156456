// Judges a node by when it was last heard of, and says which conditions and taints follow. Pure.
// Upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go tryUpdateNodeHealth, doNoScheduleTaintingPass.

import {
  getNodeCondition,
  matchTaint,
  taintDiskPressure,
  taintMemoryPressure,
  taintNetworkUnavailable,
  taintNotReady,
  taintPIDPressure,
  taintUnreachable,
  taintUnschedulable,
} from '../../api/core/node/node.conditions.ts'
import type { Node, NodeCondition, Taint } from '../../api/core/node/node.schema.ts'
import { timeText } from '../../machinery/meta/time.ts'

/** After this time without a sign of life a node is Unknown. Upstream: --node-monitor-grace-period (40 s). */
export const graceMs = 40_000
/** A node that has never said anything is given this long. Upstream: --node-startup-grace-period. */
export const startupGraceMs = 60_000

/** When this controller last saw a sign of life: its own clock, so that the node's need not agree. */
export interface Heartbeat {
  /** What the sign consisted of; a change is a new one. */
  readonly mark: string
  readonly seenMs: number
}

/** What changes when the node renews its lease or its Ready condition. */
export function heartbeatMark(node: Node, leaseRenewTime: string | undefined): string {
  const ready = getNodeCondition(node.status, 'Ready')
  return `${leaseRenewTime ?? ''} ${ready?.lastHeartbeatTime ?? ''} ${ready?.status ?? ''}`
}

const judged = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'] as const
const silent = { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' } as const
const neverHeard = { reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.' } as const

/** Conditions of a node that has been silent for too long; undefined where nothing changes. */
export function planSilentConditions(
  node: Node,
  heartbeat: Heartbeat,
  nowMs: number,
): readonly NodeCondition[] | undefined {
  const conditions = node.status?.conditions ?? []
  const isNew = getNodeCondition(node.status, 'Ready') === undefined
  if (nowMs - heartbeat.seenMs <= (isNew ? startupGraceMs : graceMs)) return undefined
  let changed = false
  const next = [...conditions]
  for (const type of judged) {
    const index = next.findIndex((condition) => condition.type === type)
    const before = next[index]
    if (before?.status === 'Unknown') continue
    changed = true
    const lastTransitionTime = timeText(nowMs)
    if (before === undefined) {
      next.push({
        type,
        status: 'Unknown',
        ...neverHeard,
        lastHeartbeatTime: node.metadata.creationTimestamp,
        lastTransitionTime,
      })
    } else next[index] = { ...before, status: 'Unknown', ...silent, lastTransitionTime }
  }
  return changed ? next : undefined
}

/** Condition, the status that taints, the taint. */
const pressure: readonly (readonly [string, string, string])[] = [
  ['MemoryPressure', 'True', taintMemoryPressure],
  ['DiskPressure', 'True', taintDiskPressure],
  ['NetworkUnavailable', 'True', taintNetworkUnavailable],
  ['PIDPressure', 'True', taintPIDPressure],
]

/** The taints that follow from the node's state: where pods may not come, and where they may not stay. */
function wantedTaints(node: Node): readonly Pick<Taint, 'key' | 'effect'>[] {
  const ready = getNodeCondition(node.status, 'Ready')?.status
  const readyTaint = ready === 'False' ? taintNotReady : ready === 'Unknown' ? taintUnreachable : undefined
  const wanted: Pick<Taint, 'key' | 'effect'>[] = pressure
    .filter(([type, status]) => getNodeCondition(node.status, type)?.status === status)
    .map(([, , key]) => ({ key, effect: 'NoSchedule' }))
  if (node.spec.unschedulable === true) wanted.push({ key: taintUnschedulable, effect: 'NoSchedule' })
  if (readyTaint !== undefined) {
    wanted.push({ key: readyTaint, effect: 'NoSchedule' }, { key: readyTaint, effect: 'NoExecute' })
  }
  return wanted
}

const ownKeys = new Set([
  ...pressure.map(([, , key]) => key),
  taintUnschedulable,
  taintNotReady,
  taintUnreachable,
])

/** The node's taints as they should be; undefined where they are. A node that has not said anything keeps what it has. */
export function planTaints(node: Node, nowMs: number): readonly Taint[] | undefined {
  const current = node.spec.taints ?? []
  const wanted = wantedTaints(node)
  const starting = getNodeCondition(node.status, 'Ready') === undefined
  const isStale = (taint: Taint) =>
    ownKeys.has(taint.key) &&
    !wanted.some((other) => matchTaint(other, taint)) &&
    !(starting && taint.key === taintNotReady)
  const kept = current.filter((taint) => !isStale(taint))
  const added = wanted
    .filter((taint) => !kept.some((other) => matchTaint(other, taint)))
    // timeAdded is what tolerationSeconds count from.
    .map(
      (taint) => ({ ...taint, ...(taint.effect === 'NoExecute' && { timeAdded: timeText(nowMs) }) }) as Taint,
    )
  return added.length === 0 && kept.length === current.length ? undefined : [...kept, ...added]
}
