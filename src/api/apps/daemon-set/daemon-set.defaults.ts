// What the server fills in of daemon sets. Upstream: pkg/apis/apps/v1/defaults.go SetDefaults_DaemonSet.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { defaultPodTemplate } from '../../core/pod/pod.defaults.ts'
import type { DaemonSet } from './daemon-set.schema.ts'

export function defaultDaemonSet({ spec }: Mutable<DaemonSet>): void {
  spec.updateStrategy ??= {}
  spec.updateStrategy.type ??= 'RollingUpdate'
  if (spec.updateStrategy.type === 'RollingUpdate') {
    spec.updateStrategy.rollingUpdate ??= {}
    spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1
    spec.updateStrategy.rollingUpdate.maxSurge ??= 0
  }
  spec.revisionHistoryLimit ??= 10
  defaultPodTemplate(spec.template)
}
