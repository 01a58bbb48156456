// GET /snapshot: the whole store as one stream, for backups. It shows everything there is, Secrets included, so the path
// alone is not enough to be allowed: whoever asks must be allowed everything else too.
import type { Clock } from '../../base/clock.ts'
import { snapshotBytes } from '../../store/snapshot-file/snapshot-writer.ts'
import type { Store } from '../../store/store.ts'
import type { Attributes, Authorizer } from '../authz/authorizer.ts'
import { forbiddenError } from '../authz/forbidden.ts'
import type { RouteHandler } from '../pipeline.ts'
import type { ApiRequest } from '../request/api-request.ts'

export const snapshotPath = '/snapshot'

export function snapshotRoute(options: {
  readonly store: Store
  readonly authorizer: Authorizer
  readonly clock: Clock
}): RouteHandler {
  const { store, authorizer, clock } = options
  return async (request) => {
    const everything = allOf(request)
    const { verdict, reason } = authorizer.authorize(everything)
    if (verdict !== 'allow') throw forbiddenError(everything, reason)
    return {
      status: 200,
      headers: { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' },
      body: snapshotBytes(store.export(), { createdMs: clock.now() }),
    }
  }
}

function allOf({ user }: ApiRequest): Attributes {
  const all = '*'
  return {
    user,
    verb: all,
    isResource: true,
    group: all,
    version: all,
    resource: all,
    subresource: '',
    namespace: '',
    name: '',
    path: '',
  }
}
