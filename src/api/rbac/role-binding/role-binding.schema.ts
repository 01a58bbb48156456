// Fields of role-binding in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { list, object, opt, req } from '../../../machinery/schema/schema.ts'
import { roleRef, subject } from '../shared.schema.ts'

export const roleBinding = object(
  'io.k8s.api.rbac.v1.RoleBinding',
  {
    ...kindFields,
    subjects: opt(2, list(subject), { doc: 'Who gets the role.' }),
    roleRef: req(3, roleRef, { doc: 'The role; it cannot be changed.', empty: 'zero' }),
  },
  { doc: 'Who has a role in a namespace.' },
)
export type RoleBinding = ObjectOf<typeof roleBinding>
