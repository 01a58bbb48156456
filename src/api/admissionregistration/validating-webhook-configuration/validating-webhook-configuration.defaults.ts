// What the server fills in of validating webhook configurations. Upstream: pkg/apis/admissionregistration/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { defaultWebhook } from '../webhooks.defaults.ts'
import type { ValidatingWebhookConfiguration } from './validating-webhook-configuration.schema.ts'

export function defaultValidatingWebhookConfiguration(obj: Mutable<ValidatingWebhookConfiguration>): void {
  for (const hook of obj.webhooks ?? []) {
    defaultWebhook(hook)
  }
}
