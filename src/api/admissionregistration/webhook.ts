// A webhook of either kind. Only mutating ones are asked again.
import type { MutatingWebhook } from './mutating-webhook-configuration/mutating-webhook-configuration.schema.ts'
import type { ValidatingWebhook } from './validating-webhook-configuration/validating-webhook-configuration.schema.ts'

export type Webhook = ValidatingWebhook & Pick<MutatingWebhook, 'reinvocationPolicy'>
