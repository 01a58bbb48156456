// Asking whether somebody may do something: authorizer.group('').resource('pods').check('create').allowed(). Who answers is
// handed in with the value. Upstream: apiserver pkg/cel/library/authz.go.
import { isDNS1123Label, isDNS1123Subdomain } from '../../names/validation.ts'
import { EvalFault } from '../cel-fault.ts'
import { opaque } from '../cel-type.ts'
import { sizeOf } from '../equality.ts'
import { type CelFunction, type Cost, fn } from '../function.ts'
import { OpaqueValue } from '../values.ts'
import { walkCost } from './operators.ts'

export interface AccessUser {
  readonly name: string
  readonly uid: string
  readonly groups: readonly string[]
  readonly extra: Readonly<Record<string, readonly string[]>>
}

export interface AccessQuestion {
  readonly user: AccessUser
  readonly verb: string
  /** Of a request that is for no resource. */
  readonly path?: string
  readonly resource?: ResourceName
}

export interface ResourceName {
  readonly group: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly fieldSelector?: string
  readonly labelSelector?: string
}

export interface AccessAnswer {
  readonly allowed: boolean
  readonly reason: string
}

export type Ask = (question: AccessQuestion) => AccessAnswer

const prefix = 'kubernetes.authorization'
export const authorizerType = opaque(`${prefix}.Authorizer`)
export const resourceCheckType = opaque(`${prefix}.ResourceCheck`)

export class AuthorizerValue extends OpaqueValue {
  readonly typeName = `${prefix}.Authorizer`
  readonly user: AccessUser
  readonly ask: Ask

  constructor(user: AccessUser, ask: Ask) {
    super()
    this.user = user
    this.ask = ask
  }
}

class PathCheck extends OpaqueValue {
  readonly typeName = `${prefix}.PathCheck`
  readonly authorizer: AuthorizerValue
  readonly path: string

  constructor(authorizer: AuthorizerValue, path: string) {
    super()
    this.authorizer = authorizer
    this.path = path
  }
}

class GroupCheck extends OpaqueValue {
  readonly typeName = `${prefix}.GroupCheck`
  readonly authorizer: AuthorizerValue
  readonly group: string

  constructor(authorizer: AuthorizerValue, group: string) {
    super()
    this.authorizer = authorizer
    this.group = group
  }
}

export class ResourceCheck extends OpaqueValue {
  readonly typeName = `${prefix}.ResourceCheck`
  readonly authorizer: AuthorizerValue
  readonly resource: ResourceName

  constructor(authorizer: AuthorizerValue, resource: ResourceName) {
    super()
    this.authorizer = authorizer
    this.resource = resource
  }

  with(more: Partial<ResourceName>): ResourceCheck {
    return new ResourceCheck(this.authorizer, { ...this.resource, ...more })
  }
}

class Decision extends OpaqueValue {
  readonly typeName = `${prefix}.Decision`
  readonly answer: AccessAnswer

  constructor(answer: AccessAnswer) {
    super()
    this.answer = answer
  }
}

function notEmpty(text: string, what: string): string {
  if (text.trim() === '') throw new EvalFault(`${what} must not be empty`)
  return text
}

function serviceAccount(authorizer: AuthorizerValue, namespace: string, name: string): AuthorizerValue {
  if (isDNS1123Subdomain(name).length > 0) throw new EvalFault('Invalid service account name')
  if (isDNS1123Label(namespace).length > 0) throw new EvalFault('Invalid service account namespace')
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated']
  const user = { name: `system:serviceaccount:${namespace}:${name}`, uid: '', groups, extra: {} }
  return new AuthorizerValue(user, authorizer.ask)
}

const narrowed = (name: keyof ResourceName, cost?: Cost): CelFunction =>
  fn(
    name,
    {
      [`${prefix}.ResourceCheck.(string) -> ${prefix}.ResourceCheck`]: (check: ResourceCheck, text: string) =>
        check.with({ [name]: text }),
    },
    cost,
  )

/** A list, the text, and a list and a struct for each requirement, which is two characters at the least. */
const selectorCost: Cost = ([, text]) =>
  10 + walkCost(text) + Math.ceil(Math.ceil(sizeOf(text ?? null) * 0.5) * 50)

/** Two checks an expression. */
const checkCost = 350_000

export const authorizer: readonly CelFunction[] = [
  fn('path', {
    [`${prefix}.Authorizer.(string) -> ${prefix}.PathCheck`]: (given: AuthorizerValue, path: string) =>
      new PathCheck(given, notEmpty(path, 'path')),
  }),
  fn('group', {
    [`${prefix}.Authorizer.(string) -> ${prefix}.GroupCheck`]: (given: AuthorizerValue, group: string) =>
      new GroupCheck(given, group),
  }),
  fn('serviceAccount', {
    [`${prefix}.Authorizer.(string, string) -> ${prefix}.Authorizer`]: serviceAccount,
  }),
  fn('resource', {
    [`${prefix}.GroupCheck.(string) -> ${prefix}.ResourceCheck`]: (check: GroupCheck, resource: string) =>
      new ResourceCheck(check.authorizer, {
        group: check.group,
        resource: notEmpty(resource, 'resource'),
        subresource: '',
        namespace: '',
        name: '',
      }),
  }),
  narrowed('subresource'),
  narrowed('namespace'),
  narrowed('name'),
  narrowed('fieldSelector', selectorCost),
  narrowed('labelSelector', selectorCost),
  fn(
    'check',
    {
      [`${prefix}.PathCheck.(string) -> ${prefix}.Decision`]: (check: PathCheck, verb: string) => {
        const { user, ask } = check.authorizer
        return new Decision(ask({ user, verb, path: check.path }))
      },
      [`${prefix}.ResourceCheck.(string) -> ${prefix}.Decision`]: (check: ResourceCheck, verb: string) => {
        const { user, ask } = check.authorizer
        return new Decision(ask({ user, verb, resource: check.resource }))
      },
    },
    () => checkCost,
  ),
  fn('allowed', { [`${prefix}.Decision.() -> bool`]: ({ answer }: Decision) => answer.allowed }),
  fn('reason', { [`${prefix}.Decision.() -> string`]: ({ answer }: Decision) => answer.reason }),
  // Our authorisers decide; they do not fail.
  fn('errored', { [`${prefix}.Decision.() -> bool`]: () => false }),
  fn('error', { [`${prefix}.Decision.() -> string`]: () => '' }),
]
