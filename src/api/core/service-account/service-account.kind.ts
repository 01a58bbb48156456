// ServiceAccount (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { serviceAccountColumns } from './service-account.columns.ts'
import { serviceAccount } from './service-account.schema.ts'

const mountableAnnotation = 'kubernetes.io/enforce-mountable-secrets'
const mountableText = 'deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets'

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
  strategy: {
    warnings: ({ metadata }) =>
      Object.hasOwn(metadata.annotations ?? {}, mountableAnnotation)
        ? [`metadata.annotations[${mountableAnnotation}]: ${mountableText}`]
        : [],
  },
  columns: serviceAccountColumns,
})
export type ServiceAccount = Instance<typeof ServiceAccount>
