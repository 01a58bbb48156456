// How mutating webhook configurations are listed. Upstream: pkg/printers/internalversion/printers.go printMutatingWebhook.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import type { MutatingWebhookConfiguration } from './mutating-webhook-configuration.schema.ts'

export const mutatingWebhookConfigurationColumns: readonly Column<MutatingWebhookConfiguration>[] = [
  nameColumn,
  column<MutatingWebhookConfiguration>('Webhooks', ({ webhooks = [] }) => webhooks.length, {
    type: 'integer',
  }),
  ageColumn,
]
