// Fields of certificate-signing-request in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  bytes,
  int32,
  list,
  map,
  object,
  opt,
  req,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'

export const certificateSigningRequestSpec = object(
  'io.k8s.api.certificates.v1.CertificateSigningRequestSpec',
  {
    request: req(1, bytes, { empty: 'zero' }),
    signerName: req(7, string, { empty: 'zero' }),
    expirationSeconds: opt(8, int32, { pointer: true }),
    usages: opt(5, list(string)),
    username: opt(2, string),
    uid: opt(3, string),
    groups: opt(4, list(string)),
    extra: opt(6, map(list(string, { wrapped: true }))),
  },
)
export type CertificateSigningRequestSpec = TypeOf<typeof certificateSigningRequestSpec>

export const certificateSigningRequestCondition = object(
  'io.k8s.api.certificates.v1.CertificateSigningRequestCondition',
  {
    type: req(1, string, { empty: 'zero' }),
    status: req(6, string, { empty: 'zero' }),
    reason: opt(2, string),
    message: opt(3, string),
    lastUpdateTime: opt(4, time),
    lastTransitionTime: opt(5, time),
  },
)
export type CertificateSigningRequestCondition = TypeOf<typeof certificateSigningRequestCondition>

export const certificateSigningRequestStatus = object(
  'io.k8s.api.certificates.v1.CertificateSigningRequestStatus',
  {
    conditions: opt(1, list(certificateSigningRequestCondition, { listType: 'map', keys: ['type'] })),
    certificate: opt(2, bytes),
  },
)
export type CertificateSigningRequestStatus = TypeOf<typeof certificateSigningRequestStatus>

export const certificateSigningRequest = object('io.k8s.api.certificates.v1.CertificateSigningRequest', {
  ...kindFields,
  spec: req(2, certificateSigningRequestSpec, { doc: 'What is asked for.', empty: 'zero' }),
  status: opt(3, certificateSigningRequestStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
})
export type CertificateSigningRequest = ObjectOf<typeof certificateSigningRequest>
