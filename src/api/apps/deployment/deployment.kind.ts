// Deployment (apps/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { deployment } from './deployment.schema.ts'
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
})
export type Deployment = Instance<typeof Deployment>
