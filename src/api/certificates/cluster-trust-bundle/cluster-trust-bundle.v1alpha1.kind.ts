// ClusterTrustBundle (certificates.k8s.io/v1alpha1): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { versionOf } from '../../versions.ts'
import { ClusterTrustBundle } from './cluster-trust-bundle.kind.ts'
import { clusterTrustBundle } from './cluster-trust-bundle.v1alpha1.schema.ts'
export const ClusterTrustBundleV1alpha1 = versionOf(ClusterTrustBundle, {
  version: 'v1alpha1',
  schema: clusterTrustBundle,
})
export type ClusterTrustBundleV1alpha1 = Instance<typeof ClusterTrustBundleV1alpha1>
