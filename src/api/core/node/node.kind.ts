// Node (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { nodeColumns } from './node.columns.ts'
import { defaultNode } from './node.defaults.ts'
import { node } from './node.schema.ts'
import { nodeSelectableFields, nodeStrategy } from './node.strategy.ts'
import { validateNode, validateNodeStatusUpdate, validateNodeUpdate } from './node.validation.ts'
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
  selectableFields: nodeSelectableFields,
  default: defaultNode,
  strategy: nodeStrategy,
  validate: validateNode,
  validateUpdate: validateNodeUpdate,
  validateStatusUpdate: validateNodeStatusUpdate,
  columns: nodeColumns,
})
export type Node = Instance<typeof Node>
