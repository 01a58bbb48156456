// What expressions about one request see, and what they may still spend. Values are made when an expression names them.
// Upstream: apiserver pkg/admission/plugin/cel/activation.go, condition.go, pkg/admission/plugin/webhook/accessors.go.
import type { CompiledVariable } from '../../../api/admissionregistration/admission-expression.ts'
import { Namespace } from '../../../api/core/namespace/namespace.kind.ts'
import { EvalFault } from '../../../machinery/cel/cel-fault.ts'
import { type Ask, AuthorizerValue, ResourceCheck } from '../../../machinery/cel/library/authorizer.ts'
import { evaluate, type Program } from '../../../machinery/cel/program.ts'
import { CelObject, type Value } from '../../../machinery/cel/values.ts'
import type { KubeObject } from '../../../machinery/kind.ts'
import type { Attributes, Authorizer } from '../../authz/authorizer.ts'
import { userFields } from '../../request/user.ts'
import type { CacheReader } from '../admission.ts'
import { operationOptions } from '../webhook/operation-options.ts'
import type { Invocation } from '../webhook/webhook-matching.ts'
import type { WebhookSubject } from '../webhook/webhook-subject.ts'

export interface ActivationInput {
  readonly subject: WebhookSubject
  /** Kind and resource as they were matched. */
  readonly matched: Pick<Invocation, 'kind' | 'resource'>
  readonly object: object | undefined
  readonly oldObject: object | undefined
  readonly params?: KubeObject | undefined
  readonly variables?: readonly CompiledVariable[]
  readonly authorizer: Authorizer
  readonly reader: CacheReader
}

export type Bindings = Readonly<Record<string, unknown>>

/** An expression's value, or what went wrong with it. */
export type Outcome =
  | { readonly value: Value; readonly fault?: undefined }
  | { readonly fault: string; readonly value?: undefined }

/** There is nothing left to spend: whatever else is to be run is not. */
export class OutOfBudget extends Error {
  override readonly name = 'OutOfBudget'

  constructor() {
    super('validation failed due to running out of cost budget, no further validation rules will be run')
  }
}

/** A sum that several expressions share. */
export class Budget {
  #left: number

  constructor(left: number) {
    this.#left = left
  }

  get left(): number {
    return this.#left
  }

  /** Throws OutOfBudget. */
  spend(cost: number): void {
    if (cost > this.#left) {
      this.#left = -1
      throw new OutOfBudget()
    }
    this.#left -= cost
  }
}

/** Throws OutOfBudget. */
export function run(program: Program, bindings: Bindings, budget: Budget): Outcome {
  const result = evaluate(program, bindings)
  budget.spend(result.cost)
  if (result.fault === undefined) return { value: result.value }
  return { fault: `expression '${program.expression}' resulted in error: ${result.fault}` }
}

export function bindingsOf(input: ActivationInput, budget: Budget): Bindings {
  const { object, oldObject, params, variables } = input
  const bindings: Record<string, unknown> = {
    object: object ?? null,
    oldObject: oldObject ?? null,
    params: params ?? null,
    request: () => requestOf(input),
    namespaceObject: () => namespaceOf(input),
    authorizer: () => authorizerOf(input),
    'authorizer.requestResource': () => requestResourceOf(input),
  }
  if (variables !== undefined) bindings.variables = new Variables(variables, { bindings, budget })
  return bindings
}

/** Each is worked out once, when it is first named. Upstream: apiserver pkg/admission/plugin/cel/composition.go. */
class Variables extends CelObject {
  readonly typeName = 'kubernetes.variables'
  readonly #compiled: ReadonlyMap<string, CompiledVariable>
  readonly #known = new Map<string, Outcome>()
  readonly #context: { readonly bindings: Bindings; readonly budget: Budget }

  constructor(
    compiled: readonly CompiledVariable[],
    context: { readonly bindings: Bindings; readonly budget: Budget },
  ) {
    super()
    this.#compiled = new Map(compiled.map((variable) => [variable.name, variable]))
    this.#context = context
  }

  get(name: string): Value | undefined {
    const variable = this.#compiled.get(name)
    if (variable === undefined) return undefined
    let outcome = this.#known.get(name)
    if (outcome === undefined) {
      outcome = this.#evaluate(variable)
      this.#known.set(name, outcome)
    }
    if (outcome.fault !== undefined) throw new EvalFault(outcome.fault)
    return outcome.value
  }

  fields(): readonly string[] {
    return [...this.#compiled.keys()]
  }

  #evaluate({ name, program, fault }: CompiledVariable): Outcome {
    const what = `composited variable ${JSON.stringify(name)}`
    if (program === undefined) return { fault: `${what} fails to compile: ${fault}` }
    const result = evaluate(program, this.#context.bindings)
    this.#context.budget.spend(result.cost)
    if (result.fault !== undefined) return { fault: `${what} fails to evaluate: ${result.fault}` }
    return { value: result.value }
  }
}

/** What is empty is not there, as in upstream's JSON: has(request.subResource). */
function requestOf({ subject, matched }: ActivationInput): object {
  const { request, namespace } = subject
  const { name, subresource, operation, dryRun } = request
  const options = operationOptions(request)
  return {
    kind: matched.kind,
    resource: matched.resource,
    requestKind: subject.kind,
    requestResource: subject.resource,
    ...(subresource !== '' && { subResource: subresource, requestSubResource: subresource }),
    ...(name !== '' && { name }),
    ...(namespace !== '' && { namespace }),
    operation,
    userInfo: userFields(request.user),
    dryRun,
    ...(options && { options }),
  }
}

/** Null for what lies in no namespace, namespaces themselves among it. */
function namespaceOf({ subject, reader }: ActivationInput): object | null {
  if (subject.isNamespace || subject.namespace === '') return null
  const found = reader.get(Namespace, { name: subject.namespace })
  if (found === undefined) return null
  const { uid, ...metadata } = found.metadata
  return { metadata: { ...metadata, UID: uid }, spec: found.spec, status: found.status }
}

function authorizerOf({ subject, authorizer }: ActivationInput): AuthorizerValue {
  return new AuthorizerValue(subject.request.user, askOf(authorizer))
}

function requestResourceOf(input: ActivationInput): ResourceCheck {
  const { request, resource } = input.subject
  return new ResourceCheck(authorizerOf(input), {
    group: resource.group,
    resource: resource.resource,
    subresource: request.subresource,
    namespace: request.namespace,
    name: request.name,
  })
}

/** Differs: a label selector is not handed on, since no authoriser here looks at one. */
function askOf(authorizer: Authorizer): Ask {
  return ({ user, verb, path = '', resource }) => {
    const { group = '', resource: plural = '', subresource = '', namespace = '', name = '' } = resource ?? {}
    const attributes: Attributes = {
      ...{ user, verb, isResource: resource !== undefined, group, version: '*', resource: plural },
      ...{ subresource, namespace, name, path },
      ...(resource?.fieldSelector !== undefined && { fieldSelector: resource.fieldSelector }),
    }
    const { verdict, reason } = authorizer.authorize(attributes)
    return { allowed: verdict === 'allow', reason }
  }
}
