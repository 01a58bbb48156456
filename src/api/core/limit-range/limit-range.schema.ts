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

export const limitRangeItem = object(
  'io.k8s.api.core.v1.LimitRangeItem',
  {
    type: req(1, string, { doc: 'Container, Pod or PersistentVolumeClaim.', empty: 'zero' }),
    max: opt(2, map(quantity), { doc: 'Most that may be asked for, by resource.' }),
    min: opt(3, map(quantity), { doc: 'Least that must be asked for, by resource.' }),
    default: opt(4, map(quantity), { doc: 'Limit of containers that set none, by resource.' }),
    defaultRequest: opt(5, map(quantity), { doc: 'Request of containers that set none, by resource.' }),
    maxLimitRequestRatio: opt(6, map(quantity), {
      doc: 'How many times the request a limit may be, by resource.',
    }),
  },
  { doc: 'Limits and defaults for one type of object.' },
)
export type LimitRangeItem = TypeOf<typeof limitRangeItem>

export const limitRangeSpec = object(
  'io.k8s.api.core.v1.LimitRangeSpec',
  {
    limits: req(1, list(limitRangeItem), { doc: 'The limits, by type of object.', empty: 'null' }),
  },
  { doc: 'Limits for the objects of a namespace.' },
)
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
