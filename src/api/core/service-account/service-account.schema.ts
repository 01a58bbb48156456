// Fields of service-account in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
import { bool, list, object, opt, string } from '../../../machinery/schema/schema.ts'
import { localObjectReference, objectReference } from '../references.schema.ts'

export const serviceAccount = object('io.k8s.api.core.v1.ServiceAccount', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  secrets: opt(
    2,
    list(objectReference, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
  ),
  imagePullSecrets: opt(3, list(localObjectReference)),
  automountServiceAccountToken: opt(4, bool, { pointer: true }),
})
export type ServiceAccount = ObjectOf<typeof serviceAccount>
