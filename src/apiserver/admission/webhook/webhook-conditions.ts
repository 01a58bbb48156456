// Whether a webhook is asked: its rules and selectors match, and its match conditions, expressions, all hold.
// Upstream: apiserver pkg/admission/plugin/webhook/generic/webhook.go ShouldCallHook, matchconditions/matcher.go.
import { forbidden, StatusError } from '../../../machinery/status-error.ts'
import type { Authorizer } from '../../authz/authorizer.ts'
import { type Condition, compileConditions, matchConditions } from '../policy/match-conditions.ts'
import { shownObjects } from './shown-objects.ts'
import { type Invocation, type MatchContext, matchHook } from './webhook-matching.ts'
import type { WebhookMetrics, WebhookType } from './webhook-metrics.ts'
import type { Hook } from './webhook-source.ts'
import type { WebhookSubject } from './webhook-subject.ts'

export interface ConditionContext extends MatchContext {
  readonly authorizer: Authorizer
  readonly metrics: WebhookMetrics
  readonly type: WebhookType
}

/** The invocation, undefined where the webhook is not to be asked, or why that cannot be said. */
export async function invocationOf(
  hook: Hook,
  subject: WebhookSubject,
  context: ConditionContext,
): Promise<Invocation | StatusError | undefined> {
  const invocation = matchHook(hook, subject, context)
  if (invocation === undefined || invocation instanceof StatusError) return invocation
  const holds = await conditionsHold(invocation, subject, context)
  if (holds instanceof StatusError) return holds
  return holds ? invocation : undefined
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
async function conditionsHold(
  invocation: Invocation,
  subject: WebhookSubject,
  context: ConditionContext,
): Promise<boolean | StatusError> {
  const { hook, converted } = invocation
  const { name, failurePolicy, matchConditions: given = [] } = hook.spec
  if (given.length === 0) return true
  const { authorizer, reader, metrics, type } = context
  const match = matchConditions(conditionsOf(hook), {
    subject,
    matched: invocation,
    ...(await shownObjects(subject.request, converted)),
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
