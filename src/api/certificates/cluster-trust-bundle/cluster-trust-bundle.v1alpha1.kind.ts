// ClusterTrustBundle (certificates.k8s.io/v1alpha1): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { sameInVersion } from '../../versions.ts'
import { ClusterTrustBundle } from './cluster-trust-bundle.kind.ts'
export const ClusterTrustBundleV1alpha1 = sameInVersion(ClusterTrustBundle, 'v1alpha1')
export type ClusterTrustBundleV1alpha1 = Instance<typeof ClusterTrustBundleV1alpha1>
