// Ingress (networking.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { ingress } from './ingress.schema.ts'
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
})
export type Ingress = Instance<typeof Ingress>
