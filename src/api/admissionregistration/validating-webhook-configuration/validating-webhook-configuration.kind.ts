// ValidatingWebhookConfiguration (admissionregistration.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { webhookConfigurationStrategy } from '../webhooks.strategy.ts'
import { validatingWebhookConfigurationColumns } from './validating-webhook-configuration.columns.ts'
import { defaultValidatingWebhookConfiguration } from './validating-webhook-configuration.defaults.ts'
import { validatingWebhookConfiguration } from './validating-webhook-configuration.schema.ts'
import {
  validateValidatingWebhookConfigurationCreate,
  validateValidatingWebhookConfigurationUpdate,
} from './validating-webhook-configuration.validation.ts'
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
  default: defaultValidatingWebhookConfiguration,
  strategy: webhookConfigurationStrategy(),
  columns: validatingWebhookConfigurationColumns,
  validateCreate: validateValidatingWebhookConfigurationCreate,
  validateUpdate: validateValidatingWebhookConfigurationUpdate,
})
export type ValidatingWebhookConfiguration = Instance<typeof ValidatingWebhookConfiguration>
