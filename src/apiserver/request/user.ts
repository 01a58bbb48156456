// Who makes a request, as authentication found out. Shared by all requests of a credential, so that what is derived
// from it (compiled rules) can be remembered per user object.

export interface UserInfo {
  readonly name: string
  readonly uid: string
  readonly groups: readonly string[]
  readonly extra: Readonly<Record<string, readonly string[]>>
}

export const anonymousUser: UserInfo = {
  name: 'system:anonymous',
  uid: '',
  groups: ['system:unauthenticated'],
  extra: {},
}

export const mastersGroup = 'system:masters'
export const nodesGroup = 'system:nodes'
export const authenticatedGroup = 'system:authenticated'
export const serviceAccountPrefix = 'system:serviceaccount:'

/** The user, in system:authenticated as everybody who showed credentials is. */
export function authenticated(user: Omit<UserInfo, 'extra' | 'uid'> & Partial<UserInfo>): UserInfo {
  const groups = user.groups.includes(authenticatedGroup) ? user.groups : [...user.groups, authenticatedGroup]
  return { uid: '', extra: {}, ...user, groups }
}

/** As authentication.k8s.io/v1 UserInfo writes it: without what is empty. */
export function userFields({ name, uid, groups, extra }: UserInfo): object {
  return {
    ...(name !== '' && { username: name }),
    ...(uid !== '' && { uid }),
    ...(groups.length > 0 && { groups }),
    ...(Object.keys(extra).length > 0 && { extra }),
  }
}
