// Fields of pod-certificate-request.v1beta1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { condition, kindFields } from '../../../machinery/meta/meta.schema.ts'
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

export const podCertificateRequestSpec = object('io.k8s.api.certificates.v1beta1.PodCertificateRequestSpec', {
  signerName: req(1, string, { doc: 'Who is asked to sign.', empty: 'zero' }),
  podName: req(2, string, { doc: 'The pod that the certificate is for.', empty: 'zero' }),
  podUID: req(3, string, { doc: 'UID of the pod.', empty: 'zero' }),
  serviceAccountName: req(4, string, { doc: 'The service account as which the pod runs.', empty: 'zero' }),
  serviceAccountUID: req(5, string, { doc: 'UID of the service account.', empty: 'zero' }),
  nodeName: req(6, string, { doc: 'The node on which the pod is.', empty: 'zero' }),
  nodeUID: req(7, string, { doc: 'UID of the node.', empty: 'zero' }),
  maxExpirationSeconds: opt(8, int32, {
    doc: 'How long the certificate may be good at most; an hour at least.',
    pointer: true,
    default: 86400,
  }),
  pkixPublicKey: opt(9, bytes, {
    doc: 'The public key in PKIX form; not read any more.',
    empty: 'zero',
    deprecated: true,
  }),
  proofOfPossession: opt(10, bytes, {
    doc: 'Signature that proves possession of the key; not read any more.',
    empty: 'zero',
    deprecated: true,
  }),
  stubPKCS10Request: req(12, bytes, {
    doc: 'A signing request in PKCS#10 form, which carries the public key and proves that the requester has its private one.',
    empty: 'zero',
  }),
  unverifiedUserAnnotations: opt(11, map(string), {
    doc: 'What the pod asks of the signer; nobody has verified it.',
  }),
})
export type PodCertificateRequestSpec = TypeOf<typeof podCertificateRequestSpec>

export const podCertificateRequestStatus = object(
  'io.k8s.api.certificates.v1beta1.PodCertificateRequestStatus',
  {
    conditions: opt(
      1,
      list(condition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
      { doc: 'Issued, Denied or Failed, once it has been decided.' },
    ),
    certificateChain: opt(2, string, { doc: 'The certificate and its chain in PEM, leaf first.' }),
    notBefore: opt(4, time, { doc: 'From when the certificate is good.', pointer: true }),
    beginRefreshAt: opt(5, time, { doc: 'From when a new one should be asked for.', pointer: true }),
    notAfter: opt(6, time, { doc: 'Until when the certificate is good.', pointer: true }),
  },
)
export type PodCertificateRequestStatus = TypeOf<typeof podCertificateRequestStatus>

export const podCertificateRequest = object('io.k8s.api.certificates.v1beta1.PodCertificateRequest', {
  ...kindFields,
  spec: req(2, podCertificateRequestSpec, { doc: 'What is asked for.', empty: 'zero' }),
  status: opt(3, podCertificateRequestStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
})
export type PodCertificateRequest = ObjectOf<typeof podCertificateRequest>
