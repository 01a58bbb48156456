// Fields of ingress.v1beta1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  inline,
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
import { typedLocalObjectReference } from '../../core/references.schema.ts'

export const ingressBackend = object(
  'io.k8s.api.networking.v1beta1.IngressBackend',
  {
    serviceName: opt(1, string),
    servicePort: opt(2, intOrString),
    resource: opt(3, typedLocalObjectReference, {
      doc: 'Another object in the same namespace.',
      pointer: true,
    }),
  },
  { doc: 'What answers; one of both.' },
)
export type IngressBackend = TypeOf<typeof ingressBackend>

export const ingressTLS = object(
  'io.k8s.api.networking.v1beta1.IngressTLS',
  {
    hosts: opt(1, list(string), { doc: 'Hosts that it is for.' }),
    secretName: opt(2, string, { doc: 'Secret that holds it (tls.crt and tls.key).' }),
  },
  { doc: 'A certificate.' },
)
export type IngressTLS = TypeOf<typeof ingressTLS>

export const httpIngressPath = object(
  'io.k8s.api.networking.v1beta1.HTTPIngressPath',
  {
    path: opt(1, string, { doc: 'The path; all where empty.' }),
    pathType: opt(3, string, { doc: 'Exact, Prefix or ImplementationSpecific.', pointer: true }),
    backend: req(2, ingressBackend, { doc: 'What answers.', empty: 'zero' }),
  },
  { doc: 'A path, and what answers there.' },
)
export type HTTPIngressPath = TypeOf<typeof httpIngressPath>

export const httpIngressRuleValue = object(
  'io.k8s.api.networking.v1beta1.HTTPIngressRuleValue',
  {
    paths: req(1, list(httpIngressPath), { doc: 'The paths.', empty: 'null' }),
  },
  { doc: 'Paths of a host.' },
)
export type HTTPIngressRuleValue = TypeOf<typeof httpIngressRuleValue>

export const ingressRuleValue = object(
  'io.k8s.api.networking.v1beta1.IngressRuleValue',
  {
    http: opt(1, httpIngressRuleValue, { doc: 'Paths and what answers there.', pointer: true }),
  },
  { doc: 'What answers.' },
)
export type IngressRuleValue = TypeOf<typeof ingressRuleValue>

export const ingressRule = object(
  'io.k8s.api.networking.v1beta1.IngressRule',
  {
    host: opt(1, string, { doc: 'Name of the host; "*." may begin it; all where empty.' }),
    ...inline(2, ingressRuleValue),
  },
  { doc: 'What answers for a host.' },
)
export type IngressRule = TypeOf<typeof ingressRule>

export const ingressSpec = object(
  'io.k8s.api.networking.v1beta1.IngressSpec',
  {
    ingressClassName: opt(4, string, { doc: 'Name of the IngressClass.', pointer: true }),
    backend: opt(1, ingressBackend, { pointer: true }),
    tls: opt(2, list(ingressTLS), { doc: 'Certificates.' }),
    rules: opt(3, list(ingressRule), { doc: 'Hosts, paths, and what answers there.' }),
  },
  { doc: 'What answers for which hosts and paths.' },
)
export type IngressSpec = TypeOf<typeof ingressSpec>

export const ingressPortStatus = object(
  'io.k8s.api.networking.v1beta1.IngressPortStatus',
  {
    port: req(1, int32, { doc: 'The port.', empty: 'zero' }),
    protocol: req(2, oneOf('TCP', 'UDP', 'SCTP'), { doc: 'TCP, UDP or SCTP.', empty: 'zero' }),
    error: opt(3, string, { doc: 'What is wrong, in CamelCase.', pointer: true }),
  },
  { doc: 'Whether a port works.' },
)
export type IngressPortStatus = TypeOf<typeof ingressPortStatus>

export const ingressLoadBalancerIngress = object(
  'io.k8s.api.networking.v1beta1.IngressLoadBalancerIngress',
  {
    ip: opt(1, string, { doc: 'Its IP address.' }),
    hostname: opt(2, string, { doc: 'Its host name.' }),
    ports: opt(4, list(ingressPortStatus), { doc: 'Whether its ports work.' }),
  },
  { doc: 'An address of a load balancer.' },
)
export type IngressLoadBalancerIngress = TypeOf<typeof ingressLoadBalancerIngress>

export const ingressLoadBalancerStatus = object(
  'io.k8s.api.networking.v1beta1.IngressLoadBalancerStatus',
  {
    ingress: opt(1, list(ingressLoadBalancerIngress), { doc: 'Its addresses.' }),
  },
  { doc: 'Where a load balancer is reached.' },
)
export type IngressLoadBalancerStatus = TypeOf<typeof ingressLoadBalancerStatus>

export const ingressStatus = object(
  'io.k8s.api.networking.v1beta1.IngressStatus',
  {
    loadBalancer: opt(1, ingressLoadBalancerStatus, { doc: 'Its load balancer.', empty: 'zero' }),
  },
  { doc: 'Where an Ingress is reached.' },
)
export type IngressStatus = TypeOf<typeof ingressStatus>

export const ingress = object('io.k8s.api.networking.v1beta1.Ingress', {
  ...kindFields,
  spec: opt(2, ingressSpec, { doc: 'What is asked for.', empty: 'zero' }),
  status: opt(3, ingressStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
})
