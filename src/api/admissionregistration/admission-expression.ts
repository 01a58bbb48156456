// What expressions about a request may name, and their types: policies, and the match conditions of policies and webhooks.
// Compiled the same way when they are validated and when they run. Upstream: apiserver pkg/admission/plugin/cel/compile.go,
// composition.go.
import type * as cel from '../../machinery/cel/cel-type.ts'
import {
  bool,
  type CelType,
  dyn,
  int,
  listOf,
  mapOf,
  objectType,
  string,
  timestamp,
} from '../../machinery/cel/cel-type.ts'
import type { CelFunction } from '../../machinery/cel/function.ts'
import { authorizerType, resourceCheckType } from '../../machinery/cel/library/authorizer.ts'
import { type Compiled, compile, type Program } from '../../machinery/cel/program.ts'
import type { StructType } from '../../machinery/cel/scope.ts'

const groupVersionKind = objectType('kubernetes.GroupVersionKind', {
  group: string,
  version: string,
  kind: string,
})
const groupVersionResource = objectType('kubernetes.GroupVersionResource', {
  group: string,
  version: string,
  resource: string,
})
const userInfo = objectType('kubernetes.UserInfo', {
  username: string,
  uid: string,
  groups: listOf(string),
  extra: mapOf(string, listOf(string)),
})
const requestType = objectType('kubernetes.AdmissionRequest', {
  kind: groupVersionKind,
  resource: groupVersionResource,
  subResource: string,
  requestKind: groupVersionKind,
  requestResource: groupVersionResource,
  requestSubResource: string,
  name: string,
  namespace: string,
  operation: string,
  userInfo,
  dryRun: bool,
  options: dyn,
})

const namespaceCondition = objectType('kubernetes.NamespaceCondition', {
  status: string,
  type: string,
  lastTransitionTime: timestamp,
  message: string,
  reason: string,
})
const namespaceType = objectType('kubernetes.Namespace', {
  metadata: objectType('kubernetes.NamespaceMetadata', {
    name: string,
    generateName: string,
    namespace: string,
    labels: mapOf(string, string),
    annotations: mapOf(string, string),
    UID: string,
    creationTimestamp: timestamp,
    deletionGracePeriodSeconds: int,
    deletionTimestamp: timestamp,
    generation: int,
    resourceVersion: string,
    finalizers: listOf(string),
  }),
  spec: objectType('kubernetes.NamespaceSpec', { finalizers: listOf(string) }),
  status: objectType('kubernetes.NamespaceStatus', { conditions: listOf(namespaceCondition), phase: string }),
})

export interface AdmissionScope {
  readonly hasParams: boolean
  readonly hasAuthorizer: boolean
  /** The policy's variables before the expression. */
  readonly variables?: PolicyVariables
  /** Types that stand for `object`, `oldObject` and `params` where they are known (type checking). */
  readonly types?: { readonly object?: CelType; readonly params?: CelType }
  readonly functions?: readonly CelFunction[]
  readonly struct?: (name: string) => StructType | undefined
}

/** A policy's variables, each of which may use those before it. */
export class PolicyVariables {
  readonly #fields = new Map<string, cel.ObjectField>()

  add(name: string, type: CelType): void {
    this.#fields.set(name, { key: name, type })
  }

  get type(): cel.ObjectType {
    return { kind: 'object', name: 'kubernetes.variables', field: (name) => this.#fields.get(name) }
  }
}

export function compileAdmission(
  expression: string,
  scope: AdmissionScope,
  returns: readonly CelType[],
): Compiled {
  const { types = {}, functions, struct } = scope
  const variables = new Map<string, CelType>([
    ['object', types.object ?? dyn],
    ['oldObject', types.object ?? dyn],
    ['namespaceObject', namespaceType],
    ['request', requestType],
  ])
  if (scope.hasParams) variables.set('params', types.params ?? dyn)
  if (scope.hasAuthorizer) {
    variables.set('authorizer', authorizerType)
    variables.set('authorizer.requestResource', resourceCheckType)
  }
  if (scope.variables !== undefined) variables.set('variables', scope.variables.type)
  return compile(expression, {
    variables,
    returns,
    ...(functions && { functions }),
    ...(struct && { struct }),
  })
}

export interface CompiledVariable {
  readonly name: string
  readonly program: Program | undefined
  readonly fault: string | undefined
}

/** Compiles a policy's variables in their order; each joins `scope.variables`. */
export function compileVariables(
  given: readonly { readonly name: string; readonly expression: string }[],
  scope: AdmissionScope & { readonly variables: PolicyVariables },
): CompiledVariable[] {
  return given.map(({ name, expression }) => {
    const { program, fault } = compileAdmission(expression, scope, [dyn])
    scope.variables.add(name, program?.type ?? dyn)
    return { name, program, fault }
  })
}

/** The faults of a match condition's expression, for validation. */
export function matchConditionFaults(hasParams: boolean): (expression: string) => readonly string[] {
  return (expression) => {
    const { fault } = compileAdmission(expression, { hasParams, hasAuthorizer: true }, [bool])
    return fault === undefined ? [] : [fault]
  }
}
