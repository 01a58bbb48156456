// Fields of range-allocation in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
import { bytes, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const rangeAllocation = object('io.k8s.api.core.v1.RangeAllocation', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  range: req(2, string, { empty: 'zero' }),
  data: req(3, bytes, { empty: 'zero' }),
})
export type RangeAllocation = TypeOf<typeof rangeAllocation>
