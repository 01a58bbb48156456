// IngressClass (networking.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { ingressClass } from './ingress-class.schema.ts'
export const IngressClass = defineKind({
  schema: ingressClass,
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  singular: 'ingressclass',
  scope: 'Cluster',
  storageVersionHash: 'l/iqIbDgFyQ=',
})
export type IngressClass = Instance<typeof IngressClass>
