// Faults of mutating webhook configurations.
// Upstream: pkg/apis/admissionregistration/validation/validation.go ValidateMutatingWebhookConfiguration.
import type { FieldError } from '../../../machinery/field-error.ts'
import { validateWebhooks, validateWebhooksUpdate } from '../webhooks.validation.ts'
import type { MutatingWebhookConfiguration } from './mutating-webhook-configuration.schema.ts'

/** Of new ones alone: a changed one may keep what it had. */
export function validateMutatingWebhookConfigurationCreate(obj: MutatingWebhookConfiguration): FieldError[] {
  return validateWebhooks(obj.webhooks)
}

export function validateMutatingWebhookConfigurationUpdate(
  next: MutatingWebhookConfiguration,
  old: MutatingWebhookConfiguration,
): FieldError[] {
  return validateWebhooksUpdate(next.webhooks, old.webhooks)
}
