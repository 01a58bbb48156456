// May this user do that? Authorisers are asked in order; the first opinion counts. Upstream: apiserver
// pkg/authorization/authorizer/interfaces.go.
import type { UserInfo } from '../request/user.ts'

export interface Attributes {
  readonly user: UserInfo
  readonly verb: string
  readonly isResource: boolean
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  /** Of a list or watch. */
  readonly fieldSelector?: string
  /** Of a request that is not for a resource. */
  readonly path: string
}

export interface Decision {
  readonly verdict: 'allow' | 'deny' | 'no opinion'
  readonly reason: string
}

export const allow: Decision = { verdict: 'allow', reason: '' }
export const noOpinion: Decision = { verdict: 'no opinion', reason: '' }

export interface Authorizer {
  authorize(attributes: Attributes): Decision
}

export function firstOpinion(authorizers: readonly Authorizer[]): Authorizer {
  return {
    authorize(attributes) {
      let reason = ''
      for (const authorizer of authorizers) {
        const decision = authorizer.authorize(attributes)
        if (decision.verdict !== 'no opinion') return decision
        if (decision.reason !== '') reason = reason === '' ? decision.reason : `${reason}, ${decision.reason}`
      }
      return reason === '' ? noOpinion : { verdict: 'no opinion', reason }
    },
  }
}

/** Members of a group may do everything. */
export function privilegedGroup(group: string): Authorizer {
  return { authorize: ({ user }) => (user.groups.includes(group) ? allow : noOpinion) }
}
