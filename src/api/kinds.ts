// Every kind that is served, in the order of discovery. A new kind is a folder and a line here. Kinds whose machinery is
// not there yet (policies) have their folder but no line: serving them would
// promise what is not kept.
import type { Kind } from '../machinery/kind.ts'
import { MutatingAdmissionPolicy } from './admissionregistration/mutating-admission-policy/mutating-admission-policy.kind.ts'
import { MutatingAdmissionPolicyBinding } from './admissionregistration/mutating-admission-policy-binding/mutating-admission-policy-binding.kind.ts'
import { MutatingWebhookConfiguration } from './admissionregistration/mutating-webhook-configuration/mutating-webhook-configuration.kind.ts'
import { ValidatingAdmissionPolicy } from './admissionregistration/validating-admission-policy/validating-admission-policy.kind.ts'
import { ValidatingAdmissionPolicyBinding } from './admissionregistration/validating-admission-policy-binding/validating-admission-policy-binding.kind.ts'
import { ValidatingWebhookConfiguration } from './admissionregistration/validating-webhook-configuration/validating-webhook-configuration.kind.ts'
import { CustomResourceDefinition } from './apiextensions/custom-resource-definition/custom-resource-definition.kind.ts'
import { APIService } from './apiregistration/api-service/api-service.kind.ts'
import { ControllerRevision } from './apps/controller-revision/controller-revision.kind.ts'
import { DaemonSet } from './apps/daemon-set/daemon-set.kind.ts'
import { Deployment } from './apps/deployment/deployment.kind.ts'
import { ReplicaSet } from './apps/replica-set/replica-set.kind.ts'
import { StatefulSet } from './apps/stateful-set/stateful-set.kind.ts'
import { SelfSubjectReview } from './authentication/self-subject-review/self-subject-review.kind.ts'
import { TokenReview } from './authentication/token-review/token-review.kind.ts'
import { LocalSubjectAccessReview } from './authorization/local-subject-access-review/local-subject-access-review.kind.ts'
import { SelfSubjectAccessReview } from './authorization/self-subject-access-review/self-subject-access-review.kind.ts'
import { SelfSubjectRulesReview } from './authorization/self-subject-rules-review/self-subject-rules-review.kind.ts'
import { SubjectAccessReview } from './authorization/subject-access-review/subject-access-review.kind.ts'
import { HorizontalPodAutoscaler } from './autoscaling/horizontal-pod-autoscaler/horizontal-pod-autoscaler.kind.ts'
import { HorizontalPodAutoscalerV1 } from './autoscaling/horizontal-pod-autoscaler/horizontal-pod-autoscaler.v1.kind.ts'
import { CronJob } from './batch/cron-job/cron-job.kind.ts'
import { Job } from './batch/job/job.kind.ts'
import { CertificateSigningRequest } from './certificates/certificate-signing-request/certificate-signing-request.kind.ts'
import { Lease } from './coordination/lease/lease.kind.ts'
import { Binding } from './core/binding/binding.kind.ts'
import { ComponentStatus } from './core/component-status/component-status.kind.ts'
import { ConfigMap } from './core/config-map/config-map.kind.ts'
import { Endpoints } from './core/endpoints/endpoints.kind.ts'
import { Event } from './core/event/event.kind.ts'
import { LimitRange } from './core/limit-range/limit-range.kind.ts'
import { Namespace } from './core/namespace/namespace.kind.ts'
import { Node } from './core/node/node.kind.ts'
import { PersistentVolume } from './core/persistent-volume/persistent-volume.kind.ts'
import { PersistentVolumeClaim } from './core/persistent-volume-claim/persistent-volume-claim.kind.ts'
import { Pod } from './core/pod/pod.kind.ts'
import { PodTemplate } from './core/pod-template/pod-template.kind.ts'
import { ReplicationController } from './core/replication-controller/replication-controller.kind.ts'
import { ResourceQuota } from './core/resource-quota/resource-quota.kind.ts'
import { Secret } from './core/secret/secret.kind.ts'
import { Service } from './core/service/service.kind.ts'
import { ServiceAccount } from './core/service-account/service-account.kind.ts'
import { EndpointSlice } from './discovery/endpoint-slice/endpoint-slice.kind.ts'
import { Eventevents } from './events/event/event.kind.ts'
import { FlowSchema } from './flowcontrol/flow-schema/flow-schema.kind.ts'
import { PriorityLevelConfiguration } from './flowcontrol/priority-level-configuration/priority-level-configuration.kind.ts'
import { Ingress } from './networking/ingress/ingress.kind.ts'
import { IngressClass } from './networking/ingress-class/ingress-class.kind.ts'
import { IPAddress } from './networking/ip-address/ip-address.kind.ts'
import { NetworkPolicy } from './networking/network-policy/network-policy.kind.ts'
import { ServiceCIDR } from './networking/service-cidr/service-cidr.kind.ts'
import { RuntimeClass } from './node/runtime-class/runtime-class.kind.ts'
import { PodDisruptionBudget } from './policy/pod-disruption-budget/pod-disruption-budget.kind.ts'
import { ClusterRole } from './rbac/cluster-role/cluster-role.kind.ts'
import { ClusterRoleBinding } from './rbac/cluster-role-binding/cluster-role-binding.kind.ts'
import { Role } from './rbac/role/role.kind.ts'
import { RoleBinding } from './rbac/role-binding/role-binding.kind.ts'
import { DeviceClass } from './resource/device-class/device-class.kind.ts'
import { ResourceClaim } from './resource/resource-claim/resource-claim.kind.ts'
import { ResourceClaimTemplate } from './resource/resource-claim-template/resource-claim-template.kind.ts'
import { ResourceSlice } from './resource/resource-slice/resource-slice.kind.ts'
import { PriorityClass } from './scheduling/priority-class/priority-class.kind.ts'
import { CSIDriver } from './storage/csi-driver/csi-driver.kind.ts'
import { CSINode } from './storage/csi-node/csi-node.kind.ts'
import { CSIStorageCapacity } from './storage/csi-storage-capacity/csi-storage-capacity.kind.ts'
import { StorageClass } from './storage/storage-class/storage-class.kind.ts'
import { VolumeAttachment } from './storage/volume-attachment/volume-attachment.kind.ts'
import { VolumeAttributesClass } from './storage/volume-attributes-class/volume-attributes-class.kind.ts'

export const kinds: readonly Kind[] = [
  Binding,
  ComponentStatus,
  ConfigMap,
  Endpoints,
  Event,
  LimitRange,
  Namespace,
  Node,
  PersistentVolumeClaim,
  PersistentVolume,
  Pod,
  PodTemplate,
  ReplicationController,
  ResourceQuota,
  Secret,
  ServiceAccount,
  Service,
  APIService,
  ControllerRevision,
  DaemonSet,
  Deployment,
  ReplicaSet,
  StatefulSet,
  Eventevents,
  SelfSubjectReview,
  TokenReview,
  LocalSubjectAccessReview,
  SelfSubjectAccessReview,
  SelfSubjectRulesReview,
  SubjectAccessReview,
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerV1,
  CronJob,
  Job,
  CertificateSigningRequest,
  IngressClass,
  Ingress,
  IPAddress,
  NetworkPolicy,
  ServiceCIDR,
  PodDisruptionBudget,
  ClusterRoleBinding,
  ClusterRole,
  RoleBinding,
  Role,
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  StorageClass,
  VolumeAttachment,
  VolumeAttributesClass,
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  MutatingWebhookConfiguration,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
  CustomResourceDefinition,
  PriorityClass,
  Lease,
  RuntimeClass,
  EndpointSlice,
  FlowSchema,
  PriorityLevelConfiguration,
  DeviceClass,
  ResourceClaim,
  ResourceClaimTemplate,
  ResourceSlice,
]
