// Fields of eviction in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { deleteOptions, kindFields } from '../../../machinery/meta/meta.schema.ts'
import { object, opt, type TypeOf } from '../../../machinery/schema/schema.ts'

export const eviction = object(
  'io.k8s.api.policy.v1.Eviction',
  {
    ...kindFields,
    deleteOptions: opt(2, deleteOptions, { doc: 'How to delete it.', pointer: true }),
  },
  { doc: 'Asks for a pod to be deleted, if budgets allow.' },
)
export type Eviction = TypeOf<typeof eviction>
