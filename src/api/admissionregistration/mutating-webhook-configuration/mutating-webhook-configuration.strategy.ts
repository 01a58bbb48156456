// What the server does to mutating webhook configurations: generation counts the changes of the webhooks.
// Upstream: pkg/registry/admissionregistration/mutatingwebhookconfiguration/strategy.go.
import { semanticEqual } from '../../../machinery/equality.ts'
import type { Strategy } from '../../../machinery/kind.ts'
import type { MutatingWebhookConfiguration } from './mutating-webhook-configuration.schema.ts'

export const mutatingWebhookConfigurationStrategy: Strategy<MutatingWebhookConfiguration> = {
  prepareForCreate(next) {
    next.metadata.generation = 1
  },
  prepareForUpdate(next, old) {
    if (!semanticEqual(next.webhooks, old.webhooks))
      next.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  allowUnconditionalUpdate: false,
}
