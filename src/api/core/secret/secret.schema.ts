// Fields of secret in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { bool, bytes, map, object, opt, string } from '../../../machinery/schema/schema.ts'

export const secret = object(
  'io.k8s.api.core.v1.Secret',
  {
    ...kindFields,
    immutable: opt(5, bool, { doc: 'Whether data may never change again.', pointer: true }),
    data: opt(2, map(bytes), { doc: 'Keys and values, as base64.' }),
    stringData: opt(4, map(string), { doc: 'Keys and values as text; the server moves them to data.' }),
    type: opt(3, string, { doc: 'What the secret is for, such as kubernetes.io/tls; Opaque where absent.' }),
  },
  { doc: 'Passwords, keys and the like for pods.' },
)
export type Secret = ObjectOf<typeof secret>
