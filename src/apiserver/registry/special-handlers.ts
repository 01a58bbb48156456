// The subresources and virtual resources that have handlers of their own, in one list.
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { must } from '../../base/assert.ts'
import type { Kind } from '../../machinery/kind.ts'
import type { TokenAuthenticator } from '../authn/authenticator.ts'
import type { ServiceAccountTokens } from '../authn/service-account-tokens.ts'
import type { Authorizer } from '../authz/authorizer.ts'
import type { RbacAuthorizer } from '../authz/rbac.ts'
import type { Core } from './core.ts'
import type { VirtualHandlers } from './resource-routes.ts'
import { accessReviews } from './review/access-reviews.ts'
import { identityReviews } from './review/identity-reviews.ts'
import { bindingReview, bindingSubresource } from './subresource/binding.ts'
import { evictionSubresource } from './subresource/eviction.ts'
import { objectModes } from './subresource/object-modes.ts'
import { scaleSubresource } from './subresource/scale.ts'
import { tokenSubresource } from './subresource/token.ts'
import { type SubresourceHandlers, statusSubresource } from './subresources.ts'

export function subresourceHandlers(tokens: ServiceAccountTokens): SubresourceHandlers {
  return new Map([
    ['*/status', statusSubresource],
    ['*/scale', scaleSubresource],
    ['pods/binding', bindingSubresource],
    ['pods/eviction', evictionSubresource],
    ['serviceaccounts/token', tokenSubresource(tokens)],
    ...objectModes,
  ])
}

export interface VirtualOptions {
  readonly core: Core
  readonly authorizer: Authorizer
  readonly rbac: RbacAuthorizer
  readonly tokens: ServiceAccountTokens
  readonly authenticators: readonly TokenAuthenticator[]
}

export function virtualHandlers(options: VirtualOptions): VirtualHandlers {
  const { core, authorizer, rbac, tokens, authenticators } = options
  const pods = must(core.resources.of(Pod as unknown as Kind), 'pods are not served')
  return new Map([
    ['/bindings', bindingReview(core, pods)] as const,
    ...accessReviews(authorizer, rbac),
    ...identityReviews({ serviceAccounts: tokens, tokens: authenticators }),
  ])
}
