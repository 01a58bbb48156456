// How many pods of a daemon set may be missing, or be there twice, during an update. Pure.
// Upstream: pkg/controller/daemon/util/daemonset_util.go UnavailableCount, SurgeCount; update.go updatedDesiredNodeCounts.
import type { DaemonSet } from '../../api/apps/daemon-set/daemon-set.kind.ts'
import { scaledValue } from '../../machinery/int-or-percent.ts'

export function isRollingUpdate(daemonSet: DaemonSet): boolean {
  return (daemonSet.spec.updateStrategy?.type ?? 'RollingUpdate') === 'RollingUpdate'
}

export function surgeCount(daemonSet: DaemonSet, desired: number): number {
  if (!isRollingUpdate(daemonSet)) return 0
  const { maxSurge = 0 } = daemonSet.spec.updateStrategy?.rollingUpdate ?? {}
  return scaledValue(maxSurge, desired, { roundUp: true }) ?? 0
}

/** At least one where there is no surge either: else an update could never move. */
export function unavailableCount(daemonSet: DaemonSet, desired: number): number {
  if (!isRollingUpdate(daemonSet)) return 0
  const { maxUnavailable = 1 } = daemonSet.spec.updateStrategy?.rollingUpdate ?? {}
  const count = scaledValue(maxUnavailable, desired, { roundUp: true }) ?? 0
  return count === 0 && surgeCount(daemonSet, desired) === 0 && desired > 0 ? 1 : count
}
