// What the server fills in of stateful sets. Upstream: pkg/apis/apps/v1/defaults.go SetDefaults_StatefulSet.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { defaultPodTemplate } from '../../core/pod/pod.defaults.ts'
import { defaultClaimSpec } from '../../core/pod/pod-volumes.defaults.ts'
import type { StatefulSet } from './stateful-set.schema.ts'

export function defaultStatefulSet({ spec }: Mutable<StatefulSet>): void {
  spec.podManagementPolicy ??= 'OrderedReady'
  spec.updateStrategy ??= {}
  if (spec.updateStrategy.type === undefined) {
    spec.updateStrategy.type = 'RollingUpdate'
    spec.updateStrategy.rollingUpdate ??= {}
  }
  if (spec.updateStrategy.type === 'RollingUpdate' && spec.updateStrategy.rollingUpdate !== undefined) {
    spec.updateStrategy.rollingUpdate.partition ??= 0
  }
  spec.persistentVolumeClaimRetentionPolicy ??= {}
  spec.persistentVolumeClaimRetentionPolicy.whenDeleted ??= 'Retain'
  spec.persistentVolumeClaimRetentionPolicy.whenScaled ??= 'Retain'
  spec.replicas ??= 1
  spec.revisionHistoryLimit ??= 10
  for (const claim of spec.volumeClaimTemplates ?? []) {
    claim.apiVersion ??= 'v1'
    claim.kind ??= 'PersistentVolumeClaim'
    claim.status ??= {}
    claim.status.phase ??= 'Pending'
    claim.spec ??= {}
    defaultClaimSpec(claim.spec)
  }
  defaultPodTemplate(spec.template)
}
