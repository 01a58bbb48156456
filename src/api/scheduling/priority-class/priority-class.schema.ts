// Fields of priority-class in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { bool, int32, object, oneOf, opt, string } from '../../../machinery/schema/schema.ts'

export const priorityClass = object(
  'io.k8s.api.scheduling.v1.PriorityClass',
  {
    ...kindFields,
    value: opt(2, int32, { doc: 'The priority; higher goes first.', empty: 'zero' }),
    globalDefault: opt(3, bool, { doc: 'True for the class of pods that name none.' }),
    description: opt(4, string, { doc: 'What the class is for.' }),
    preemptionPolicy: opt(5, oneOf('PreemptLowerPriority', 'Never'), {
      doc: 'PreemptLowerPriority (the default) or Never.',
      pointer: true,
    }),
  },
  { doc: 'How important pods are.' },
)
export type PriorityClass = ObjectOf<typeof priorityClass>
