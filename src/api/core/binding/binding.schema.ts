// Fields of binding in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { object, req } from '../../../machinery/schema/schema.ts'
import { objectReference } from '../references.schema.ts'

export const binding = object(
  'io.k8s.api.core.v1.Binding',
  {
    ...kindFields,
    target: req(2, objectReference, { doc: 'The node.', empty: 'zero' }),
  },
  { doc: 'Puts a pod on a node.' },
)
export type Binding = ObjectOf<typeof binding>
