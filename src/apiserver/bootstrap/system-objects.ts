// Objects that every cluster has from the start: namespaces, priority classes, the service of the API itself.
import { ConfigMap } from '../../api/core/config-map/config-map.kind.ts'
import { Endpoints } from '../../api/core/endpoints/endpoints.kind.ts'
import { Namespace } from '../../api/core/namespace/namespace.kind.ts'
import { Service } from '../../api/core/service/service.kind.ts'
import { EndpointSlice } from '../../api/discovery/endpoint-slice/endpoint-slice.kind.ts'
import { ServiceCIDR } from '../../api/networking/service-cidr/service-cidr.kind.ts'
import { PriorityClass } from '../../api/scheduling/priority-class/priority-class.kind.ts'
import { equalJson } from '../../machinery/json-value.ts'
import type { Kind } from '../../machinery/kind.ts'
import { frontProxyName, requestHeaders } from '../authn/request-header.ts'
import type { OwnObject } from '../registry/internal-writes.ts'
import type { WorkingObject } from '../registry/object.ts'
import type { EnsuredObject } from './rbac-objects.ts'

export interface ClusterFacts {
  /** Address and port at which pods reach the API; without it the endpoints are left to somebody else. */
  readonly advertise?: { readonly address: string; readonly port: number }
  readonly serviceCIDR: string
  /** The first address of the service range: the API's own. */
  readonly apiServiceIP: string
  /** PEM of the CA that client certificates are checked against. */
  readonly clientCA?: string
  /** PEM of the CA by which this server is known as a front proxy. */
  readonly requestHeaderCA?: string
}

const asKind = (kind: unknown) => kind as Kind
const unchanged = () => false

export const systemNamespaces: readonly string[] = [
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
]

export function namespaces(): EnsuredObject[] {
  return systemNamespaces.map((name) => ({ kind: asKind(Namespace), name, body: {}, reconcile: unchanged }))
}

export function systemObjects(facts: ClusterFacts): EnsuredObject[] {
  return [
    ...priorityClasses(),
    fixed({ kind: asKind(ServiceCIDR), name: 'kubernetes', body: { spec: { cidrs: [facts.serviceCIDR] } } }),
    apiService(facts),
    ...(facts.advertise === undefined ? [] : apiEndpoints(facts.advertise)),
    ...(facts.clientCA === undefined ? [] : [authenticationFacts(facts.clientCA, facts.requestHeaderCA)]),
  ]
}

function fixed(own: OwnObject): EnsuredObject {
  return { ...own, reconcile: unchanged }
}

/** Upstream: pkg/apis/scheduling/v1/helpers.go. */
function priorityClasses(): EnsuredObject[] {
  const kind = asKind(PriorityClass)
  const nodeCritical = 'Used for system critical pods that must not be moved from their current node.'
  const clusterCritical =
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.'
  return [
    fixed({ kind, name: 'system-node-critical', body: { value: 2_000_001_000, description: nodeCritical } }),
    fixed({
      kind,
      name: 'system-cluster-critical',
      body: { value: 2_000_000_000, description: clusterCritical },
    }),
  ]
}

/** Upstream: pkg/controlplane/controller/kubernetesservice/controller.go. */
function apiService(facts: ClusterFacts): EnsuredObject {
  const targetPort = facts.advertise?.port ?? 6443
  const ports = [{ name: 'https', protocol: 'TCP', port: 443, targetPort }]
  return {
    kind: asKind(Service),
    namespace: 'default',
    name: 'kubernetes',
    body: {
      metadata: { labels: { component: 'apiserver', provider: 'kubernetes' } },
      spec: {
        ports,
        clusterIP: facts.apiServiceIP,
        clusterIPs: [facts.apiServiceIP],
        sessionAffinity: 'None',
        type: 'ClusterIP',
      },
    },
    reconcile: (current) => put(current, { field: 'spec', key: 'ports', value: ports }),
  }
}

interface Wanted {
  readonly field: string
  readonly key?: string
  readonly value: unknown
}

/** Sets a field (or a key of it) and says whether that changed anything. */
function put(current: WorkingObject, { field, key, value }: Wanted): boolean {
  const fields = current as unknown as Record<string, unknown>
  if (key === undefined) {
    if (equalJson(fields[field], value)) return false
    fields[field] = value
    return true
  }
  const inner = (fields[field] ?? {}) as Record<string, unknown>
  if (equalJson(inner[key], value)) return false
  fields[field] = { ...inner, [key]: value }
  return true
}

/** Upstream: pkg/controlplane/reconcilers. */
function apiEndpoints({ address, port }: NonNullable<ClusterFacts['advertise']>): EnsuredObject[] {
  const ports = [{ name: 'https', port, protocol: 'TCP' }]
  const subsets = [{ addresses: [{ ip: address }], ports }]
  const endpoints = [{ addresses: [address], conditions: { ready: true } }]
  return [
    {
      kind: asKind(Endpoints),
      namespace: 'default',
      name: 'kubernetes',
      body: { metadata: { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } }, subsets },
      reconcile: (current) => put(current, { field: 'subsets', value: subsets }),
    },
    {
      kind: asKind(EndpointSlice),
      namespace: 'default',
      name: 'kubernetes',
      body: {
        metadata: { labels: { 'kubernetes.io/service-name': 'kubernetes' } },
        addressType: address.includes(':') ? 'IPv6' : 'IPv4',
        endpoints,
        ports,
      },
      reconcile(current) {
        const changed = put(current, { field: 'endpoints', value: endpoints })
        return put(current, { field: 'ports', value: ports }) || changed
      },
    },
  ]
}

/**
 * What extension API servers read to know whom to trust.
 * Upstream: pkg/controlplane/controller/clusterauthenticationtrust/cluster_authentication_trust_controller.go.
 */
function authenticationFacts(clientCA: string, requestHeaderCA: string | undefined): EnsuredObject {
  const { user, uid, group, extraPrefix } = requestHeaders
  const proxy = requestHeaderCA !== undefined && {
    'requestheader-allowed-names': JSON.stringify([frontProxyName]),
    'requestheader-client-ca-file': requestHeaderCA,
    'requestheader-extra-headers-prefix': JSON.stringify([extraPrefix]),
    'requestheader-group-headers': JSON.stringify([group]),
    'requestheader-uid-headers': JSON.stringify([uid]),
    'requestheader-username-headers': JSON.stringify([user]),
  }
  const data = { 'client-ca-file': clientCA, ...proxy }
  return {
    kind: asKind(ConfigMap),
    namespace: 'kube-system',
    name: 'extension-apiserver-authentication',
    body: { data },
    reconcile: (current) => {
      const { data: now } = current as unknown as { data?: object }
      return put(current, { field: 'data', value: { ...now, ...data } })
    },
  }
}
