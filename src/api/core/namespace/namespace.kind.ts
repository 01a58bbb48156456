// Namespace (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { nameIsDNSLabel } from '../../../machinery/names/validation.ts'
import { namespaceColumns } from './namespace.columns.ts'
import { defaultNamespace } from './namespace.defaults.ts'
import { namespace } from './namespace.schema.ts'
import { namespaceStrategy } from './namespace.strategy.ts'
import { validateNamespace, validateNamespaceStatusUpdate } from './namespace.validation.ts'
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
  selectableFields: (namespace) => ({ 'status.phase': namespace.status?.phase ?? '' }),
  default: defaultNamespace,
  strategy: namespaceStrategy,
  validateName: nameIsDNSLabel,
  validate: validateNamespace,
  validateStatusUpdate: validateNamespaceStatusUpdate,
  columns: namespaceColumns,
})
export type Namespace = Instance<typeof Namespace>
