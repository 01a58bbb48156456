// Fields of service-account in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { bool, list, object, opt } from '../../../machinery/schema/schema.ts'
import { localObjectReference, objectReference } from '../references.schema.ts'

export const serviceAccount = object(
  'io.k8s.api.core.v1.ServiceAccount',
  {
    ...kindFields,
    secrets: opt(
      2,
      list(objectReference, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
      { doc: 'Secrets that its pods may use.' },
    ),
    imagePullSecrets: opt(3, list(localObjectReference), {
      doc: 'Secrets for fetching images, for its pods.',
    }),
    automountServiceAccountToken: opt(4, bool, {
      doc: 'Whether its pods get a token; true where absent.',
      pointer: true,
    }),
  },
  { doc: 'A name under which pods speak to the API.' },
)
export type ServiceAccount = ObjectOf<typeof serviceAccount>
