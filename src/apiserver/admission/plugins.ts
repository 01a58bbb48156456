// The admission plugins in the order they run, which is upstream's. A new plugin is a folder and a line here.
import type { Kind } from '../../machinery/kind.ts'
import type { AdmissionPlugin } from './admission.ts'
import { certificateApproval } from './plugins/certificate-approval/certificate-approval.ts'
import { certificateSigning } from './plugins/certificate-signing/certificate-signing.ts'
import { certificateSubjectRestriction } from './plugins/certificate-subject-restriction/certificate-subject-restriction.ts'
import { clusterTrustBundleAttest } from './plugins/cluster-trust-bundle-attest/cluster-trust-bundle-attest.ts'
import { defaultIngressClass } from './plugins/default-ingress-class/default-ingress-class.ts'
import { defaultStorageClass } from './plugins/default-storage-class/default-storage-class.ts'
import { defaultTolerationSeconds } from './plugins/default-toleration-seconds/default-toleration-seconds.ts'
import { denyServiceExternalIPs } from './plugins/deny-service-external-ips/deny-service-external-ips.ts'
import { limitRanger } from './plugins/limit-ranger/limit-ranger.ts'
import { mutatingAdmissionPolicy } from './plugins/mutating-admission-policy/mutating-admission-policy.ts'
import { mutatingWebhook } from './plugins/mutating-webhook/mutating-webhook.ts'
import { namespaceLifecycle } from './plugins/namespace-lifecycle/namespace-lifecycle.ts'
import { nodeRestriction } from './plugins/node-restriction/node-restriction.ts'
import { persistentVolumeClaimResize } from './plugins/persistent-volume-claim-resize/persistent-volume-claim-resize.ts'
import { podCertificateSigning } from './plugins/pod-certificate-signing/pod-certificate-signing.ts'
import { podSecurity } from './plugins/pod-security/pod-security.ts'
import { podTopologyLabels } from './plugins/pod-topology-labels/pod-topology-labels.ts'
import { policyParamAccess } from './plugins/policy-param-access/policy-param-access.ts'
import { priority } from './plugins/priority/priority.ts'
import { type EscalationOptions, rbacEscalation } from './plugins/rbac-escalation/rbac-escalation.ts'
import { type QuotaOptions, resourceQuota } from './plugins/resource-quota/resource-quota.ts'
import { runtimeClass } from './plugins/runtime-class/runtime-class.ts'
import { serviceAccount } from './plugins/service-account/service-account.ts'
import { taintNodesByCondition } from './plugins/taint-nodes-by-condition/taint-nodes-by-condition.ts'
import { validatingAdmissionPolicy } from './plugins/validating-admission-policy/validating-admission-policy.ts'
import { validatingWebhook } from './plugins/validating-webhook/validating-webhook.ts'
import type { PolicyMetrics } from './policy/policy-metrics.ts'
import type { WebhookContext } from './webhook/webhook-decision.ts'

export interface PluginOptions extends EscalationOptions {
  readonly quota: QuotaOptions
  readonly webhooks: Omit<WebhookContext, 'authorizer'>
  readonly policyMetrics: PolicyMetrics
  /** All that are served. */
  readonly kinds: readonly Kind[]
}

export function admissionPlugins(options: PluginOptions): readonly AdmissionPlugin[] {
  const { authorizer, policyMetrics: metrics } = options
  const policies = { resources: options.webhooks.resources, authorizer, metrics }
  return [
    namespaceLifecycle,
    limitRanger,
    serviceAccount,
    nodeRestriction,
    taintNodesByCondition,
    podSecurity,
    priority,
    defaultTolerationSeconds,
    podTopologyLabels,
    defaultStorageClass,
    persistentVolumeClaimResize,
    runtimeClass,
    certificateApproval(options),
    certificateSigning(options),
    podCertificateSigning(options),
    clusterTrustBundleAttest(options),
    certificateSubjectRestriction,
    defaultIngressClass,
    denyServiceExternalIPs,
    rbacEscalation(options),
    policyParamAccess(policies),
    mutatingAdmissionPolicy(policies),
    mutatingWebhook({ ...options.webhooks, authorizer: options.authorizer }),
    validatingAdmissionPolicy(policies),
    validatingWebhook({ ...options.webhooks, authorizer: options.authorizer }),
    resourceQuota(options.quota),
  ]
}
