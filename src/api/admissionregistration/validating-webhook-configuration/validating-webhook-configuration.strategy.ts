// What the server does to validating webhook configurations: generation counts the changes of the webhooks.
// Upstream: pkg/registry/admissionregistration/validatingwebhookconfiguration/strategy.go.
import { semanticEqual } from '../../../machinery/equality.ts'
import type { Strategy } from '../../../machinery/kind.ts'
import type { ValidatingWebhookConfiguration } from './validating-webhook-configuration.schema.ts'

export const validatingWebhookConfigurationStrategy: Strategy<ValidatingWebhookConfiguration> = {
  prepareForCreate(next) {
    next.metadata.generation = 1
  },
  prepareForUpdate(next, old) {
    if (!semanticEqual(next.webhooks, old.webhooks))
      next.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  allowUnconditionalUpdate: false,
}
