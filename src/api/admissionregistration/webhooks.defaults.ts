// What the server fills in of admission webhooks. Upstream: pkg/apis/admissionregistration/v1/defaults.go.
import type { Mutable } from '../../machinery/schema/schema.ts'
import type { MutatingWebhook } from './mutating-webhook-configuration/mutating-webhook-configuration.schema.ts'
import type { ValidatingWebhook } from './validating-webhook-configuration/validating-webhook-configuration.schema.ts'

const servicePort = 443
const timeoutSeconds = 10

export function defaultWebhook(hook: Mutable<MutatingWebhook> | Mutable<ValidatingWebhook>): void {
  hook.failurePolicy ??= 'Fail'
  hook.matchPolicy ??= 'Equivalent'
  hook.namespaceSelector ??= {}
  hook.objectSelector ??= {}
  hook.timeoutSeconds ??= timeoutSeconds
  for (const rule of hook.rules ?? []) rule.scope ??= '*'
  const { service } = hook.clientConfig ?? {}
  if (service !== undefined) service.port ??= servicePort
}
