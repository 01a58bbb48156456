// Secret (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { secretColumns } from './secret.columns.ts'
import { defaultSecret } from './secret.defaults.ts'
import { secret } from './secret.schema.ts'
import { validateSecret, validateSecretUpdate } from './secret.validation.ts'
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
  selectableFields: (secret) => ({ type: secret.type ?? '' }),
  default: defaultSecret,
  validate: validateSecret,
  validateUpdate: validateSecretUpdate,
  columns: secretColumns,
})
export type Secret = Instance<typeof Secret>
