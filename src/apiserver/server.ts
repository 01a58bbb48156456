// Puts the API server together from its parts. It listens nowhere: http/ has the listeners, and tests call handle().
import { Registry } from 'prom-client'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import type { Rng } from '../base/rng.ts'
import { TaskGroup } from '../base/task-group.ts'
import type { HttpHandler } from '../machinery/http.ts'
import type { Kind } from '../machinery/kind.ts'
import { requestEntityTooLarge } from '../machinery/status-error.ts'
import type { Store } from '../store/store.ts'
import { AdmissionChain } from './admission/admission-chain.ts'
import { cacheReader } from './admission/cache-reader.ts'
import { createAuthenticator, type TokenAuthenticator } from './authn/authenticator.ts'
import { type StaticToken, staticTokens } from './authn/static-tokens.ts'
import { type Authorizer, firstOpinion, privilegedGroup } from './authz/authorizer.ts'
import { StoreFeed } from './cache/store-feed.ts'
import type { ConnectHandlers } from './connect.ts'
import { defaultLimits, InFlight, type InFlightLimits } from './flow-control/in-flight.ts'
import { createRequestMetrics } from './metrics/request-metrics.ts'
import { createPipeline, type Pipeline } from './pipeline.ts'
import type { Core } from './registry/core.ts'
import { PageSnapshots } from './registry/page-snapshots.ts'
import { resourceRoute } from './registry/resource-routes.ts'
import { Resources } from './registry/resources.ts'
import { statusSubresource } from './registry/subresources.ts'
import type { ApiRequest } from './request/api-request.ts'
import { directHandler } from './request/exchange.ts'
import { mastersGroup } from './request/user.ts'

export interface ApiServerOptions {
  readonly store: Store
  readonly kinds: readonly Kind[]
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  /** Bearer tokens of the parts that run beside the server. */
  readonly tokens?: readonly StaticToken[]
  /** Handlers of exec, logs and the like. */
  readonly connect?: ConnectHandlers
  readonly limits?: InFlightLimits
  readonly audit?: (request: ApiRequest) => void
}

export interface ApiServer {
  /** Requests without a socket. Each handler is one connection. */
  handle(): HttpHandler
  /** What listeners call. */
  readonly pipeline: Pipeline
  readonly core: Core
  /** Reads the store; call once, before run(). */
  start(): Promise<void>
  /** Follows the store until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
}

export function createApiServer(options: ApiServerOptions): ApiServer {
  const { store, clock, rng, log } = options
  const feed = new StoreFeed({ store, clock, log: log.named('cache') })
  const resources = new Resources(options.kinds, { feed, hooks: new Map() })
  const admission = new AdmissionChain([], cacheReader(resources, feed))
  const core: Core = {
    store,
    feed,
    resources,
    admission,
    snapshots: new PageSnapshots(clock),
    clock,
    rng,
    log,
  }
  const tokens: TokenAuthenticator[] = [staticTokens(options.tokens ?? [])]
  const authorizer: Authorizer = firstOpinion([privilegedGroup(mastersGroup)])
  const inFlight = new InFlight(options.limits ?? defaultLimits)
  const registry = new Registry()
  const pipeline = createPipeline({
    core,
    authenticator: createAuthenticator({ clock, tokens }),
    authorizer,
    inFlight,
    metrics: createRequestMetrics({ registry, resources: () => resources, inFlight }),
    resourceRoute: resourceRoute({
      core,
      virtual: new Map(),
      subresources: new Map([['*/status', statusSubresource]]),
    }),
    plainRoute: () => undefined,
    connect: options.connect ?? {},
    anonymousPaths: new Set(),
    audit: options.audit,
  })
  return {
    core,
    pipeline,
    handle: () => directHandler(pipeline.handle, { tooLarge: bodyTooLarge }),
    start: () => feed.load(),
    async run(signal) {
      await using tasks = new TaskGroup({ signal })
      tasks.spawn((stop) => feed.run(stop))
      await tasks.wait()
    },
  }
}

/** Upstream: apiserver pkg/endpoints/handlers/rest.go limitedReadBody. */
export function bodyTooLarge(limit: number): Error {
  return requestEntityTooLarge(`Request entity too large: limit is ${limit}`)
}
