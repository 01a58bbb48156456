// The match conditions of a webhook: expressions that all have to hold, or it is not asked.
// Upstream: apiserver pkg/admission/plugin/webhook/generic/webhook.go ShouldCallHook, matchconditions/matcher.go.
import { forbidden, type StatusError } from '../../../machinery/status-error.ts'
import type { Authorizer } from '../../authz/authorizer.ts'
import type { AdmissionReader } from '../admission.ts'
import { type Condition, compileConditions, matchConditions } from '../policy/match-conditions.ts'
import { shownObjects } from './admission-review.ts'
import type { Invocation } from './webhook-matching.ts'
import type { WebhookMetrics, WebhookType } from './webhook-metrics.ts'
import type { Hook } from './webhook-source.ts'
import type { WebhookSubject } from './webhook-subject.ts'
import { shownIn } from './webhook-versions.ts'

export interface ConditionContext {
  readonly authorizer: Authorizer
  readonly reader: AdmissionReader
  readonly metrics: WebhookMetrics
}

/** Compiled when a webhook's conditions are first needed. */
const compiled = new WeakMap<Hook, readonly Condition[]>()

function conditionsOf(hook: Hook): readonly Condition[] {
  let conditions = compiled.get(hook)
  if (conditions === undefined) {
    conditions = compileConditions(hook.spec.matchConditions, { hasParams: false })
    compiled.set(hook, conditions)
  }
  return conditions
}

/** Whether the webhook is asked after all; a refusal where that cannot be said and it may not be passed over. */
export async function conditionsHold(
  invocation: Invocation,
  subject: WebhookSubject,
  context: ConditionContext & { readonly type: WebhookType },
): Promise<boolean | StatusError> {
  const { hook, converted } = invocation
  const { name, failurePolicy, matchConditions: given = [] } = hook.spec
  if (given.length === 0) return true
  const { object, oldObject } = shownObjects(subject.request)
  const { authorizer, reader, metrics, type } = context
  const match = matchConditions(conditionsOf(hook), {
    subject,
    matched: invocation,
    object: await shownIn(object, converted),
    oldObject: await shownIn(oldObject, converted),
    authorizer,
    reader,
  })
  if (match.fault === undefined) {
    if (!match.matches) metrics.excluded({ name, type, operation: subject.request.operation })
    return match.matches
  }
  if (failurePolicy === 'Ignore') return false
  const { group, resource } = subject.resource
  return forbidden({ group, resource }, subject.request.name, match.fault)
}
