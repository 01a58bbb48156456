// Node (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { node } from './node.schema.ts'
export const Node = defineKind({
  schema: node,
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  singular: 'node',
  scope: 'Cluster',
  shortNames: ['no'],
  subresources: [
    { name: 'proxy', kind: 'NodeProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] },
    { name: 'status', kind: 'Node', verbs: ['get', 'patch', 'update'] },
  ],
  storageVersionHash: 'XwShjMxG9Fs=',
  fieldSelectors: ['spec.unschedulable'],
})
export type Node = Instance<typeof Node>
