// What the server fills in of replica sets. Upstream: pkg/apis/apps/v1/defaults.go SetDefaults_ReplicaSet.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { defaultPodTemplate } from '../../core/pod/pod.defaults.ts'
import type { ReplicaSet } from './replica-set.schema.ts'

export function defaultReplicaSet({ spec }: Mutable<ReplicaSet>): void {
  spec.replicas ??= 1
  defaultPodTemplate(spec.template)
}
