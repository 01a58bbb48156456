// Fields of cluster-trust-bundle.v1beta1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const clusterTrustBundleSpec = object('io.k8s.api.certificates.v1beta1.ClusterTrustBundleSpec', {
  signerName: opt(1, string, {
    doc: 'Signer whose anchors these are; empty for anchors of nobody in particular.',
  }),
  trustBundle: req(2, string, {
    doc: 'The trust anchors: certificates of authorities in PEM, in no order.',
    empty: 'zero',
  }),
})
export type ClusterTrustBundleSpec = TypeOf<typeof clusterTrustBundleSpec>

export const clusterTrustBundle = object('io.k8s.api.certificates.v1beta1.ClusterTrustBundle', {
  ...kindFields,
  spec: req(2, clusterTrustBundleSpec, { doc: 'What is asked for.', empty: 'zero' }),
})
export type ClusterTrustBundle = ObjectOf<typeof clusterTrustBundle>
