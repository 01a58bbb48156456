// Upstream's default cluster roles and who is bound to them. Upstream: plugin/pkg/auth/authorizer/rbac/bootstrappolicy
// policy.go, as its testdata lists them.
import { nodeRules } from './node-rules.data.ts'

export interface RoleData {
  readonly name: string
  readonly rules: readonly string[]
  /** Gathers the rules of roles with the label `rbac.authorization.k8s.io/aggregate-to-X`. */
  readonly aggregates?: string
  /** Carries that label. */
  readonly aggregatesTo?: string
}

const read = 'get list watch'
const write = 'create delete deletecollection patch update'
const readWrite = 'create delete deletecollection get list patch update watch'
const eventsRule = 'create patch update | core events.k8s.io | events'
const workloads =
  'daemonsets deployments deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale'
const approver = (signer: string): RoleData['rules'] => [
  `approve | certificates.k8s.io | signers | kubernetes.io/${signer}`,
]
const certificateRole = (name: string, rules: readonly string[]): RoleData => ({
  name: `system:certificates.k8s.io:${name}`,
  rules,
})

export const clusterRoles: readonly RoleData[] = [
  { name: 'cluster-admin', rules: ['* | * | *', '* | *'] },
  { name: 'admin', rules: [], aggregates: 'admin' },
  { name: 'edit', rules: [], aggregates: 'edit', aggregatesTo: 'admin' },
  { name: 'view', rules: [], aggregates: 'view', aggregatesTo: 'edit' },
  {
    name: 'system:aggregate-to-admin',
    aggregatesTo: 'admin',
    rules: [
      'create | authorization.k8s.io | localsubjectaccessreviews',
      `${readWrite} | rbac.authorization.k8s.io | rolebindings roles`,
    ],
  },
  {
    name: 'system:aggregate-to-edit',
    aggregatesTo: 'edit',
    rules: [
      `${read} | core | pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy`,
      'impersonate | core | serviceaccounts',
      `${write} | core | pods pods/attach pods/exec pods/portforward pods/proxy`,
      'create | core | pods/eviction',
      `${write} | core | configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy`,
      'create | core | serviceaccounts/token',
      `${write} | apps | deployments/rollback ${workloads}`,
      `${write} | autoscaling | horizontalpodautoscalers`,
      `${write} | batch | cronjobs jobs`,
      `${write} | extensions | daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale`,
      `${write} | policy | poddisruptionbudgets`,
      `${write} | networking.k8s.io | ingresses networkpolicies`,
      `${readWrite} | coordination.k8s.io | leases`,
      `${write} | resource.k8s.io | resourceclaims resourceclaimtemplates`,
    ],
  },
  {
    name: 'system:aggregate-to-view',
    aggregatesTo: 'view',
    rules: [
      `${read} | core | configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status`,
      `${read} | core | bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status`,
      `${read} | core | namespaces`,
      `${read} | discovery.k8s.io | endpointslices`,
      `${read} | apps | controllerrevisions ${workloads} daemonsets/status deployments/status replicasets/status statefulsets/status`,
      `${read} | autoscaling | horizontalpodautoscalers horizontalpodautoscalers/status`,
      `${read} | batch | cronjobs cronjobs/status jobs jobs/status`,
      `${read} | extensions | daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale`,
      `${read} | policy | poddisruptionbudgets poddisruptionbudgets/status`,
      `${read} | networking.k8s.io | ingresses ingresses/status networkpolicies`,
      `${read} | resource.k8s.io | resourceclaims resourceclaims/status resourceclaimtemplates`,
    ],
  },
  {
    name: 'system:auth-delegator',
    rules: [
      'create | authentication.k8s.io | tokenreviews',
      'create | authorization.k8s.io | subjectaccessreviews',
    ],
  },
  {
    name: 'system:basic-user',
    rules: [
      'create | authorization.k8s.io | selfsubjectaccessreviews selfsubjectrulesreviews',
      'create | authentication.k8s.io | selfsubjectreviews',
    ],
  },
  certificateRole('certificatesigningrequests:nodeclient', [
    'create | certificates.k8s.io | certificatesigningrequests/nodeclient',
  ]),
  certificateRole('certificatesigningrequests:selfnodeclient', [
    'create | certificates.k8s.io | certificatesigningrequests/selfnodeclient',
  ]),
  certificateRole('kube-apiserver-client-approver', approver('kube-apiserver-client')),
  certificateRole('kube-apiserver-client-kubelet-approver', approver('kube-apiserver-client-kubelet')),
  certificateRole('kubelet-serving-approver', approver('kubelet-serving')),
  certificateRole('legacy-unknown-approver', approver('legacy-unknown')),
  {
    name: 'system:discovery',
    rules: ['get | /api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/'],
  },
  {
    name: 'system:heapster',
    rules: [`${read} | core | events namespaces nodes pods`, `${read} | extensions | deployments`],
  },
  { name: 'system:kube-aggregator', rules: [`${read} | core | endpoints services`] },
  {
    name: 'system:kube-controller-manager',
    rules: [
      eventsRule,
      'create | coordination.k8s.io | leases',
      'get update | coordination.k8s.io | leases | kube-controller-manager',
      'create | core | secrets serviceaccounts',
      'delete | core | secrets',
      'get | core | configmaps namespaces secrets serviceaccounts',
      'update | core | secrets serviceaccounts',
      'create | authentication.k8s.io | tokenreviews',
      'create | authorization.k8s.io | subjectaccessreviews',
      'list watch | * | *',
      'create | core | serviceaccounts/token',
    ],
  },
  { name: 'system:kube-dns', rules: ['list watch | core | endpoints services'] },
  {
    name: 'system:kube-scheduler',
    rules: [
      eventsRule,
      'create | coordination.k8s.io | leases',
      'get update | coordination.k8s.io | leases | kube-scheduler',
      `${read} | core | nodes`,
      'delete get list watch | core | pods',
      'create | core | bindings pods/binding',
      'patch update | core | pods/status',
      `${read} | core | replicationcontrollers services`,
      `${read} | apps extensions | replicasets`,
      `${read} | apps | statefulsets`,
      `${read} | policy | poddisruptionbudgets`,
      `${read} | core | persistentvolumeclaims persistentvolumes`,
      'create | authentication.k8s.io | tokenreviews',
      'create | authorization.k8s.io | subjectaccessreviews',
      `${read} | storage.k8s.io | csinodes`,
      `${read} | core | namespaces`,
      `${read} | storage.k8s.io | csidrivers`,
      `${read} | storage.k8s.io | csistoragecapacities`,
      `${read} | resource.k8s.io | deviceclasses resourceclaims resourceslices`,
      'patch update | resource.k8s.io | resourceclaims resourceclaims/status',
      'update | core | pods/finalizers',
      `${read} | storage.k8s.io | volumeattachments`,
    ],
  },
  {
    name: 'system:kubelet-api-admin',
    rules: [
      `${read} | core | nodes`,
      'proxy | core | nodes',
      '* | core | nodes/configz nodes/healthz nodes/log nodes/metrics nodes/pods nodes/proxy nodes/stats',
    ],
  },
  {
    name: 'system:monitoring',
    rules: ['get | /healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/*'],
  },
  { name: 'system:node', rules: nodeRules },
  {
    name: 'system:node-bootstrapper',
    rules: ['create get list watch | certificates.k8s.io | certificatesigningrequests'],
  },
  {
    name: 'system:node-problem-detector',
    rules: ['get | core | nodes', 'patch | core | nodes/status', eventsRule],
  },
  {
    name: 'system:node-proxier',
    rules: [
      'list watch | core | endpoints services',
      `${read} | core | nodes`,
      eventsRule,
      'list watch | discovery.k8s.io | endpointslices',
      'list watch | networking.k8s.io | servicecidrs',
    ],
  },
  {
    name: 'system:persistent-volume-provisioner',
    rules: [
      'create delete get list watch | core | persistentvolumes',
      'get list update watch | core | persistentvolumeclaims',
      `${read} | storage.k8s.io | storageclasses`,
      'watch | core | events',
      eventsRule,
    ],
  },
  { name: 'system:public-info-viewer', rules: ['get | /healthz /livez /readyz /version /version/'] },
  {
    name: 'system:service-account-issuer-discovery',
    rules: ['get | /.well-known/openid-configuration /openid/v1/jwks'],
  },
  {
    name: 'system:volume-scheduler',
    rules: [
      'get list patch update watch | core | persistentvolumes',
      `${read} | storage.k8s.io | storageclasses`,
      'get list patch update watch | core | persistentvolumeclaims',
    ],
  },
]

/** Role name to subjects: `Group name`, `User name` or `ServiceAccount namespace/name`. */
export const clusterRoleBindings: Readonly<Record<string, readonly string[]>> = {
  'cluster-admin': ['Group system:masters'],
  'system:basic-user': ['Group system:authenticated'],
  'system:discovery': ['Group system:authenticated'],
  'system:kube-controller-manager': ['User system:kube-controller-manager'],
  'system:kube-dns': ['ServiceAccount kube-system/kube-dns'],
  'system:kube-scheduler': ['User system:kube-scheduler'],
  'system:monitoring': ['Group system:monitoring'],
  'system:node': [],
  'system:node-proxier': ['User system:kube-proxy'],
  'system:public-info-viewer': ['Group system:authenticated', 'Group system:unauthenticated'],
  'system:service-account-issuer-discovery': ['Group system:serviceaccounts'],
  'system:volume-scheduler': ['User system:kube-scheduler'],
}
