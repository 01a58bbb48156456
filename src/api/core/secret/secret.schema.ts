// Fields of secret in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
import { bool, bytes, map, object, opt, string } from '../../../machinery/schema/schema.ts'

export const secret = object('io.k8s.api.core.v1.Secret', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  immutable: opt(5, bool, { pointer: true }),
  data: opt(2, map(bytes)),
  stringData: opt(4, map(string)),
  type: opt(3, string),
})
export type Secret = ObjectOf<typeof secret>
