// Fields of token-request in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { int64, list, object, opt, string, type TypeOf, time } from '../../../machinery/schema/schema.ts'

export const boundObjectReference = object('io.k8s.api.authentication.v1.BoundObjectReference', {
  kind: opt(1, string),
  apiVersion: opt(2, string),
  name: opt(3, string),
  uid: opt(4, string),
})
export type BoundObjectReference = TypeOf<typeof boundObjectReference>

export const tokenRequestSpec = object('io.k8s.api.authentication.v1.TokenRequestSpec', {
  audiences: opt(1, list(string), { empty: 'null' }),
  expirationSeconds: opt(4, int64, { pointer: true }),
  boundObjectRef: opt(3, boundObjectReference, { pointer: true }),
})
export type TokenRequestSpec = TypeOf<typeof tokenRequestSpec>

export const tokenRequestStatus = object('io.k8s.api.authentication.v1.TokenRequestStatus', {
  token: opt(1, string, { empty: 'zero' }),
  expirationTimestamp: opt(2, time, { empty: 'zero' }),
})
export type TokenRequestStatus = TypeOf<typeof tokenRequestStatus>

export const tokenRequest = object('io.k8s.api.authentication.v1.TokenRequest', {
  ...kindFields,
  spec: opt(2, tokenRequestSpec, { doc: 'What is asked for.', empty: 'zero' }),
  status: opt(3, tokenRequestStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
})
export type TokenRequest = TypeOf<typeof tokenRequest>
