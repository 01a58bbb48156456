// Fields of service in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { condition, kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  bool,
  int32,
  intOrString,
  list,
  map,
  object,
  oneOf,
  opt,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'

export const servicePort = object(
  'io.k8s.api.core.v1.ServicePort',
  {
    name: opt(1, string, { doc: 'Name of the port; needed where there are several.' }),
    protocol: opt(2, oneOf('TCP', 'UDP', 'SCTP'), { doc: 'TCP (the default), UDP or SCTP.', default: 'TCP' }),
    appProtocol: opt(6, string, { doc: 'Protocol spoken on the port, such as http.', pointer: true }),
    port: req(3, int32, { doc: 'Number at the service.', empty: 'zero' }),
    targetPort: opt(4, intOrString, { doc: 'Number or name at the pods; port where absent.' }),
    nodePort: opt(5, int32, {
      doc: 'Number at every node, for NodePort and LoadBalancer; the server gives one.',
    }),
  },
  { doc: 'A port of a service.' },
)
export type ServicePort = TypeOf<typeof servicePort>

export const clientIPConfig = object(
  'io.k8s.api.core.v1.ClientIPConfig',
  {
    timeoutSeconds: opt(1, int32, {
      doc: 'How long a client that is silent keeps its pod; three hours where absent.',
      pointer: true,
    }),
  },
  { doc: "Settings of affinity by the client's address." },
)
export type ClientIPConfig = TypeOf<typeof clientIPConfig>

export const sessionAffinityConfig = object(
  'io.k8s.api.core.v1.SessionAffinityConfig',
  {
    clientIP: opt(1, clientIPConfig, { doc: "Settings of affinity by the client's address.", pointer: true }),
  },
  { doc: 'Settings of session affinity.' },
)
export type SessionAffinityConfig = TypeOf<typeof sessionAffinityConfig>

export const serviceSpec = object(
  'io.k8s.api.core.v1.ServiceSpec',
  {
    ports: opt(
      1,
      list(servicePort, {
        listType: 'map',
        keys: ['port', 'protocol'],
        mergeKey: 'port',
        patchStrategy: 'merge',
      }),
      { doc: 'Ports of the service.' },
    ),
    selector: opt(2, map(string, { mapType: 'atomic' }), {
      doc: "Labels of the pods; without it the endpoints are somebody else's business.",
    }),
    clusterIP: opt(3, string, {
      doc: 'Address within the cluster; the server gives one, None makes the service headless.',
    }),
    clusterIPs: opt(18, list(string), {
      doc: 'Addresses within the cluster, one for each family; the first is clusterIP.',
    }),
    type: opt(4, oneOf('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'), {
      doc: 'ClusterIP (the default), NodePort, LoadBalancer or ExternalName.',
    }),
    externalIPs: opt(5, list(string), {
      doc: 'Addresses of nodes on which the service is to be reached as well.',
    }),
    sessionAffinity: opt(7, oneOf('ClientIP', 'None'), {
      doc: 'Whether a client always gets the same pod: ClientIP or None (the default).',
    }),
    loadBalancerIP: opt(8, string, { doc: 'Address wished for at the load balancer.', deprecated: true }),
    loadBalancerSourceRanges: opt(9, list(string), {
      doc: 'Blocks of addresses from which the load balancer may be used.',
    }),
    externalName: opt(10, string, { doc: 'Domain name that the service stands for, with ExternalName.' }),
    externalTrafficPolicy: opt(11, oneOf('Cluster', 'Local'), {
      doc: 'Where traffic from outside goes: Cluster (any pod) or Local (pods of the node that it came to).',
    }),
    healthCheckNodePort: opt(12, int32, {
      doc: 'Port on which nodes say whether they have pods, with externalTrafficPolicy Local.',
    }),
    publishNotReadyAddresses: opt(13, bool, { doc: 'Name pods in DNS before they are ready.' }),
    sessionAffinityConfig: opt(14, sessionAffinityConfig, {
      doc: 'Settings of sessionAffinity.',
      pointer: true,
    }),
    ipFamilies: opt(19, list(string), { doc: 'Families of the addresses: IPv4, IPv6.' }),
    ipFamilyPolicy: opt(17, oneOf('SingleStack', 'PreferDualStack', 'RequireDualStack'), {
      doc: 'SingleStack, PreferDualStack or RequireDualStack.',
      pointer: true,
    }),
    allocateLoadBalancerNodePorts: opt(20, bool, {
      doc: "Whether a load balancer's service gets node ports; true where absent.",
      pointer: true,
    }),
    loadBalancerClass: opt(21, string, { doc: 'Which load balancer is meant.', pointer: true }),
    internalTrafficPolicy: opt(22, oneOf('Cluster', 'Local'), {
      doc: 'Where traffic from within goes: Cluster (any pod) or Local (pods of the same node).',
      pointer: true,
    }),
    trafficDistribution: opt(23, string, {
      doc: 'Which endpoints are preferred, such as PreferSameZone.',
      pointer: true,
    }),
  },
  { doc: 'Which pods a service means, and how they are reached.' },
)
export type ServiceSpec = TypeOf<typeof serviceSpec>

export const portStatus = object(
  'io.k8s.api.core.v1.PortStatus',
  {
    port: req(1, int32, { doc: 'The port.', empty: 'zero' }),
    protocol: req(2, oneOf('TCP', 'UDP', 'SCTP'), { doc: 'TCP, UDP or SCTP.', empty: 'zero' }),
    error: opt(3, string, { doc: 'What is wrong, in CamelCase.', pointer: true }),
  },
  { doc: 'Whether a port of a load balancer works.' },
)
export type PortStatus = TypeOf<typeof portStatus>

export const loadBalancerIngress = object(
  'io.k8s.api.core.v1.LoadBalancerIngress',
  {
    ip: opt(1, string, { doc: 'The address.' }),
    hostname: opt(2, string, { doc: 'Its name, where it has no fixed address.' }),
    ipMode: opt(3, string, { doc: 'How packets to the address are handled: VIP or Proxy.', pointer: true }),
    ports: opt(4, list(portStatus), { doc: 'State of its ports.' }),
  },
  { doc: 'An address of a load balancer.' },
)
export type LoadBalancerIngress = TypeOf<typeof loadBalancerIngress>

export const loadBalancerStatus = object(
  'io.k8s.api.core.v1.LoadBalancerStatus',
  {
    ingress: opt(1, list(loadBalancerIngress), { doc: 'Its addresses.' }),
  },
  { doc: 'Where a load balancer is.' },
)
export type LoadBalancerStatus = TypeOf<typeof loadBalancerStatus>

export const serviceStatus = object(
  'io.k8s.api.core.v1.ServiceStatus',
  {
    loadBalancer: opt(1, loadBalancerStatus, { doc: 'Where the load balancer is.', empty: 'zero' }),
    conditions: opt(
      2,
      list(condition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
      { doc: 'Conditions of the service.' },
    ),
  },
  { doc: 'State of a service.' },
)
export type ServiceStatus = TypeOf<typeof serviceStatus>

export const service = object(
  'io.k8s.api.core.v1.Service',
  {
    ...kindFields,
    spec: opt(2, serviceSpec, { doc: 'Which pods, and how they are reached.', empty: 'zero' }),
    status: opt(3, serviceStatus, { doc: 'Where load balancers make the service reachable.', empty: 'zero' }),
  },
  { doc: 'A stable address and name for a changing set of pods.' },
)
export type Service = ObjectOf<typeof service>
