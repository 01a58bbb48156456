// What the server fills in of mutating webhook configurations. Upstream: pkg/apis/admissionregistration/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { defaultWebhook } from '../webhooks.defaults.ts'
import type { MutatingWebhookConfiguration } from './mutating-webhook-configuration.schema.ts'

export function defaultMutatingWebhookConfiguration(obj: Mutable<MutatingWebhookConfiguration>): void {
  for (const hook of obj.webhooks ?? []) {
    defaultWebhook(hook)
    hook.reinvocationPolicy ??= 'Never'
  }
}
