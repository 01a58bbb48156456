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

export const networkPolicyPort = object(
  'io.k8s.api.networking.v1.NetworkPolicyPort',
  {
    protocol: opt(1, oneOf('TCP', 'UDP', 'SCTP'), { doc: 'TCP (the default), UDP or SCTP.', pointer: true }),
    port: opt(2, intOrString, {
      doc: 'Number, or name of a port of the pods; all where absent.',
      pointer: true,
    }),
    endPort: opt(3, int32, { doc: 'Last of a range that port begins.', pointer: true }),
  },
  { doc: 'A port.' },
)
export type NetworkPolicyPort = TypeOf<typeof networkPolicyPort>

export const ipBlock = object(
  'io.k8s.api.networking.v1.IPBlock',
  {
    cidr: req(1, string, { doc: 'The range.', empty: 'zero' }),
    except: opt(2, list(string), { doc: 'Ranges within it that are left out.' }),
  },
  { doc: 'A range of addresses.' },
)
export type IPBlock = TypeOf<typeof ipBlock>

export const networkPolicyPeer = object(
  'io.k8s.api.networking.v1.NetworkPolicyPeer',
  {
    podSelector: opt(1, labelSelector, { doc: 'Pods with these labels.', pointer: true }),
    namespaceSelector: opt(2, labelSelector, { doc: 'Namespaces with these labels.', pointer: true }),
    ipBlock: opt(3, ipBlock, { doc: 'Addresses; excludes the selectors.', pointer: true }),
  },
  { doc: 'Where traffic comes from or goes to.' },
)
export type NetworkPolicyPeer = TypeOf<typeof networkPolicyPeer>

export const networkPolicyIngressRule = object(
  'io.k8s.api.networking.v1.NetworkPolicyIngressRule',
  {
    ports: opt(1, list(networkPolicyPort), { doc: 'Ports; all where empty.' }),
    from: opt(2, list(networkPolicyPeer), { doc: 'Where from; everywhere where empty.' }),
  },
  { doc: 'Traffic that may come in.' },
)
export type NetworkPolicyIngressRule = TypeOf<typeof networkPolicyIngressRule>

export const networkPolicyEgressRule = object(
  'io.k8s.api.networking.v1.NetworkPolicyEgressRule',
  {
    ports: opt(1, list(networkPolicyPort), { doc: 'Ports; all where empty.' }),
    to: opt(2, list(networkPolicyPeer), { doc: 'Where to; everywhere where empty.' }),
  },
  { doc: 'Traffic that may leave.' },
)
export type NetworkPolicyEgressRule = TypeOf<typeof networkPolicyEgressRule>

export const networkPolicySpec = object(
  'io.k8s.api.networking.v1.NetworkPolicySpec',
  {
    podSelector: opt(1, labelSelector, {
      doc: 'The pods that the policy is for; all of the namespace where empty.',
      empty: 'zero',
    }),
    ingress: opt(2, list(networkPolicyIngressRule), { doc: 'Traffic that may come in.' }),
    egress: opt(3, list(networkPolicyEgressRule), { doc: 'Traffic that may leave.' }),
    policyTypes: opt(4, list(string), {
      doc: 'Ingress, Egress or both: which directions the policy limits.',
    }),
  },
  { doc: 'Which traffic of which pods is allowed.' },
)
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
