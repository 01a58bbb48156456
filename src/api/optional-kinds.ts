// Kinds of beta and alpha versions: served where they are asked for (--runtime-config), and where the gate that they need
// is on (--feature-gates). Upstream: the storage_*.go of pkg/registry/*/rest.
import type { Kind } from '../machinery/kind.ts'
import { MutatingAdmissionPolicyV1alpha1 } from './admissionregistration/mutating-admission-policy/mutating-admission-policy.v1alpha1.kind.ts'
import { MutatingAdmissionPolicyV1beta1 } from './admissionregistration/mutating-admission-policy/mutating-admission-policy.v1beta1.kind.ts'
import { MutatingAdmissionPolicyBindingV1alpha1 } from './admissionregistration/mutating-admission-policy-binding/mutating-admission-policy-binding.v1alpha1.kind.ts'
import { MutatingAdmissionPolicyBindingV1beta1 } from './admissionregistration/mutating-admission-policy-binding/mutating-admission-policy-binding.v1beta1.kind.ts'
import { ClusterTrustBundle } from './certificates/cluster-trust-bundle/cluster-trust-bundle.kind.ts'
import { ClusterTrustBundleV1alpha1 } from './certificates/cluster-trust-bundle/cluster-trust-bundle.v1alpha1.kind.ts'
import { PodCertificateRequest } from './certificates/pod-certificate-request/pod-certificate-request.kind.ts'
import { LeaseCandidate } from './coordination/lease-candidate/lease-candidate.kind.ts'
import { LeaseCandidateV1alpha2 } from './coordination/lease-candidate/lease-candidate.v1alpha2.kind.ts'
import { StorageVersion } from './internal/storage-version/storage-version.kind.ts'
import { IPAddressV1beta1 } from './networking/ip-address/ip-address.v1beta1.kind.ts'
import { ServiceCIDRV1beta1 } from './networking/service-cidr/service-cidr.v1beta1.kind.ts'
import { DeviceClassV1beta1 } from './resource/device-class/device-class.v1beta1.kind.ts'
import { DeviceClassV1beta2 } from './resource/device-class/device-class.v1beta2.kind.ts'
import { DeviceTaintRule } from './resource/device-taint-rule/device-taint-rule.kind.ts'
import { DeviceTaintRuleV1alpha3 } from './resource/device-taint-rule/device-taint-rule.v1alpha3.kind.ts'
import { ResourceClaimV1beta1 } from './resource/resource-claim/resource-claim.v1beta1.kind.ts'
import { ResourceClaimV1beta2 } from './resource/resource-claim/resource-claim.v1beta2.kind.ts'
import { ResourceClaimTemplateV1beta1 } from './resource/resource-claim-template/resource-claim-template.v1beta1.kind.ts'
import { ResourceClaimTemplateV1beta2 } from './resource/resource-claim-template/resource-claim-template.v1beta2.kind.ts'
import { ResourcePoolStatusRequest } from './resource/resource-pool-status-request/resource-pool-status-request.kind.ts'
import { ResourceSliceV1beta1 } from './resource/resource-slice/resource-slice.v1beta1.kind.ts'
import { ResourceSliceV1beta2 } from './resource/resource-slice/resource-slice.v1beta2.kind.ts'
import { PodGroup } from './scheduling/pod-group/pod-group.kind.ts'
import { Workload } from './scheduling/workload/workload.kind.ts'
import { VolumeAttributesClassV1beta1 } from './storage/volume-attributes-class/volume-attributes-class.v1beta1.kind.ts'
import { StorageVersionMigration } from './storagemigration/storage-version-migration/storage-version-migration.kind.ts'

export interface OptionalKind {
  readonly kind: Kind
  /** The feature gate without which it is not served, even where it is asked for. */
  readonly gate?: string
}

export const optionalKinds: readonly OptionalKind[] = [
  { kind: MutatingAdmissionPolicyV1beta1 },
  { kind: MutatingAdmissionPolicyV1alpha1 },
  { kind: MutatingAdmissionPolicyBindingV1beta1 },
  { kind: MutatingAdmissionPolicyBindingV1alpha1 },
  { kind: ClusterTrustBundle, gate: 'ClusterTrustBundle' },
  { kind: ClusterTrustBundleV1alpha1, gate: 'ClusterTrustBundle' },
  { kind: PodCertificateRequest, gate: 'PodCertificateRequest' },
  { kind: IPAddressV1beta1 },
  { kind: ServiceCIDRV1beta1 },
  { kind: VolumeAttributesClassV1beta1 },
  { kind: PodGroup, gate: 'GenericWorkload' },
  { kind: Workload, gate: 'GenericWorkload' },
  { kind: LeaseCandidate, gate: 'CoordinatedLeaderElection' },
  { kind: LeaseCandidateV1alpha2, gate: 'CoordinatedLeaderElection' },
  { kind: StorageVersion },
  { kind: DeviceClassV1beta2 },
  { kind: DeviceClassV1beta1 },
  { kind: DeviceTaintRule, gate: 'DRADeviceTaintRules' },
  { kind: DeviceTaintRuleV1alpha3, gate: 'DRADeviceTaintRules' },
  { kind: ResourceClaimV1beta2 },
  { kind: ResourceClaimV1beta1 },
  { kind: ResourceClaimTemplateV1beta2 },
  { kind: ResourceClaimTemplateV1beta1 },
  { kind: ResourcePoolStatusRequest, gate: 'DRAResourcePoolStatus' },
  { kind: ResourceSliceV1beta2 },
  { kind: ResourceSliceV1beta1 },
  { kind: StorageVersionMigration, gate: 'StorageVersionMigrator' },
]
