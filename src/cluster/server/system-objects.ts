// Objects that this cluster has beyond upstream's bootstrap: the DNS service, and what the node's network may read.
import { Namespace } from '../../api/core/namespace/namespace.kind.ts'
import { Service } from '../../api/core/service/service.kind.ts'
import { ClusterRole } from '../../api/rbac/cluster-role/cluster-role.kind.ts'
import { ClusterRoleBinding } from '../../api/rbac/cluster-role-binding/cluster-role-binding.kind.ts'
import type { Client } from '../../client/client.ts'
import type { Draft, Kind, KubeObject } from '../../machinery/kind.ts'
import { isNotFound } from '../../machinery/status-error.ts'
import { dnsServiceIP } from '../service-addresses.ts'

const networkRole = 'system:wherry-network'
/** The user of the network's client certificate (cluster-pki.ts). */
const networkUser = 'system:kube-proxy'

/** Every node answers at the DNS service's address itself, so no proxy may touch it. */
function dnsService(serviceCIDR: string): Draft<Service> {
  const labels = {
    'k8s-app': 'kube-dns',
    'kubernetes.io/cluster-service': 'true',
    'kubernetes.io/name': 'KubeDNS',
    'service.kubernetes.io/service-proxy-name': 'wherry-dns',
  }
  const ip = dnsServiceIP(serviceCIDR)
  return {
    metadata: { namespace: 'kube-system', name: 'kube-dns', labels },
    spec: {
      clusterIP: ip,
      clusterIPs: [ip],
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
        { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
      ],
    },
  }
}

const role: Draft<ClusterRole> = {
  metadata: { name: networkRole },
  rules: [
    {
      apiGroups: [''],
      resources: ['services', 'pods', 'namespaces', 'nodes'],
      verbs: ['get', 'list', 'watch'],
    },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get', 'list', 'watch'] },
  ],
}

const binding: Draft<ClusterRoleBinding> = {
  metadata: { name: networkRole },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: networkRole },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: networkUser }],
}

/** Makes what is missing; what is there stays as its owner left it. */
export async function ensureSystemObjects(
  client: Client,
  options: { readonly serviceCIDR: string; readonly signal: AbortSignal },
): Promise<void> {
  const { serviceCIDR, signal } = options
  const ensure = async <T extends KubeObject>(kind: Kind<T>, draft: Draft<T>) => {
    const { namespace, name = '' } = draft.metadata
    try {
      await client.get(kind, { namespace, name }, { signal })
    } catch (error) {
      if (!isNotFound(error)) throw error
      await client.create(kind, draft, { signal })
    }
  }
  await ensure(ClusterRole, role)
  await ensure(ClusterRoleBinding, binding)
  await ensure(Namespace, { metadata: { name: 'kube-system' }, spec: {} })
  await ensure(Service, dnsService(serviceCIDR))
}
