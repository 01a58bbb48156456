// Ingress (networking.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { ingressColumns } from './ingress.columns.ts'
import { ingress } from './ingress.schema.ts'
import { ingressStrategy } from './ingress.strategy.ts'
import { validateIngress, validateIngressCreate, validateIngressStatusUpdate } from './ingress.validation.ts'
export const Ingress = defineKind({
  schema: ingress,
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'Ingress',
  plural: 'ingresses',
  singular: 'ingress',
  scope: 'Namespaced',
  shortNames: ['ing'],
  subresources: [{ name: 'status', kind: 'Ingress', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: '39NQlfNR+bo=',
  strategy: ingressStrategy,
  validate: validateIngress,
  validateCreate: validateIngressCreate,
  validateStatusUpdate: validateIngressStatusUpdate,
  columns: ingressColumns,
})
export type Ingress = Instance<typeof Ingress>
