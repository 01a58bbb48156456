// When a volume came into its phase, where whoever changes the phase does not say.
// Upstream: pkg/registry/core/persistentvolume/strategy.go persistentvolumeStatusStrategy.
import type { PersistentVolume } from '../../api/core/persistent-volume/persistent-volume.kind.ts'
import type { Clock } from '../../base/clock.ts'
import type { KubeObject } from '../../machinery/kind.ts'
import { timeText } from '../../machinery/meta/time.ts'
import type { WorkingObject } from './object.ts'

export function phaseTimes(clock: Clock): (next: WorkingObject, old: KubeObject | undefined) => undefined {
  return (next, old) => {
    const after = (next as unknown as PersistentVolume).status
    const before = (old as PersistentVolume | undefined)?.status
    if (before === undefined || after === undefined || after.phase === before.phase) return
    if ((after.lastPhaseTransitionTime ?? before.lastPhaseTransitionTime) !== before.lastPhaseTransitionTime)
      return
    next.status = { ...after, lastPhaseTransitionTime: timeText(clock.now()) }
  }
}
