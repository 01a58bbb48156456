// TokenReview and SelfSubjectReview: who is that? Upstream: pkg/registry/authentication.
import type { SelfSubjectReview } from '../../../api/authentication/self-subject-review/self-subject-review.kind.ts'
import type { TokenReview } from '../../../api/authentication/token-review/token-review.kind.ts'
import { badRequest } from '../../../machinery/status-error.ts'
import type { TokenAuthenticator } from '../../authn/authenticator.ts'
import type { ServiceAccountTokens } from '../../authn/service-account-tokens.ts'
import { userFields } from '../../request/user.ts'
import type { VirtualHandlers } from '../resource-routes.ts'
import { answerReview } from './review-answer.ts'

export function identityReviews(options: {
  readonly serviceAccounts: ServiceAccountTokens
  /** Authenticators of tokens that have no audience. */
  readonly tokens: readonly TokenAuthenticator[]
}): VirtualHandlers {
  return new Map([
    [
      'authentication.k8s.io/tokenreviews',
      (request, kind) => answerReview<TokenReview>(request, kind, (review) => reviewToken(review, options)),
    ],
    [
      'authentication.k8s.io/selfsubjectreviews',
      (request, kind) =>
        answerReview<SelfSubjectReview>(request, kind, () => ({ userInfo: userFields(request.user) })),
    ],
  ] satisfies [string, NonNullable<ReturnType<VirtualHandlers['get']>>][])
}

async function reviewToken(
  review: TokenReview,
  options: { readonly serviceAccounts: ServiceAccountTokens; readonly tokens: readonly TokenAuthenticator[] },
): Promise<unknown> {
  const { serviceAccounts, tokens } = options
  const { token = '', audiences = [] } = review.spec
  if (token === '') throw badRequest('token is required for TokenReview in authentication')
  const wanted = audiences.length > 0 ? audiences : serviceAccounts.audiences
  const checked = serviceAccounts.check(token, wanted)
  if (checked !== undefined)
    return { authenticated: true, user: userFields(checked.user), audiences: checked.audiences }
  for (const authenticator of tokens) {
    const user = await authenticator.authenticate(token)
    const matching = wanted.filter((name) => serviceAccounts.audiences.includes(name))
    if (user !== undefined && matching.length > 0) {
      return { authenticated: true, user: userFields(user), audiences: matching }
    }
  }
  return { user: {}, error: 'invalid bearer token' }
}
