// What the server fills in of deployments. Upstream: pkg/apis/apps/v1/defaults.go SetDefaults_Deployment.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { defaultPodTemplate } from '../../core/pod/pod.defaults.ts'
import type { Deployment } from './deployment.schema.ts'

export function defaultDeployment({ spec }: Mutable<Deployment>): void {
  spec.replicas ??= 1
  spec.strategy ??= {}
  spec.strategy.type ??= 'RollingUpdate'
  if (spec.strategy.type === 'RollingUpdate') {
    spec.strategy.rollingUpdate ??= {}
    spec.strategy.rollingUpdate.maxUnavailable ??= '25%'
    spec.strategy.rollingUpdate.maxSurge ??= '25%'
  }
  spec.revisionHistoryLimit ??= 10
  spec.progressDeadlineSeconds ??= 600
  defaultPodTemplate(spec.template)
}
