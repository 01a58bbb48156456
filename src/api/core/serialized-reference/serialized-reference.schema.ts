// Fields of serialized-reference in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import { object, opt, string, type TypeOf } from '../../../machinery/schema/schema.ts'
import { objectReference } from '../references.schema.ts'

export const serializedReference = object('io.k8s.api.core.v1.SerializedReference', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  reference: opt(1, objectReference, { empty: 'zero' }),
})
export type SerializedReference = TypeOf<typeof serializedReference>
