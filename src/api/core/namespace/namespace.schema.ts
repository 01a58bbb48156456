// Fields of namespace in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { list, object, oneOf, opt, req, string, type TypeOf, time } from '../../../machinery/schema/schema.ts'

export const namespaceSpec = object(
  'io.k8s.api.core.v1.NamespaceSpec',
  {
    finalizers: opt(1, list(string), { doc: 'Who has to do something before the namespace may go.' }),
  },
  { doc: 'What is asked of a namespace.' },
)
export type NamespaceSpec = TypeOf<typeof namespaceSpec>

export const namespaceCondition = object(
  'io.k8s.api.core.v1.NamespaceCondition',
  {
    type: req(1, string, { doc: 'Type of the condition.', empty: 'zero' }),
    status: req(2, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    lastTransitionTime: opt(4, time, { empty: 'zero', doc: 'When the status last changed.' }),
    reason: opt(5, string, { doc: 'Why, in one word for machines.' }),
    message: opt(6, string, { doc: 'Why, for people.' }),
  },
  { doc: 'A fact about the object, and since when it holds.' },
)
export type NamespaceCondition = TypeOf<typeof namespaceCondition>

export const namespaceStatus = object(
  'io.k8s.api.core.v1.NamespaceStatus',
  {
    phase: opt(1, oneOf('Active', 'Terminating'), { doc: 'Active or Terminating.' }),
    conditions: opt(
      2,
      list(namespaceCondition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
      { doc: 'Why a namespace that is deleted is still there.' },
    ),
  },
  { doc: 'State of a namespace.' },
)
export type NamespaceStatus = TypeOf<typeof namespaceStatus>

export const namespace = object(
  'io.k8s.api.core.v1.Namespace',
  {
    ...kindFields,
    spec: opt(2, namespaceSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, namespaceStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'A room in which names are chosen freely.' },
)
export type Namespace = ObjectOf<typeof namespace>
