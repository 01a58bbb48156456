// What the server does to deployments: annotations count for the generation as well, since they travel to replica sets.
// Upstream: pkg/registry/apps/deployment/strategy.go.
import { semanticEqual } from '../../../machinery/equality.ts'
import type { Strategy } from '../../../machinery/kind.ts'
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { podOwnerWarnings } from '../../core/pod/pod.warnings.ts'
import { specStrategy } from '../../strategies.ts'
import { type Deployment, deploymentStatus } from './deployment.schema.ts'

export const deploymentStrategy: Strategy<Deployment> = specStrategy<Deployment>({
  status: deploymentStatus,
  warnings: podOwnerWarnings,
  alsoCounts: (next, old) => !semanticEqual(next.metadata.annotations, old.metadata.annotations),
  onStatusUpdate(next, old) {
    next.metadata.labels = old.metadata.labels as Mutable<Deployment>['metadata']['labels']
  },
})
