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
  signerName: req(1, string, { empty: 'zero' }),
  podName: req(2, string, { empty: 'zero' }),
  podUID: req(3, string, { empty: 'zero' }),
  serviceAccountName: req(4, string, { empty: 'zero' }),
  serviceAccountUID: req(5, string, { empty: 'zero' }),
  nodeName: req(6, string, { empty: 'zero' }),
  nodeUID: req(7, string, { empty: 'zero' }),
  maxExpirationSeconds: opt(8, int32, { pointer: true, default: 86400 }),
  pkixPublicKey: opt(9, bytes, { empty: 'zero', deprecated: true }),
  proofOfPossession: opt(10, bytes, { empty: 'zero', deprecated: true }),
  stubPKCS10Request: req(12, bytes, { empty: 'zero' }),
  unverifiedUserAnnotations: opt(11, map(string)),
})
export type PodCertificateRequestSpec = TypeOf<typeof podCertificateRequestSpec>

export const podCertificateRequestStatus = object(
  'io.k8s.api.certificates.v1beta1.PodCertificateRequestStatus',
  {
    conditions: opt(
      1,
      list(condition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
    ),
    certificateChain: opt(2, string),
    notBefore: opt(4, time, { pointer: true }),
    beginRefreshAt: opt(5, time, { pointer: true }),
    notAfter: opt(6, time, { pointer: true }),
  },
)
export type PodCertificateRequestStatus = TypeOf<typeof podCertificateRequestStatus>

export const podCertificateRequest = object('io.k8s.api.certificates.v1beta1.PodCertificateRequest', {
  ...kindFields,
  spec: req(2, podCertificateRequestSpec, { doc: 'What is asked for.', empty: 'zero' }),
  status: opt(3, podCertificateRequestStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
})
export type PodCertificateRequest = ObjectOf<typeof podCertificateRequest>
