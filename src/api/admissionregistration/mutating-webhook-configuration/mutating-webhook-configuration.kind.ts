// MutatingWebhookConfiguration (admissionregistration.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { mutatingWebhookConfiguration } from './mutating-webhook-configuration.schema.ts'
export const MutatingWebhookConfiguration = defineKind({
  schema: mutatingWebhookConfiguration,
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'MutatingWebhookConfiguration',
  plural: 'mutatingwebhookconfigurations',
  singular: 'mutatingwebhookconfiguration',
  scope: 'Cluster',
  categories: ['api-extensions'],
  storageVersionHash: 'Sqi0GUgDaX0=',
})
export type MutatingWebhookConfiguration = Instance<typeof MutatingWebhookConfiguration>
