// Fields of role in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { list, object, opt } from '../../../machinery/schema/schema.ts'
import { policyRule } from '../shared.schema.ts'

export const role = object(
  'io.k8s.api.rbac.v1.Role',
  {
    ...kindFields,
    rules: opt(2, list(policyRule), { doc: 'What the role allows.', empty: 'null' }),
  },
  { doc: 'What may be done in a namespace.' },
)
export type Role = ObjectOf<typeof role>
