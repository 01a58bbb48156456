// Judges writes by ValidatingAdmissionPolicies. With no policy bound it costs one call.
// Upstream: apiserver pkg/admission/plugin/policy/validating/{plugin,dispatcher}.go.
import { ValidatingAdmissionPolicy } from '../../../../api/admissionregistration/validating-admission-policy/validating-admission-policy.kind.ts'
import { ValidatingAdmissionPolicyBinding } from '../../../../api/admissionregistration/validating-admission-policy-binding/validating-admission-policy-binding.kind.ts'
import type { Kind } from '../../../../machinery/kind.ts'
import { StatusError } from '../../../../machinery/status-error.ts'
import {
  type AdmissionPlugin,
  type AdmissionRequest,
  defineAdmission,
  forbid,
  type Verdict,
} from '../../admission.ts'
import {
  type DispatchContext,
  inputOf,
  type PolicyContext,
  planPolicies,
  type Task,
} from '../../policy/policy-dispatch.ts'
import { isExcluded } from '../../policy/policy-matching.ts'
import { errorOf } from '../../policy/policy-metrics.ts'
import { type Binding, type Policy, policySource } from '../../policy/policy-source.ts'
import { annotate } from '../../webhook/call-hook.ts'
import type { WebhookSubject } from '../../webhook/webhook-subject.ts'
import { compileValidatingPolicy, type Denial, judge, type ValidatingPolicy } from './compiled-policy.ts'

type PolicyTask = Task<ValidatingAdmissionPolicy, ValidatingPolicy>

export function validatingAdmissionPolicy(context: PolicyContext): AdmissionPlugin {
  const policies = policySource<ValidatingAdmissionPolicy, ValidatingPolicy>({
    resources: context.resources,
    policies: ValidatingAdmissionPolicy as unknown as Kind,
    bindings: ValidatingAdmissionPolicyBinding as unknown as Kind,
    compile: compileValidatingPolicy,
  })
  return defineAdmission({
    name: 'ValidatingAdmissionPolicy',
    on: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],
    subresources: '*',
    validate(request, reader) {
      const all = policies()
      if (all.length === 0 || isExcluded(request)) return undefined
      return dispatch(all, request, { ...context, reader })
    },
  })
}

interface Refusal {
  readonly policy: ValidatingAdmissionPolicy
  readonly binding: Binding | undefined
  readonly message: string
  readonly reason: string
}

async function dispatch(
  policies: readonly Policy<ValidatingAdmissionPolicy, ValidatingPolicy>[],
  request: AdmissionRequest,
  context: DispatchContext,
): Promise<Verdict> {
  const { subject, tasks, faults } = planPolicies(policies, request, context)
  const refusals: Refusal[] = faults.map((fault) => ({ ...fault, reason: 'Invalid' }))
  const notes = new Map<string, Set<string>>()
  for (const task of tasks) refusals.push(...(await carryOut(task, { subject, notes }, context)))
  for (const [key, values] of notes) annotate(request, key, [...values].join(', '))
  const [first] = refusals
  return first === undefined ? undefined : refuse(first, request)
}

interface Round {
  readonly subject: WebhookSubject
  /** For the audit log, by key. */
  readonly notes: Map<string, Set<string>>
}

const maxNoteLength = 10 * 1024

async function carryOut(
  task: PolicyTask,
  { subject, notes }: Round,
  context: DispatchContext,
): Promise<Refusal[]> {
  const { policy, compiled, binding } = task
  const input = await inputOf(task, subject, context)
  const refusals: Refusal[] = []
  for (const params of task.params) {
    const { denials, annotations, annotationFaults } = judge(compiled, { ...input, params })
    for (const denial of denials) {
      count(denial, task, context)
      if (enforce(denial, task, subject)) refusals.push({ policy, binding, ...denial })
    }
    for (const message of annotationFaults) refusals.push({ policy, binding, message, reason: 'Invalid' })
    for (const { key, value } of annotations) {
      const full = `${policy.metadata.name}/${key}`
      const values = notes.get(full) ?? new Set()
      notes.set(full, values.add(value.slice(0, maxNoteLength)))
    }
  }
  return refusals
}

const actions: ReadonlyMap<string, 'deny' | 'warn' | 'audit'> = new Map([
  ['Deny', 'deny'],
  ['Warn', 'warn'],
  ['Audit', 'audit'],
])

function count({ fault }: Denial, { policy, binding }: PolicyTask, { metrics }: DispatchContext): void {
  const names = { policy: policy.metadata.name, binding: binding.metadata.name, error: errorOf(fault) }
  for (const given of binding.spec.validationActions ?? []) {
    const action = actions.get(given)
    if (action !== undefined) metrics.validated({ ...names, action })
  }
}

/** Does what the binding says about a denial; true where the request is to be refused. */
function enforce(
  { message, index }: Denial,
  { policy, binding }: PolicyTask,
  subject: WebhookSubject,
): boolean {
  const { validationActions = [] } = binding.spec
  const names = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`
  if (validationActions.includes('Audit')) {
    const failure = {
      message,
      policy: policy.metadata.name,
      binding: binding.metadata.name,
      expressionIndex: index,
      validationActions,
    }
    annotate(
      subject.request,
      'validation.policy.admission.k8s.io/validation_failure',
      JSON.stringify([failure]),
    )
  }
  if (validationActions.includes('Warn')) subject.request.warn(`Validation failed for ${names}: ${message}`)
  return validationActions.includes('Deny')
}

/** Upstream: apiserver pkg/admission/plugin/policy/validating/policy_decision.go reasonToCode. */
const codes: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
  Invalid: 422,
}

function refuse({ policy, binding, message, reason }: Refusal, request: AdmissionRequest): StatusError {
  const through = binding === undefined ? '' : ` with binding '${binding.metadata.name}'`
  const text = `ValidatingAdmissionPolicy '${policy.metadata.name}'${through} denied request: ${message}`
  const { status } = forbid(request, text, [{ message: text }])
  return new StatusError({ ...status, reason, code: codes[reason] ?? 422 })
}
