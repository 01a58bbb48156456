// Fields of network-policy in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields, labelSelector } from '../../../machinery/meta/meta.schema.ts'
import {
  int32,
  intOrString,
  list,
  object,
  oneOf,
  opt,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'

export const networkPolicyPort = object('io.k8s.api.networking.v1.NetworkPolicyPort', {
  protocol: opt(1, oneOf('TCP', 'UDP', 'SCTP'), { pointer: true }),
  port: opt(2, intOrString, { pointer: true }),
  endPort: opt(3, int32, { pointer: true }),
})
export type NetworkPolicyPort = TypeOf<typeof networkPolicyPort>

export const ipBlock = object('io.k8s.api.networking.v1.IPBlock', {
  cidr: req(1, string, { empty: 'zero' }),
  except: opt(2, list(string)),
})
export type IPBlock = TypeOf<typeof ipBlock>

export const networkPolicyPeer = object('io.k8s.api.networking.v1.NetworkPolicyPeer', {
  podSelector: opt(1, labelSelector, { pointer: true }),
  namespaceSelector: opt(2, labelSelector, { pointer: true }),
  ipBlock: opt(3, ipBlock, { pointer: true }),
})
export type NetworkPolicyPeer = TypeOf<typeof networkPolicyPeer>

export const networkPolicyIngressRule = object('io.k8s.api.networking.v1.NetworkPolicyIngressRule', {
  ports: opt(1, list(networkPolicyPort)),
  from: opt(2, list(networkPolicyPeer)),
})
export type NetworkPolicyIngressRule = TypeOf<typeof networkPolicyIngressRule>

export const networkPolicyEgressRule = object('io.k8s.api.networking.v1.NetworkPolicyEgressRule', {
  ports: opt(1, list(networkPolicyPort)),
  to: opt(2, list(networkPolicyPeer)),
})
export type NetworkPolicyEgressRule = TypeOf<typeof networkPolicyEgressRule>

export const networkPolicySpec = object('io.k8s.api.networking.v1.NetworkPolicySpec', {
  podSelector: opt(1, labelSelector, { empty: 'zero' }),
  ingress: opt(2, list(networkPolicyIngressRule)),
  egress: opt(3, list(networkPolicyEgressRule)),
  policyTypes: opt(4, list(string)),
})
export type NetworkPolicySpec = TypeOf<typeof networkPolicySpec>

export const networkPolicy = object(
  'io.k8s.api.networking.v1.NetworkPolicy',
  {
    ...kindFields,
    spec: opt(2, networkPolicySpec, { doc: 'What is asked for.', empty: 'zero' }),
  },
  { doc: 'Which traffic the pods of a namespace may have.' },
)
export type NetworkPolicy = ObjectOf<typeof networkPolicy>
