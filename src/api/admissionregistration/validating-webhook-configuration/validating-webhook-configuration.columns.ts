// How validating webhook configurations are listed. Upstream: pkg/printers/internalversion/printers.go printValidatingWebhook.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import type { ValidatingWebhookConfiguration } from './validating-webhook-configuration.schema.ts'

export const validatingWebhookConfigurationColumns: readonly Column<ValidatingWebhookConfiguration>[] = [
  nameColumn,
  column<ValidatingWebhookConfiguration>('Webhooks', ({ webhooks = [] }) => webhooks.length, {
    type: 'integer',
  }),
  ageColumn,
]
