// DaemonSet (apps/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { daemonSet } from './daemon-set.schema.ts'
export const DaemonSet = defineKind({
  schema: daemonSet,
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  singular: 'daemonset',
  scope: 'Namespaced',
  shortNames: ['ds'],
  categories: ['all'],
  subresources: [{ name: 'status', kind: 'DaemonSet', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'dd7pWHUlMKQ=',
})
export type DaemonSet = Instance<typeof DaemonSet>
