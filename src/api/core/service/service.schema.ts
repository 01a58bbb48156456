// Fields of service in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { condition, objectMeta } from '../../../machinery/meta/meta.schema.ts'
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

export const servicePort = object('io.k8s.api.core.v1.ServicePort', {
  name: opt(1, string),
  protocol: opt(2, oneOf('TCP', 'UDP', 'SCTP'), { default: 'TCP' }),
  appProtocol: opt(6, string, { pointer: true }),
  port: req(3, int32, { empty: 'zero' }),
  targetPort: opt(4, intOrString),
  nodePort: opt(5, int32),
})
export type ServicePort = TypeOf<typeof servicePort>

export const clientIPConfig = object('io.k8s.api.core.v1.ClientIPConfig', {
  timeoutSeconds: opt(1, int32, { pointer: true }),
})
export type ClientIPConfig = TypeOf<typeof clientIPConfig>

export const sessionAffinityConfig = object('io.k8s.api.core.v1.SessionAffinityConfig', {
  clientIP: opt(1, clientIPConfig, { pointer: true }),
})
export type SessionAffinityConfig = TypeOf<typeof sessionAffinityConfig>

export const serviceSpec = object('io.k8s.api.core.v1.ServiceSpec', {
  ports: opt(
    1,
    list(servicePort, {
      listType: 'map',
      keys: ['port', 'protocol'],
      mergeKey: 'port',
      patchStrategy: 'merge',
    }),
  ),
  selector: opt(2, map(string, { mapType: 'atomic' })),
  clusterIP: opt(3, string),
  clusterIPs: opt(18, list(string)),
  type: opt(4, oneOf('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName')),
  externalIPs: opt(5, list(string)),
  sessionAffinity: opt(7, oneOf('ClientIP', 'None')),
  loadBalancerIP: opt(8, string, { deprecated: true }),
  loadBalancerSourceRanges: opt(9, list(string)),
  externalName: opt(10, string),
  externalTrafficPolicy: opt(11, oneOf('Cluster', 'Local')),
  healthCheckNodePort: opt(12, int32),
  publishNotReadyAddresses: opt(13, bool),
  sessionAffinityConfig: opt(14, sessionAffinityConfig, { pointer: true }),
  ipFamilies: opt(19, list(string)),
  ipFamilyPolicy: opt(17, oneOf('SingleStack', 'PreferDualStack', 'RequireDualStack'), { pointer: true }),
  allocateLoadBalancerNodePorts: opt(20, bool, { pointer: true }),
  loadBalancerClass: opt(21, string, { pointer: true }),
  internalTrafficPolicy: opt(22, oneOf('Cluster', 'Local'), { pointer: true }),
  trafficDistribution: opt(23, string, { pointer: true }),
})
export type ServiceSpec = TypeOf<typeof serviceSpec>

export const portStatus = object('io.k8s.api.core.v1.PortStatus', {
  port: req(1, int32, { empty: 'zero' }),
  protocol: req(2, oneOf('TCP', 'UDP', 'SCTP'), { empty: 'zero' }),
  error: opt(3, string, { pointer: true }),
})
export type PortStatus = TypeOf<typeof portStatus>

export const loadBalancerIngress = object('io.k8s.api.core.v1.LoadBalancerIngress', {
  ip: opt(1, string),
  hostname: opt(2, string),
  ipMode: opt(3, string, { pointer: true }),
  ports: opt(4, list(portStatus)),
})
export type LoadBalancerIngress = TypeOf<typeof loadBalancerIngress>

export const loadBalancerStatus = object('io.k8s.api.core.v1.LoadBalancerStatus', {
  ingress: opt(1, list(loadBalancerIngress)),
})
export type LoadBalancerStatus = TypeOf<typeof loadBalancerStatus>

export const serviceStatus = object('io.k8s.api.core.v1.ServiceStatus', {
  loadBalancer: opt(1, loadBalancerStatus, { empty: 'zero' }),
  conditions: opt(
    2,
    list(condition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
  ),
})
export type ServiceStatus = TypeOf<typeof serviceStatus>

export const service = object('io.k8s.api.core.v1.Service', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  spec: opt(2, serviceSpec, { empty: 'zero' }),
  status: opt(3, serviceStatus, { empty: 'zero' }),
})
export type Service = ObjectOf<typeof service>
