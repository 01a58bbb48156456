// Fields of priority-class in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
import { bool, int32, object, oneOf, opt, string } from '../../../machinery/schema/schema.ts'

export const priorityClass = object('io.k8s.api.scheduling.v1.PriorityClass', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  value: opt(2, int32, { empty: 'zero' }),
  globalDefault: opt(3, bool),
  description: opt(4, string),
  preemptionPolicy: opt(5, oneOf('PreemptLowerPriority', 'Never'), { pointer: true }),
})
export type PriorityClass = ObjectOf<typeof priorityClass>
