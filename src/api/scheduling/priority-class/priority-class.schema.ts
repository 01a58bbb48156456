// Fields of priority-class in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { bool, int32, object, oneOf, opt, string } from '../../../machinery/schema/schema.ts'

export const priorityClass = object(
  'io.k8s.api.scheduling.v1.PriorityClass',
  {
    ...kindFields,
    value: opt(2, int32, { empty: 'zero' }),
    globalDefault: opt(3, bool),
    description: opt(4, string),
    preemptionPolicy: opt(5, oneOf('PreemptLowerPriority', 'Never'), { pointer: true }),
  },
  { doc: 'How important pods are.' },
)
export type PriorityClass = ObjectOf<typeof priorityClass>
