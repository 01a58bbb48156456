// Fields of limit-range in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  list,
  map,
  object,
  opt,
  quantity,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'

export const limitRangeItem = object('io.k8s.api.core.v1.LimitRangeItem', {
  type: req(1, string, { empty: 'zero' }),
  max: opt(2, map(quantity)),
  min: opt(3, map(quantity)),
  default: opt(4, map(quantity)),
  defaultRequest: opt(5, map(quantity)),
  maxLimitRequestRatio: opt(6, map(quantity)),
})
export type LimitRangeItem = TypeOf<typeof limitRangeItem>

export const limitRangeSpec = object('io.k8s.api.core.v1.LimitRangeSpec', {
  limits: req(1, list(limitRangeItem), { empty: 'null' }),
})
export type LimitRangeSpec = TypeOf<typeof limitRangeSpec>

export const limitRange = object(
  'io.k8s.api.core.v1.LimitRange',
  {
    ...kindFields,
    spec: opt(2, limitRangeSpec, { doc: 'What is asked for.', empty: 'zero' }),
  },
  { doc: 'Bounds and defaults for the amounts that pods of a namespace ask for.' },
)
export type LimitRange = ObjectOf<typeof limitRange>
