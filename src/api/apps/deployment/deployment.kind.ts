// Deployment (apps/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { deploymentColumns } from './deployment.columns.ts'
import { defaultDeployment } from './deployment.defaults.ts'
import { deployment } from './deployment.schema.ts'
import { deploymentStrategy } from './deployment.strategy.ts'
import {
  validateDeployment,
  validateDeploymentStatusUpdate,
  validateDeploymentUpdate,
} from './deployment.validation.ts'
export const Deployment = defineKind({
  schema: deployment,
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  scope: 'Namespaced',
  shortNames: ['deploy'],
  categories: ['all'],
  subresources: [
    { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get', 'patch', 'update'] },
    { name: 'status', kind: 'Deployment', verbs: ['get', 'patch', 'update'] },
  ],
  storageVersionHash: '8aSe+NMegvE=',
  default: defaultDeployment,
  strategy: deploymentStrategy,
  validate: validateDeployment,
  validateUpdate: validateDeploymentUpdate,
  validateStatusUpdate: validateDeploymentStatusUpdate,
  columns: deploymentColumns,
})
export type Deployment = Instance<typeof Deployment>
