// Namespace (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { namespace } from './namespace.schema.ts'
export const Namespace = defineKind({
  schema: namespace,
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  scope: 'Cluster',
  shortNames: ['ns'],
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  subresources: [
    { name: 'finalize', kind: 'Namespace', verbs: ['update'] },
    { name: 'status', kind: 'Namespace', verbs: ['get', 'patch', 'update'] },
  ],
  storageVersionHash: 'Q3oi5N2YM8M=',
  fieldSelectors: ['status.phase'],
})
export type Namespace = Instance<typeof Namespace>
