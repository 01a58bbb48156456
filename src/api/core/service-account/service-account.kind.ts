// ServiceAccount (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { serviceAccountColumns } from './service-account.columns.ts'
import { serviceAccount } from './service-account.schema.ts'
import { serviceAccountStrategy } from './service-account.strategy.ts'

export const ServiceAccount = defineKind({
  schema: serviceAccount,
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  scope: 'Namespaced',
  shortNames: ['sa'],
  subresources: [
    { name: 'token', kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] },
  ],
  storageVersionHash: 'pbx9ZvyFpBE=',
  strategy: serviceAccountStrategy,
  columns: serviceAccountColumns,
})
export type ServiceAccount = Instance<typeof ServiceAccount>
