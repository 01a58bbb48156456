// IngressClass (networking.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { ingressClassColumns } from './ingress-class.columns.ts'
import { defaultIngressClass } from './ingress-class.defaults.ts'
import { ingressClass } from './ingress-class.schema.ts'
import { ingressClassStrategy } from './ingress-class.strategy.ts'
import { validateIngressClass, validateIngressClassUpdate } from './ingress-class.validation.ts'
export const IngressClass = defineKind({
  schema: ingressClass,
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  singular: 'ingressclass',
  scope: 'Cluster',
  storageVersionHash: 'l/iqIbDgFyQ=',
  default: defaultIngressClass,
  strategy: ingressClassStrategy,
  columns: ingressClassColumns,
  validate: validateIngressClass,
  validateUpdate: validateIngressClassUpdate,
})
export type IngressClass = Instance<typeof IngressClass>
