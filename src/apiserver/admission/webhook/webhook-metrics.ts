// How often webhooks are asked, how long they take, and what comes of it. Upstream: apiserver pkg/admission/metrics/metrics.go.
import type { Registry } from 'prom-client'
import Counter from 'prom-client/lib/counter.js'
import Histogram from 'prom-client/lib/histogram.js'

export type WebhookType = 'admit' | 'validating'
export type RejectionCause = 'calling_webhook_error' | 'apiserver_internal_error' | 'no_error'

export interface WebhookCallFact {
  readonly name: string
  readonly type: WebhookType
  readonly operation: string
  readonly seconds: number
  /** Of the answer, or of the failure. */
  readonly code: number
  /** Why the request was refused; absent where it was not. */
  readonly rejection?: RejectionCause | undefined
  readonly failedOpen?: boolean
}

export interface WebhookMetrics {
  observe(fact: WebhookCallFact): void
  excluded(fact: { readonly name: string; readonly type: WebhookType; readonly operation: string }): void
}

/** Codes above that are all counted as one: labels must not grow without bound. */
const maxCode = 600

export function createWebhookMetrics(registry: Registry): WebhookMetrics {
  const registers = [registry]
  const duration = new Histogram({
    name: 'apiserver_admission_webhook_admission_duration_seconds',
    help: 'Latency of admission webhooks in seconds, by name, operation and type (admit or validating).',
    labelNames: ['name', 'type', 'operation', 'rejected'],
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 25],
    registers,
  })
  const total = new Counter({
    name: 'apiserver_admission_webhook_request_total',
    help: 'Calls of admission webhooks by name, type, operation, code and whether the request was refused.',
    labelNames: ['name', 'type', 'operation', 'code', 'rejected'],
    registers,
  })
  const rejections = new Counter({
    name: 'apiserver_admission_webhook_rejection_count',
    help: 'Requests refused by admission webhooks, or because one failed.',
    labelNames: ['name', 'type', 'operation', 'error_type', 'rejection_code'],
    registers,
  })
  const failOpen = new Counter({
    name: 'apiserver_admission_webhook_fail_open_count',
    help: 'Requests let pass although an admission webhook failed.',
    labelNames: ['name', 'type'],
    registers,
  })
  const exclusions = new Counter({
    name: 'apiserver_admission_match_condition_exclusions_total',
    help: 'Requests that match conditions kept from webhooks and policies.',
    labelNames: ['name', 'kind', 'type', 'operation'],
    registers,
  })
  return {
    observe({ name, type, operation, seconds, code, rejection, failedOpen }) {
      const rejected = String(rejection !== undefined)
      const shown = String(Math.min(code, maxCode))
      duration.observe({ name, type, operation, rejected }, seconds)
      total.inc({ name, type, operation, code: shown, rejected })
      if (rejection !== undefined)
        rejections.inc({ name, type, operation, error_type: rejection, rejection_code: shown })
      if (failedOpen === true) failOpen.inc({ name, type })
    },
    excluded: ({ name, type, operation }) => exclusions.inc({ name, kind: 'webhook', type, operation }),
  }
}
