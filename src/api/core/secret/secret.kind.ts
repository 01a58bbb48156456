// Secret (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { secret } from './secret.schema.ts'
export const Secret = defineKind({
  schema: secret,
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  scope: 'Namespaced',
  storageVersionHash: 'S6u1pOWzb84=',
  fieldSelectors: ['type'],
})
export type Secret = Instance<typeof Secret>
