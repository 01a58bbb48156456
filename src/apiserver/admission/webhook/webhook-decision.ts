// What both webhook plugins do around a call: the failure policy, the metrics, the log line.
import type { Logger } from '../../../base/log.ts'
import type { StatusError } from '../../../machinery/status-error.ts'
import type { Authorizer } from '../../authz/authorizer.ts'
import type { Resources } from '../../registry/resources.ts'
import type { CheckedResponse } from './admission-review.ts'
import { type CallContext, callFailure, callHook, type HookCall } from './call-hook.ts'
import type { WebhookMetrics, WebhookType } from './webhook-metrics.ts'

export interface WebhookContext extends CallContext {
  readonly resources: Resources
  readonly authorizer: Authorizer
  readonly metrics: WebhookMetrics
  readonly log: Logger
}

export type Decision =
  | { readonly kind: 'allowed'; readonly response: CheckedResponse }
  /** It failed, and may. */
  | { readonly kind: 'passed' }
  | { readonly kind: 'refused'; readonly error: StatusError }

export async function decide(call: HookCall, context: WebhookContext): Promise<Decision> {
  const { clock, metrics, log } = context
  const { name, failurePolicy } = call.invocation.hook.spec
  const began = clock.monotonic()
  const outcome = await callHook(call, context)
  const type: WebhookType = call.mutating ? 'admit' : 'validating'
  const fact = {
    name,
    type,
    operation: call.subject.request.operation,
    seconds: (clock.monotonic() - began) / 1000,
  }
  if (outcome.kind === 'allowed') {
    metrics.observe({ ...fact, code: 200 })
    return outcome
  }
  if (outcome.kind === 'refused') {
    metrics.observe({ ...fact, code: outcome.error.code, rejection: outcome.cause })
    return { kind: 'refused', error: outcome.error }
  }
  const { code, why } = outcome
  if (failurePolicy === 'Ignore') {
    metrics.observe({ ...fact, code, failedOpen: true })
    log.warn('failed calling webhook, failing open', { webhook: name, why })
    return { kind: 'passed' }
  }
  metrics.observe({ ...fact, code, rejection: 'calling_webhook_error' })
  log.warn('failed calling webhook, failing closed', { webhook: name, why })
  return { kind: 'refused', error: callFailure(name, why) }
}
