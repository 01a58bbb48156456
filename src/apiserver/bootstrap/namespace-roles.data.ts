// Upstream's default roles in the system's namespaces. Upstream: plugin/pkg/auth/authorizer/rbac/bootstrappolicy
// namespace_policy.go, as its testdata lists them.

export interface NamespaceRoleData {
  readonly namespace: string
  readonly name: string
  readonly rules: readonly string[]
  /** Subjects, and the binding's name where it is not the role's. */
  readonly subjects: readonly string[]
  readonly bindingName?: string
}

const eventsRule = 'create patch update | core events.k8s.io | events'
const leaseRule = 'create get list update watch | coordination.k8s.io | leases'

export const namespaceRoles: readonly NamespaceRoleData[] = [
  {
    namespace: 'kube-public',
    name: 'system:controller:bootstrap-signer',
    rules: ['get list watch | core | configmaps', 'update | core | configmaps | cluster-info', eventsRule],
    subjects: ['ServiceAccount kube-system/bootstrap-signer'],
  },
  {
    namespace: 'kube-system',
    name: 'extension-apiserver-authentication-reader',
    bindingName: 'system::extension-apiserver-authentication-reader',
    rules: ['get list watch | core | configmaps | extension-apiserver-authentication'],
    subjects: ['User system:kube-controller-manager', 'User system:kube-scheduler'],
  },
  {
    namespace: 'kube-system',
    name: 'system::leader-locking-kube-controller-manager',
    rules: [leaseRule],
    subjects: [
      'User system:kube-controller-manager',
      'ServiceAccount kube-system/kube-controller-manager',
      'ServiceAccount kube-system/leader-election-controller',
    ],
  },
  {
    namespace: 'kube-system',
    name: 'system::leader-locking-kube-scheduler',
    rules: [leaseRule],
    subjects: ['User system:kube-scheduler', 'ServiceAccount kube-system/kube-scheduler'],
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:bootstrap-signer',
    rules: ['get list watch | core | secrets'],
    subjects: ['ServiceAccount kube-system/bootstrap-signer'],
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:cloud-provider',
    rules: ['create get list watch | core | configmaps'],
    subjects: ['ServiceAccount kube-system/cloud-provider'],
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:token-cleaner',
    rules: ['delete get list watch | core | secrets', eventsRule],
    subjects: ['ServiceAccount kube-system/token-cleaner'],
  },
]
