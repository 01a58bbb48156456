// Fields of config-map in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { bool, bytes, map, object, opt, string } from '../../../machinery/schema/schema.ts'

export const configMap = object(
  'io.k8s.api.core.v1.ConfigMap',
  {
    ...kindFields,
    immutable: opt(4, bool, { doc: 'Whether data may never change again.', pointer: true }),
    data: opt(2, map(string), { doc: 'Keys and values that are text.' }),
    binaryData: opt(3, map(bytes), { doc: 'Keys and values that are bytes, as base64.' }),
  },
  { doc: 'Settings for pods, as keys and values.' },
)
export type ConfigMap = ObjectOf<typeof configMap>
