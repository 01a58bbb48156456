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
    request: req(1, bytes, { doc: 'The request in PEM form (PKCS #10).', empty: 'zero' }),
    signerName: req(7, string, {
      doc: 'Who is to sign, such as kubernetes.io/kube-apiserver-client.',
      empty: 'zero',
    }),
    expirationSeconds: opt(8, int32, {
      doc: 'Seconds the certificate is to be valid, 600 or more; the signer may shorten it.',
      pointer: true,
    }),
    usages: opt(5, list(string), { doc: 'What the key is for, such as client auth.' }),
    username: opt(2, string, { doc: 'Who made the request; set by the server.' }),
    uid: opt(3, string, { doc: 'UID of who made the request; set by the server.' }),
    groups: opt(4, list(string), { doc: 'Groups of who made the request; set by the server.' }),
    extra: opt(6, map(list(string, { wrapped: true })), {
      doc: 'More on who made the request; set by the server.',
    }),
  },
  { doc: 'The certificate that is asked for.' },
)
export type CertificateSigningRequestSpec = TypeOf<typeof certificateSigningRequestSpec>

export const certificateSigningRequestCondition = object(
  'io.k8s.api.certificates.v1.CertificateSigningRequestCondition',
  {
    type: req(1, string, { doc: 'Approved, Denied or Failed.', empty: 'zero' }),
    status: req(6, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    reason: opt(2, string, { doc: 'Why, in one word for machines.' }),
    message: opt(3, string, { doc: 'Why, for people.' }),
    lastUpdateTime: opt(4, time, { empty: 'zero', doc: 'When this condition was last written.' }),
    lastTransitionTime: opt(5, time, { empty: 'zero', doc: 'When the status last changed.' }),
  },
  { doc: 'Whether a request was approved.' },
)
export type CertificateSigningRequestCondition = TypeOf<typeof certificateSigningRequestCondition>

export const certificateSigningRequestStatus = object(
  'io.k8s.api.certificates.v1.CertificateSigningRequestStatus',
  {
    conditions: opt(1, list(certificateSigningRequestCondition, { listType: 'map', keys: ['type'] }), {
      doc: 'Approved, Denied or Failed.',
    }),
    certificate: opt(2, bytes, { doc: 'The certificate in PEM form, once it is signed.' }),
  },
  { doc: 'What became of a request.' },
)
export type CertificateSigningRequestStatus = TypeOf<typeof certificateSigningRequestStatus>

export const certificateSigningRequest = object(
  'io.k8s.api.certificates.v1.CertificateSigningRequest',
  {
    ...kindFields,
    spec: req(2, certificateSigningRequestSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, certificateSigningRequestStatus, {
      doc: 'What is the case, as last seen.',
      empty: 'zero',
    }),
  },
  { doc: 'Asks a signer for a certificate.' },
)
export type CertificateSigningRequest = ObjectOf<typeof certificateSigningRequest>
