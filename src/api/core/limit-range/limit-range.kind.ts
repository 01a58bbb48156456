// LimitRange (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { limitRange } from './limit-range.schema.ts'
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
})
export type LimitRange = Instance<typeof LimitRange>
