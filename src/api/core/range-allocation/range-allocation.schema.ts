// Fields of range-allocation in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { bytes, object, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const rangeAllocation = object('io.k8s.api.core.v1.RangeAllocation', {
  ...kindFields,
  range: req(2, string, { empty: 'zero' }),
  data: req(3, bytes, { empty: 'zero' }),
})
export type RangeAllocation = TypeOf<typeof rangeAllocation>
