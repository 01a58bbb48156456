// Fields of ingress in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  inline,
  int32,
  list,
  object,
  oneOf,
  opt,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'
import { typedLocalObjectReference } from '../../core/references.schema.ts'

export const serviceBackendPort = object(
  'io.k8s.api.networking.v1.ServiceBackendPort',
  {
    name: opt(1, string),
    number: opt(2, int32),
  },
  { structType: 'atomic' },
)
export type ServiceBackendPort = TypeOf<typeof serviceBackendPort>

export const ingressServiceBackend = object('io.k8s.api.networking.v1.IngressServiceBackend', {
  name: req(1, string, { empty: 'zero' }),
  port: opt(2, serviceBackendPort, { empty: 'zero' }),
})
export type IngressServiceBackend = TypeOf<typeof ingressServiceBackend>

export const ingressBackend = object('io.k8s.api.networking.v1.IngressBackend', {
  service: opt(4, ingressServiceBackend, { pointer: true }),
  resource: opt(3, typedLocalObjectReference, { pointer: true }),
})
export type IngressBackend = TypeOf<typeof ingressBackend>

export const ingressTLS = object('io.k8s.api.networking.v1.IngressTLS', {
  hosts: opt(1, list(string)),
  secretName: opt(2, string),
})
export type IngressTLS = TypeOf<typeof ingressTLS>

export const httpIngressPath = object('io.k8s.api.networking.v1.HTTPIngressPath', {
  path: opt(1, string),
  pathType: req(3, oneOf('Exact', 'Prefix', 'ImplementationSpecific'), { pointer: true }),
  backend: req(2, ingressBackend, { empty: 'zero' }),
})
export type HTTPIngressPath = TypeOf<typeof httpIngressPath>

export const httpIngressRuleValue = object('io.k8s.api.networking.v1.HTTPIngressRuleValue', {
  paths: req(1, list(httpIngressPath), { empty: 'null' }),
})
export type HTTPIngressRuleValue = TypeOf<typeof httpIngressRuleValue>

export const ingressRuleValue = object('io.k8s.api.networking.v1.IngressRuleValue', {
  http: opt(1, httpIngressRuleValue, { pointer: true }),
})
export type IngressRuleValue = TypeOf<typeof ingressRuleValue>

export const ingressRule = object('io.k8s.api.networking.v1.IngressRule', {
  host: opt(1, string),
  ...inline(2, ingressRuleValue),
})
export type IngressRule = TypeOf<typeof ingressRule>

export const ingressSpec = object('io.k8s.api.networking.v1.IngressSpec', {
  ingressClassName: opt(4, string, { pointer: true }),
  defaultBackend: opt(1, ingressBackend, { pointer: true }),
  tls: opt(2, list(ingressTLS)),
  rules: opt(3, list(ingressRule)),
})
export type IngressSpec = TypeOf<typeof ingressSpec>

export const ingressPortStatus = object('io.k8s.api.networking.v1.IngressPortStatus', {
  port: req(1, int32, { empty: 'zero' }),
  protocol: req(2, oneOf('TCP', 'UDP', 'SCTP'), { empty: 'zero' }),
  error: opt(3, string, { pointer: true }),
})
export type IngressPortStatus = TypeOf<typeof ingressPortStatus>

export const ingressLoadBalancerIngress = object('io.k8s.api.networking.v1.IngressLoadBalancerIngress', {
  ip: opt(1, string),
  hostname: opt(2, string),
  ports: opt(4, list(ingressPortStatus)),
})
export type IngressLoadBalancerIngress = TypeOf<typeof ingressLoadBalancerIngress>

export const ingressLoadBalancerStatus = object('io.k8s.api.networking.v1.IngressLoadBalancerStatus', {
  ingress: opt(1, list(ingressLoadBalancerIngress)),
})
export type IngressLoadBalancerStatus = TypeOf<typeof ingressLoadBalancerStatus>

export const ingressStatus = object('io.k8s.api.networking.v1.IngressStatus', {
  loadBalancer: opt(1, ingressLoadBalancerStatus, { empty: 'zero' }),
})
export type IngressStatus = TypeOf<typeof ingressStatus>

export const ingress = object(
  'io.k8s.api.networking.v1.Ingress',
  {
    ...kindFields,
    spec: opt(2, ingressSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, ingressStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Leads HTTP from outside to services, by host and path.' },
)
export type Ingress = ObjectOf<typeof ingress>
