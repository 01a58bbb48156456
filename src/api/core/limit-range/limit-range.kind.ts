// LimitRange (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { defaultColumns } from '../../columns.ts'
import { defaultLimitRange } from './limit-range.defaults.ts'
import { limitRange } from './limit-range.schema.ts'
import { validateLimitRange } from './limit-range.validation.ts'
export const LimitRange = defineKind({
  schema: limitRange,
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  plural: 'limitranges',
  singular: 'limitrange',
  scope: 'Namespaced',
  shortNames: ['limits'],
  storageVersionHash: 'EBKMFVe6cwo=',
  strategy: {
    allowCreateOnUpdate: true,
    // Upstream: pkg/registry/core/limitrange/strategy.go PrepareForCreate.
    prepareForCreate({ metadata }) {
      if (!metadata.name) metadata.name = metadata.uid
    },
  },
  columns: defaultColumns,
  default: defaultLimitRange,
  validate: validateLimitRange,
})
export type LimitRange = Instance<typeof LimitRange>
