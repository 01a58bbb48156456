// ValidatingWebhookConfiguration (admissionregistration.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { validatingWebhookConfiguration } from './validating-webhook-configuration.schema.ts'
export const ValidatingWebhookConfiguration = defineKind({
  schema: validatingWebhookConfiguration,
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingWebhookConfiguration',
  plural: 'validatingwebhookconfigurations',
  singular: 'validatingwebhookconfiguration',
  scope: 'Cluster',
  categories: ['api-extensions'],
  storageVersionHash: 'B0wHjQmsGNk=',
})
export type ValidatingWebhookConfiguration = Instance<typeof ValidatingWebhookConfiguration>
