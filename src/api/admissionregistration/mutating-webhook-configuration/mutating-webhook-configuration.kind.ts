// MutatingWebhookConfiguration (admissionregistration.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { webhookConfigurationStrategy } from '../webhooks.strategy.ts'
import { mutatingWebhookConfigurationColumns } from './mutating-webhook-configuration.columns.ts'
import { defaultMutatingWebhookConfiguration } from './mutating-webhook-configuration.defaults.ts'
import { mutatingWebhookConfiguration } from './mutating-webhook-configuration.schema.ts'
import {
  validateMutatingWebhookConfigurationCreate,
  validateMutatingWebhookConfigurationUpdate,
} from './mutating-webhook-configuration.validation.ts'
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
  default: defaultMutatingWebhookConfiguration,
  strategy: webhookConfigurationStrategy(),
  columns: mutatingWebhookConfigurationColumns,
  validateCreate: validateMutatingWebhookConfigurationCreate,
  validateUpdate: validateMutatingWebhookConfigurationUpdate,
})
export type MutatingWebhookConfiguration = Instance<typeof MutatingWebhookConfiguration>
