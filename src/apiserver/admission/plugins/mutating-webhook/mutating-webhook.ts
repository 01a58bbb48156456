// Lets the webhooks of MutatingWebhookConfigurations change a write, one after the other in the order of names.
// Upstream: apiserver pkg/admission/plugin/webhook/mutating/dispatcher.go.
import { MutatingWebhookConfiguration } from '../../../../api/admissionregistration/mutating-webhook-configuration/mutating-webhook-configuration.kind.ts'
import type { Kind } from '../../../../machinery/kind.ts'
import { StatusError } from '../../../../machinery/status-error.ts'
import {
  type AdmissionPlugin,
  type AdmissionReader,
  type AdmissionRequest,
  defineAdmission,
  type Verdict,
} from '../../admission.ts'
import { type Reinvocation, reinvocationOf } from '../../reinvocation.ts'
import { annotate } from '../../webhook/call-hook.ts'
import { shownObjects } from '../../webhook/shown-objects.ts'
import { invocationOf } from '../../webhook/webhook-conditions.ts'
import { type Decision, decide, type WebhookContext } from '../../webhook/webhook-decision.ts'
import type { Invocation } from '../../webhook/webhook-matching.ts'
import { patchObject } from '../../webhook/webhook-patch.ts'
import { type Hook, webhookSource } from '../../webhook/webhook-source.ts'
import { isExempt, type WebhookSubject, webhookSubject } from '../../webhook/webhook-subject.ts'

export function mutatingWebhook(context: WebhookContext): AdmissionPlugin {
  const hooks = webhookSource(context.resources, MutatingWebhookConfiguration as unknown as Kind)
  return defineAdmission({
    name: 'MutatingAdmissionWebhook',
    on: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],
    subresources: '*',
    mutate(request, reader) {
      const all = hooks()
      const asked = request as AdmissionRequest
      if (all.length === 0 || isExempt(asked)) return undefined
      return dispatch(all, asked, { ...context, reader })
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
  let rounds: Reinvocation | undefined
  for (const [index, hook] of hooks.entries()) {
    const invocation = await invocationOf(hook, subject, { ...context, type: 'admit' })
    if (invocation instanceof StatusError) return invocation
    if (invocation === undefined) continue
    rounds ??= openRound(request)
    // The second round calls nobody for the first time.
    if (rounds.isSecond && !rounds.wantsAgain(hook.id)) continue
    const refusal = await invoke({ invocation, subject, index, rounds }, context)
    if (refusal !== undefined) return refusal
  }
  rounds?.keepOutput(request.object)
  return undefined
}

/** What other plugins changed since the first round, all who asked for it see again. */
function openRound(request: AdmissionRequest): Reinvocation {
  const rounds = reinvocationOf(request)
  if (rounds.isSecond && rounds.differsFromOutput(request.object)) rounds.requireAgain()
  return rounds
}

interface Turn {
  readonly invocation: Invocation
  readonly subject: WebhookSubject
  readonly index: number
  readonly rounds: Reinvocation
}

async function invoke(turn: Turn, context: DispatchContext): Promise<Verdict> {
  const { invocation, subject, rounds } = turn
  const { hook, converted } = invocation
  const shown = await shownObjects(subject.request, converted)
  const decision = await decide({ invocation, subject, mutating: true, ...shown }, context)
  const changed = await apply(decision, turn, shown.object)
  note(turn, decision, changed === true)
  if (changed === true) {
    rounds.requireAgain()
    rounds.changed = true
  }
  if (hook.spec.reinvocationPolicy === 'IfNeeded') rounds.addInvoked(hook.id)
  return typeof changed === 'boolean' ? undefined : changed
}

/** Whether the object is another one now, or why the request ends here. */
async function apply(
  decision: Decision,
  turn: Turn,
  shown: object | undefined,
): Promise<boolean | StatusError> {
  if (decision.kind === 'refused') return decision.error
  if (decision.kind === 'passed' || decision.response.patch.length === 0) return false
  return await patchObject(decision.response, { ...turn, shown })
}

/** Upstream: webhookAnnotator. */
function note({ invocation, subject, index, rounds }: Turn, decision: Decision, mutated: boolean): void {
  const { configuration, spec } = invocation.hook
  const at = `round_${rounds.isSecond ? 1 : 0}_index_${index}`
  const { request } = subject
  const text = JSON.stringify({ configuration, webhook: spec.name, mutated })
  annotate(request, `mutation.webhook.admission.k8s.io/${at}`, text)
  if (decision.kind === 'passed')
    annotate(request, `failed-open.mutation.webhook.admission.k8s.io/${at}`, spec.name)
}
