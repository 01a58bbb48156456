// Fields of token-request in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { int64, list, object, opt, string, type TypeOf, time } from '../../../machinery/schema/schema.ts'

export const boundObjectReference = object(
  'io.k8s.api.authentication.v1.BoundObjectReference',
  {
    kind: opt(1, string),
    apiVersion: opt(2, string),
    name: opt(3, string, { doc: 'Name of the object.' }),
    uid: opt(4, string, { doc: 'UID of the object.' }),
  },
  { doc: 'The object that a token lives and dies with.' },
)
export type BoundObjectReference = TypeOf<typeof boundObjectReference>

export const tokenRequestSpec = object(
  'io.k8s.api.authentication.v1.TokenRequestSpec',
  {
    audiences: opt(1, list(string), {
      doc: 'Who is to accept the token; the API server where empty.',
      empty: 'null',
    }),
    expirationSeconds: opt(4, int64, {
      doc: 'Seconds the token is to live, 600 or more; 3600 where absent.',
      pointer: true,
    }),
    boundObjectRef: opt(3, boundObjectReference, {
      doc: 'A Pod, Secret or Node; the token ends with it.',
      pointer: true,
    }),
  },
  { doc: 'What token is asked for.' },
)
export type TokenRequestSpec = TypeOf<typeof tokenRequestSpec>

export const tokenRequestStatus = object(
  'io.k8s.api.authentication.v1.TokenRequestStatus',
  {
    token: opt(1, string, { doc: 'The token.', empty: 'zero' }),
    expirationTimestamp: opt(2, time, { doc: 'When it ends.', empty: 'zero' }),
  },
  { doc: 'The token that was made.' },
)
export type TokenRequestStatus = TypeOf<typeof tokenRequestStatus>

export const tokenRequest = object(
  'io.k8s.api.authentication.v1.TokenRequest',
  {
    ...kindFields,
    spec: opt(2, tokenRequestSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, tokenRequestStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Asks for a token of a service account.' },
)
export type TokenRequest = TypeOf<typeof tokenRequest>
