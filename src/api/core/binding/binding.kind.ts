// Binding (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { binding } from './binding.schema.ts'
export const Binding = defineKind({
  schema: binding,
  group: '',
  version: 'v1',
  kind: 'Binding',
  plural: 'bindings',
  singular: 'binding',
  scope: 'Namespaced',
  verbs: ['create'],
  virtual: true,
})
export type Binding = Instance<typeof Binding>
