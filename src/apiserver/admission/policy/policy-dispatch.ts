// Finds the policies that concern a request, with the parameters of each binding, for both kinds of policies. What cannot be
// found out is a fault, which the policy's failure policy judges. Upstream: apiserver pkg/admission/plugin/policy/generic/
// policy_dispatcher.go.
import type { KubeObject } from '../../../machinery/kind.ts'
import { StatusError } from '../../../machinery/status-error.ts'
import type { Authorizer } from '../../authz/authorizer.ts'
import type { Resources } from '../../registry/resources.ts'
import type { AdmissionReader, AdmissionRequest } from '../admission.ts'
import { shownObjects } from '../webhook/shown-objects.ts'
import type { Invocation } from '../webhook/webhook-matching.ts'
import { type WebhookSubject, webhookSubject } from '../webhook/webhook-subject.ts'
import type { ActivationInput } from './activation.ts'
import type { CompiledPolicy } from './compiled-policy.ts'
import type { PolicyMetrics } from './policy-metrics.ts'
import { collectParams, paramKindFault } from './policy-params.ts'
import type { Binding, Policy } from './policy-source.ts'

export interface PolicyContext {
  readonly resources: Resources
  readonly authorizer: Authorizer
  readonly metrics: PolicyMetrics
}

export interface DispatchContext extends PolicyContext {
  readonly reader: AdmissionReader
}

/** One policy, through one of its bindings, with what it has to be run with. */
export interface Task<P extends KubeObject, C> {
  readonly policy: P
  readonly compiled: C
  readonly binding: Binding
  readonly matched: Pick<Invocation, 'kind' | 'resource' | 'converted'>
  readonly params: readonly (KubeObject | undefined)[]
}

export interface PolicyFault<P extends KubeObject> {
  readonly policy: P
  readonly binding: Binding | undefined
  readonly message: string
}

export interface Plan<P extends KubeObject, C> {
  readonly subject: WebhookSubject
  readonly tasks: readonly Task<P, C>[]
  /** Only of policies that fail closed. */
  readonly faults: readonly PolicyFault<P>[]
}

export function planPolicies<P extends KubeObject, C extends CompiledPolicy>(
  policies: readonly Policy<P, C>[],
  request: AdmissionRequest,
  context: DispatchContext,
): Plan<P, C> {
  const subject = webhookSubject(request)
  const tasks: Task<P, C>[] = []
  const faults: PolicyFault<P>[] = []
  for (const { policy, compiled, bindings } of policies) {
    const fault = (message: string, binding?: Binding): void => {
      const what = binding === undefined ? 'policy' : 'binding'
      if (compiled.failsClosed) {
        faults.push({ policy, binding, message: `failed to configure ${what}: ${message}` })
      }
    }
    const matched = compiled.matcher.match(subject, context)
    if (matched === undefined) continue
    const unusable =
      matched instanceof StatusError ? matched.message : paramKindFault(compiled.paramKind, context.resources)
    if (matched instanceof StatusError || unusable !== undefined) {
      fault(unusable ?? '')
      continue
    }
    for (const { binding, matcher } of bindings) {
      const bound = matcher.match(subject, context)
      if (bound === undefined) continue
      if (bound instanceof StatusError) {
        fault(bound.message, binding)
        continue
      }
      const { paramRef } = binding.spec
      const asked = { paramKind: compiled.paramKind, paramRef, namespace: subject.namespace }
      const found = collectParams(asked, context.resources)
      if (found.fault !== undefined) fault(found.fault, binding)
      else tasks.push({ policy, compiled, binding, matched, params: found.params })
    }
  }
  return { subject, tasks, faults }
}

/** What a task's expressions see, with the object as it is by now. */
export async function inputOf(
  { matched }: Pick<Task<KubeObject, unknown>, 'matched'>,
  subject: WebhookSubject,
  { authorizer, reader }: DispatchContext,
): Promise<Omit<ActivationInput, 'params'>> {
  const shown = await shownObjects(subject.request, matched.converted)
  return { subject, matched, ...shown, authorizer, reader }
}
