// Lets MutatingAdmissionPolicies change a write, one after the other, and again where one asks for it and others changed the
// object since. With no policy bound it costs one call.
// Upstream: apiserver pkg/admission/plugin/policy/mutating/dispatcher.go.
import { MutatingAdmissionPolicy } from '../../../../api/admissionregistration/mutating-admission-policy/mutating-admission-policy.kind.ts'
import { MutatingAdmissionPolicyBinding } from '../../../../api/admissionregistration/mutating-admission-policy-binding/mutating-admission-policy-binding.kind.ts'
import { runtimeCostBudget } from '../../../../machinery/cel/program.ts'
import type { Kind, KubeObject } from '../../../../machinery/kind.ts'
import { StatusError } from '../../../../machinery/status-error.ts'
import {
  type AdmissionPlugin,
  type AdmissionRequest,
  defineAdmission,
  forbid,
  type Verdict,
} from '../../admission.ts'
import { Budget, bindingsOf, OutOfBudget, run } from '../../policy/activation.ts'
import { matchConditions } from '../../policy/match-conditions.ts'
import {
  type DispatchContext,
  inputOf,
  type PolicyContext,
  type PolicyFault,
  planPolicies,
  type Task,
} from '../../policy/policy-dispatch.ts'
import { isExcluded } from '../../policy/policy-matching.ts'
import { errorOf } from '../../policy/policy-metrics.ts'
import { type Policy, policySource } from '../../policy/policy-source.ts'
import { type Reinvocation, reinvocationOf } from '../../reinvocation.ts'
import { takePatched } from '../../webhook/webhook-patch.ts'
import type { WebhookSubject } from '../../webhook/webhook-subject.ts'
import {
  applyMutation,
  type CompiledMutation,
  compileMutatingPolicy,
  type MutatingPolicy,
  type Target,
} from './compiled-policy.ts'

type PolicyTask = Task<MutatingAdmissionPolicy, MutatingPolicy>

export function mutatingAdmissionPolicy(context: PolicyContext): AdmissionPlugin {
  const policies = policySource<MutatingAdmissionPolicy, MutatingPolicy>({
    resources: context.resources,
    policies: MutatingAdmissionPolicy as unknown as Kind,
    bindings: MutatingAdmissionPolicyBinding as unknown as Kind,
    compile: compileMutatingPolicy,
  })
  return defineAdmission({
    name: 'MutatingAdmissionPolicy',
    on: ['CREATE', 'UPDATE', 'CONNECT'],
    subresources: '*',
    mutate(request, reader) {
      const all = policies()
      const asked = request as AdmissionRequest
      if (all.length === 0 || isExcluded(asked)) return undefined
      return dispatch(all, asked, { ...context, reader })
    },
  })
}

type Fault = PolicyFault<MutatingAdmissionPolicy> & { readonly reason: string }

async function dispatch(
  policies: readonly Policy<MutatingAdmissionPolicy, MutatingPolicy>[],
  request: AdmissionRequest,
  context: DispatchContext,
): Promise<Verdict> {
  const { subject, tasks, faults } = planPolicies(policies, request, context)
  const all: Fault[] = faults.map((fault) => ({ ...fault, reason: 'Forbidden' }))
  if (tasks.length > 0) {
    const rounds = reinvocationOf(request)
    if (rounds.isSecond && rounds.differsFromOutput(request.object)) rounds.requireAgain()
    for (const task of tasks) {
      for (const params of task.params)
        all.push(...(await invoke(task, { subject, rounds, params }, context)))
    }
    rounds.keepOutput(request.object)
  }
  return all.length === 0 ? undefined : refuse(all, request)
}

interface Turn {
  readonly subject: WebhookSubject
  readonly rounds: Reinvocation
  readonly params: KubeObject | undefined
}

async function invoke(task: PolicyTask, turn: Turn, context: DispatchContext): Promise<Fault[]> {
  const { policy, compiled, binding } = task
  const { subject, rounds, params } = turn
  const fault = (message: string): Fault[] =>
    compiled.failsClosed ? [{ policy, binding, message, reason: 'Invalid' }] : []
  const match = matchConditions(compiled.conditions, { ...(await inputOf(task, subject, context)), params })
  if (match.fault !== undefined) return fault(match.fault)
  const id = idOf(task, turn)
  if (!match.matches || (rounds.isSecond && !rounds.wantsAgain(id))) return []
  const faults: Fault[] = []
  let changed = false
  for (const mutation of compiled.mutations) {
    const outcome = await mutate(mutation, task, { ...turn, context })
    context.metrics.mutated({
      policy: policy.metadata.name,
      binding: binding.metadata.name,
      error: errorOf(typeof outcome === 'string' ? outcome : undefined),
    })
    if (typeof outcome === 'string') faults.push(...fault(outcome))
    else changed ||= outcome
  }
  if (changed) {
    rounds.requireAgain()
    rounds.changed = true
  }
  if (compiled.reinvoked) rounds.addInvoked(id)
  return faults
}

function idOf({ policy, binding }: PolicyTask, { params }: Turn): string {
  const { namespace = '', name = '' } = params?.metadata ?? {}
  return `policy/${policy.metadata.name}/${binding.metadata.name}/${namespace}/${name}`
}

/** Whether it changed the object, or why it could not. */
async function mutate(
  { patchType, compiled }: CompiledMutation,
  task: PolicyTask,
  turn: Turn & { readonly context: DispatchContext },
): Promise<boolean | string> {
  if (compiled.program === undefined) return compiled.fault
  const { subject, params, context } = turn
  const input = await inputOf(task, subject, context)
  const { object } = input
  if (object === undefined) return false
  const budget = new Budget(runtimeCostBudget)
  const bindings = bindingsOf({ ...input, params, variables: task.compiled.variables }, budget)
  try {
    const { value, fault } = run(compiled.program, bindings, budget)
    if (fault !== undefined) return fault
    const { object: patched, fault: unfit } = applyMutation(patchType, value, targetOf(object, task, subject))
    if (unfit !== undefined) return unfit
    return await takePatched(patched, {
      converted: task.matched.converted,
      subject,
      shown: object,
    })
  } catch (error) {
    if (error instanceof OutOfBudget || error instanceof StatusError) return error.message
    throw error
  }
}

/** Differs: apply configurations change objects of a resource's own kind alone, not the bodies of its subresources. */
function targetOf(object: object, { matched }: PolicyTask, subject: WebhookSubject): Target {
  const { request } = subject
  const kind = matched.converted?.to.kind ?? request.kind
  const isOwn = request.view === undefined && subject.kind.kind === request.kind.kind
  const { group, version } = matched.kind
  return {
    object,
    schema: isOwn ? kind.schema : undefined,
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind: matched.kind.kind,
  }
}

/** Upstream: apiserver pkg/admission/plugin/policy/generic/policy_dispatcher.go. */
function refuse(faults: readonly Fault[], request: AdmissionRequest): StatusError {
  const texts = faults.map(({ policy, binding, message }) => {
    const through = binding === undefined ? '' : ` with binding '${binding.metadata.name}'`
    return `policy '${policy.metadata.name}'${through} denied request: ${message}`
  })
  const causes = texts.map((message) => ({ message }))
  const { status } = forbid(request, '', causes)
  return new StatusError({ ...status, message: texts[0] ?? '', reason: faults[0]?.reason ?? 'Forbidden' })
}
