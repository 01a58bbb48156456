// What the server fills in of replication controllers. Upstream: pkg/apis/core/v1/defaults.go SetDefaults_ReplicationController.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { defaultPodTemplate } from '../pod/pod.defaults.ts'
import type { ReplicationController } from './replication-controller.schema.ts'

export function defaultReplicationController({ metadata, spec }: Mutable<ReplicationController>): void {
  const labels = spec.template?.metadata?.labels
  if (labels !== undefined) {
    if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels }
    if (Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels }
  }
  spec.replicas ??= 1
  defaultPodTemplate(spec.template)
}
