// Fields of role in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
import { list, object, opt, string } from '../../../machinery/schema/schema.ts'
import { policyRule } from '../shared.schema.ts'

export const role = object('io.k8s.api.rbac.v1.Role', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  rules: opt(2, list(policyRule), { empty: 'null' }),
})
export type Role = ObjectOf<typeof role>
