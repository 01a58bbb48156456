// Faults of validating webhook configurations.
// Upstream: pkg/apis/admissionregistration/validation/validation.go ValidateValidatingWebhookConfiguration.
import type { FieldError } from '../../../machinery/field-error.ts'
import { validateWebhooks, validateWebhooksUpdate } from '../webhooks.validation.ts'
import type { ValidatingWebhookConfiguration } from './validating-webhook-configuration.schema.ts'

/** Of new ones alone: a changed one may keep what it had. */
export function validateValidatingWebhookConfigurationCreate(
  obj: ValidatingWebhookConfiguration,
): FieldError[] {
  return validateWebhooks(obj.webhooks)
}

export function validateValidatingWebhookConfigurationUpdate(
  next: ValidatingWebhookConfiguration,
  old: ValidatingWebhookConfiguration,
): FieldError[] {
  return validateWebhooksUpdate(next.webhooks, old.webhooks)
}
