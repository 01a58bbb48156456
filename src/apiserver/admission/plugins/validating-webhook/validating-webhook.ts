// Asks the webhooks of ValidatingWebhookConfigurations whether a write may be, all at once.
// Upstream: apiserver pkg/admission/plugin/webhook/validating/dispatcher.go.
// Differs: where several refuse, the answer is that of the first in order, upstream's that of the quickest.
import { ValidatingWebhookConfiguration } from '../../../../api/admissionregistration/validating-webhook-configuration/validating-webhook-configuration.kind.ts'
import type { Kind } from '../../../../machinery/kind.ts'
import { StatusError } from '../../../../machinery/status-error.ts'
import {
  type AdmissionPlugin,
  type AdmissionReader,
  type AdmissionRequest,
  defineAdmission,
  type Verdict,
} from '../../admission.ts'
import { shownObjects } from '../../webhook/shown-objects.ts'
import { invocationOf } from '../../webhook/webhook-conditions.ts'
import { type Decision, decide, type WebhookContext } from '../../webhook/webhook-decision.ts'
import type { Invocation } from '../../webhook/webhook-matching.ts'
import { type Hook, webhookSource } from '../../webhook/webhook-source.ts'
import { isExempt, type WebhookSubject, webhookSubject } from '../../webhook/webhook-subject.ts'

export function validatingWebhook(context: WebhookContext): AdmissionPlugin {
  const hooks = webhookSource(context.resources, ValidatingWebhookConfiguration as unknown as Kind)
  return defineAdmission({
    name: 'ValidatingAdmissionWebhook',
    on: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],
    subresources: '*',
    validate(request, reader) {
      const all = hooks()
      if (all.length === 0 || isExempt(request)) return undefined
      return dispatch(all, request, { ...context, reader })
    },
  })
}

type DispatchContext = WebhookContext & { readonly reader: AdmissionReader }

async function dispatch(
  hooks: readonly Hook[],
  request: AdmissionRequest,
  context: DispatchContext,
): Promise<Verdict> {
  const subject = webhookSubject(request)
  const invocations: Invocation[] = []
  for (const hook of hooks) {
    const invocation = await invocationOf(hook, subject, { ...context, type: 'validating' })
    if (invocation instanceof StatusError) return invocation
    if (invocation !== undefined) invocations.push(invocation)
  }
  const decisions = await Promise.all(invocations.map((invocation) => ask(invocation, subject, context)))
  return decisions.find((decision) => decision.kind === 'refused')?.error
}

async function ask(
  invocation: Invocation,
  subject: WebhookSubject,
  context: DispatchContext,
): Promise<Decision> {
  const shown = await shownObjects(subject.request, invocation.converted)
  return await decide({ invocation, subject, mutating: false, ...shown }, context)
}
