// Acting as somebody else, where RBAC allows it. Upstream: apiserver pkg/endpoints/filters/impersonation.go.
import { badRequest } from '../../machinery/status-error.ts'
import type { Attributes, Authorizer } from '../authz/authorizer.ts'
import { forbiddenError } from '../authz/forbidden.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { anonymousUser, authenticatedGroup, serviceAccountPrefix, type UserInfo } from '../request/user.ts'
import { userExtra, userValue, userValues } from './user-headers.ts'

const extraPrefix = 'impersonate-extra-'
const authenticationGroup = 'authentication.k8s.io'

interface Asked {
  readonly user: string
  readonly uid: string
  readonly groups: readonly string[]
  readonly extra: Readonly<Record<string, readonly string[]>>
}

export function impersonated(request: ApiRequest, authorizer: Authorizer): UserInfo {
  const asked = askedFor(request)
  if (asked.user === '') {
    throw badRequest('requested impersonation without impersonating a user')
  }
  for (const attributes of needed(request, asked)) {
    const decision = authorizer.authorize(attributes)
    if (decision.verdict !== 'allow') throw forbiddenError(attributes, decision.reason)
  }
  return { name: asked.user, uid: asked.uid, groups: groupsOf(asked), extra: asked.extra }
}

function askedFor({ http }: ApiRequest): Asked {
  return {
    user: userValue(http, 'impersonate-user'),
    uid: userValue(http, 'impersonate-uid'),
    groups: userValues(http, 'impersonate-group'),
    extra: userExtra(http, extraPrefix),
  }
}

function needed(request: ApiRequest, asked: Asked): Attributes[] {
  const base = {
    user: request.user,
    verb: 'impersonate',
    isResource: true,
    version: 'v1',
    subresource: '',
    path: request.info.path,
  }
  const plain = { ...base, group: '', namespace: '' }
  const all: Attributes[] = [userAttributes(plain, asked.user)]
  for (const name of asked.groups) all.push({ ...plain, resource: 'groups', name })
  for (const [key, values] of Object.entries(asked.extra)) {
    for (const name of values)
      all.push({ ...plain, group: authenticationGroup, resource: 'userextras', subresource: key, name })
  }
  if (asked.uid !== '') all.push({ ...plain, group: authenticationGroup, resource: 'uids', name: asked.uid })
  return all
}

function userAttributes(base: Omit<Attributes, 'resource' | 'name'>, user: string): Attributes {
  const account = serviceAccountOf(user)
  if (account === undefined) return { ...base, resource: 'users', name: user }
  return { ...base, resource: 'serviceaccounts', namespace: account.namespace, name: account.name }
}

/** The parts of `system:serviceaccount:NAMESPACE:NAME`. */
export function serviceAccountOf(
  user: string,
): { readonly namespace: string; readonly name: string } | undefined {
  if (!user.startsWith(serviceAccountPrefix)) return undefined
  const [namespace, name, more] = user.slice(serviceAccountPrefix.length).split(':')
  return namespace && name && more === undefined ? { namespace, name } : undefined
}

function groupsOf(asked: Asked): readonly string[] {
  if (asked.user === anonymousUser.name) return anonymousUser.groups
  const account = serviceAccountOf(asked.user)
  const own =
    account !== undefined && asked.groups.length === 0
      ? ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`]
      : asked.groups
  return own.includes(authenticatedGroup) ? own : [...own, authenticatedGroup]
}
