// Fields of config-map in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
import { bool, bytes, map, object, opt, string } from '../../../machinery/schema/schema.ts'

export const configMap = object('io.k8s.api.core.v1.ConfigMap', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  immutable: opt(4, bool, { pointer: true }),
  data: opt(2, map(string)),
  binaryData: opt(3, map(bytes)),
})
export type ConfigMap = ObjectOf<typeof configMap>
