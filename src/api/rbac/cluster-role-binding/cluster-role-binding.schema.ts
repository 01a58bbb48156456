// Fields of cluster-role-binding in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
import { list, object, opt, req, string } from '../../../machinery/schema/schema.ts'
import { roleRef, subject } from '../shared.schema.ts'

export const clusterRoleBinding = object('io.k8s.api.rbac.v1.ClusterRoleBinding', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  subjects: opt(2, list(subject)),
  roleRef: req(3, roleRef, { empty: 'zero' }),
})
export type ClusterRoleBinding = ObjectOf<typeof clusterRoleBinding>
