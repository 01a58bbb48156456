// ClusterTrustBundle (certificates.k8s.io/v1beta1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { column, nameColumn } from '../../columns.ts'
import {
  type ClusterTrustBundle as Bundle,
  clusterTrustBundle,
} from './cluster-trust-bundle.v1beta1.schema.ts'
import {
  validateClusterTrustBundle,
  validateClusterTrustBundleCreate,
  validateClusterTrustBundleUpdate,
} from './cluster-trust-bundle.validation.ts'
export const ClusterTrustBundle = defineKind({
  schema: clusterTrustBundle,
  group: 'certificates.k8s.io',
  version: 'v1beta1',
  kind: 'ClusterTrustBundle',
  plural: 'clustertrustbundles',
  singular: 'clustertrustbundle',
  scope: 'Cluster',
  storageVersionHash: 'v5yhuVertL4=',
  strategy: { allowUnconditionalUpdate: false },
  // Which names are good depends on the signer: validate() tells.
  validateName: () => [],
  validate: validateClusterTrustBundle,
  validateCreate: validateClusterTrustBundleCreate,
  validateUpdate: validateClusterTrustBundleUpdate,
  fieldSelectors: ['spec.signerName'],
  selectableFields: ({ spec }) => ({ 'spec.signerName': spec.signerName ?? '' }),
  columns: [nameColumn, column<Bundle>('SignerName', ({ spec }) => spec.signerName || '<none>')],
})
export type ClusterTrustBundle = Instance<typeof ClusterTrustBundle>
