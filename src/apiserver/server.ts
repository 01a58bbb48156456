// Puts the API server together from its parts. It listens nowhere: http/ has the listeners, and tests call handle().
import { Registry } from 'prom-client'
import { Service } from '../api/core/service/service.kind.ts'
import { defaultFeatureGates, type FeatureGates } from '../api/enablement/feature-gates.ts'
import { must } from '../base/assert.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import type { Rng } from '../base/rng.ts'
import { TaskGroup } from '../base/task-group.ts'
import type { HttpHandler } from '../machinery/http.ts'
import type { Kind } from '../machinery/kind.ts'
import { requestEntityTooLarge } from '../machinery/status-error.ts'
import type { Store } from '../store/store.ts'
import { AdmissionChain } from './admission/admission-chain.ts'
import { admissionReader } from './admission/cache-reader.ts'
import { admissionPlugins } from './admission/plugins.ts'
import { createAuthenticator } from './authn/authenticator.ts'
import { issuerRoutes } from './authn/issuer-routes.ts'
import { createJwtSigner } from './authn/jwt.ts'
import {
  createServiceAccountTokens,
  defaultIssuer,
  type ServiceAccountTokens,
} from './authn/service-account-tokens.ts'
import { type StaticToken, staticTokens } from './authn/static-tokens.ts'
import { firstOpinion, privilegedGroup } from './authz/authorizer.ts'
import { NodeAuthorizer } from './authz/node-authorizer.ts'
import { RbacAuthorizer } from './authz/rbac.ts'
import { RbacObjects } from './authz/rbac-objects.ts'
import { aggregateRoles, runAggregation } from './bootstrap/aggregated-roles.ts'
import { bootstrap } from './bootstrap/bootstrap.ts'
import type { ClusterFacts } from './bootstrap/system-objects.ts'
import { compactHistory } from './cache/compaction.ts'
import { StoreFeed } from './cache/store-feed.ts'
import type { ConnectHandlers } from './connect.ts'
import { defaultLimits, InFlight, type InFlightLimits } from './flow-control/in-flight.ts'
import { observeFeatureGates } from './metrics/feature-gate-metrics.ts'
import { metricsRoute } from './metrics/metrics-route.ts'
import { createRequestMetrics } from './metrics/request-metrics.ts'
import { observeStorage } from './metrics/storage-metrics.ts'
import { createPipeline, type Pipeline } from './pipeline.ts'
import { createPlainRoutes, publicPaths } from './plain-routes.ts'
import type { Core } from './registry/core.ts'
import { JoinedItems } from './registry/joined-items.ts'
import { PageSnapshots } from './registry/page-snapshots.ts'
import { resourceHooks } from './registry/resource-hooks.ts'
import { resourceRoute } from './registry/resource-routes.ts'
import { Resources } from './registry/resources.ts'
import { defaultNodePorts, type PortRange, ServiceAllocator } from './registry/service/service-allocator.ts'
import { subresourceHandlers, virtualHandlers } from './registry/special-handlers.ts'
import type { ApiRequest } from './request/api-request.ts'
import { directHandler } from './request/exchange.ts'
import { mastersGroup } from './request/user.ts'
import { snapshotPath, snapshotRoute } from './snapshot/snapshot-route.ts'

export interface ServiceAccountOptions {
  /** `iss` of the tokens, and the audience that means this server. */
  readonly issuer?: string
  readonly audiences?: readonly string[]
  /** PEM of the key that signs; a new one is made where it is absent. */
  readonly signingKey?: string
  /** PEM of keys that signed before. */
  readonly formerKeys?: readonly string[]
}

export interface ApiServerOptions {
  readonly store: Store
  readonly kinds: readonly Kind[]
  /** Which fields may be used; as upstream has it by default. */
  readonly gates?: FeatureGates
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  /** Bearer tokens of the parts that run beside the server. */
  readonly tokens?: readonly StaticToken[]
  readonly serviceAccounts?: ServiceAccountOptions
  readonly serviceCIDR?: string
  readonly nodePorts?: PortRange
  /** Address and port at which pods and clients reach the server. */
  readonly advertise?: { readonly address: string; readonly port: number }
  /** PEM of the CA that client certificates are checked against, for those who have to know it. */
  readonly clientCA?: string
  /** What /version answers. */
  readonly version?: { readonly major: string; readonly minor: string; readonly gitVersion: string }
  /** Handlers of exec, logs and the like. */
  readonly connect?: ConnectHandlers
  /** Names of admission plugins that are left out. */
  readonly disabledAdmission?: readonly string[]
  readonly limits?: InFlightLimits
  /** Called for every request that has been authenticated. */
  readonly audit?: (request: ApiRequest) => void
}

export interface ApiServer {
  /** Requests without a socket. Each handler is one connection. */
  handle(): HttpHandler
  /** What listeners call. */
  readonly pipeline: Pipeline
  readonly core: Core
  readonly tokens: ServiceAccountTokens
  readonly metrics: Registry
  /** Resolves when the store has been read and the objects of every cluster are there. */
  readonly ready: Promise<void>
  /** Serves from the store until the signal aborts. Call once. */
  run(signal: AbortSignal): Promise<void>
}

export const defaultServiceCIDR = '10.96.0.0/12'
const defaultVersion = { major: '1', minor: '36', gitVersion: 'v1.36.3+wherry.0.1.0' }

export function createApiServer(options: ApiServerOptions): ApiServer {
  const { clock, serviceCIDR = defaultServiceCIDR } = options
  const parts = createParts(options)
  const { core, metrics, pipeline, tokens, allocator, state } = parts
  const facts: ClusterFacts = {
    serviceCIDR,
    apiServiceIP: allocator.apiServiceIP,
    ...(options.advertise && { advertise: options.advertise }),
    ...(options.clientCA !== undefined && { clientCA: options.clientCA }),
  }
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
  ready.catch(() => {})
  return {
    core,
    pipeline,
    metrics,
    tokens,
    ready,
    handle: () => directHandler(pipeline.handle, { tooLarge: bodyTooLarge }),
    async run(signal) {
      try {
        await using tasks = new TaskGroup({ signal })
        await core.feed.load()
        tasks.spawn((stop) => core.feed.run(stop))
        tasks.spawn(async (stop) => {
          await bootstrap(core, facts, stop)
          await aggregateRoles(core, stop)
          state.bootstrapped = true
          resolve()
          await runAggregation(core, stop)
        })
        tasks.spawn((stop) => compactHistory({ store: core.store, clock, log: core.log, signal: stop }))
        await tasks.wait()
      } catch (error) {
        reject(error)
        throw error
      } finally {
        reject(new Error('the API server has stopped'))
      }
    },
  }
}

interface Parts {
  readonly core: Core
  readonly metrics: Registry
  readonly pipeline: Pipeline
  readonly tokens: ServiceAccountTokens
  readonly allocator: ServiceAllocator
  readonly state: { bootstrapped: boolean }
}

function createParts(options: ApiServerOptions): Parts {
  const { store, clock, rng, log, kinds } = options
  const feed = new StoreFeed({ store, clock, log: log.named('cache') })
  const allocator = new ServiceAllocator({
    serviceCIDR: options.serviceCIDR ?? defaultServiceCIDR,
    nodePorts: options.nodePorts ?? defaultNodePorts,
    rng,
  })
  const hooks = resourceHooks(allocator, (name) => resources.find('', 'namespaces')?.cache.find(name))
  const resources: Resources = new Resources(kinds, { feed, hooks, gates: options.gates })
  allocator.follow(must(resources.of(Service as unknown as Kind), 'services are not served').cache)
  const objects = new RbacObjects(resources)
  const rbac = new RbacAuthorizer(objects)
  const authorizer = firstOpinion([privilegedGroup(mastersGroup), new NodeAuthorizer(resources), rbac])
  const disabled = new Set(options.disabledAdmission ?? [])
  const plugins = admissionPlugins({ authorizer, rbac, objects }).filter(({ name }) => !disabled.has(name))
  const admission = new AdmissionChain(plugins, admissionReader(resources, { feed, clock, rng }))
  const core: Core = {
    store,
    feed,
    resources,
    admission,
    snapshots: new PageSnapshots(clock),
    joined: new JoinedItems(),
    clock,
    rng,
    log,
  }
  const tokens = serviceAccountTokens(options, resources)
  const authenticators = [staticTokens(options.tokens ?? [])]
  const inFlight = new InFlight(options.limits ?? defaultLimits)
  const metrics = new Registry()
  observeStorage(metrics, resources)
  observeFeatureGates(metrics, options.gates ?? defaultFeatureGates)
  const state = { bootstrapped: false }
  const version = options.version ?? defaultVersion
  const { address, port } = options.advertise ?? { address: '127.0.0.1', port: 6443 }
  const pipeline = createPipeline({
    core,
    authenticator: createAuthenticator({ clock, tokens: [...authenticators, tokens] }),
    authorizer,
    inFlight,
    metrics: createRequestMetrics({ registry: metrics, resources, inFlight }),
    resourceRoute: resourceRoute({
      core,
      virtual: virtualHandlers({ core, authorizer, rbac, tokens, authenticators }),
      subresources: subresourceHandlers(tokens),
    }),
    plainRoute: createPlainRoutes({
      served: resources,
      address: `${address}:${port}`,
      version,
      checks: [
        { name: 'etcd', fault: () => undefined },
        {
          name: 'poststarthook/rbac/bootstrap-roles',
          on: ['healthz', 'readyz'],
          fault: () => (state.bootstrapped ? undefined : 'not finished'),
        },
      ],
      more: new Map([
        ['/metrics', metricsRoute(metrics)],
        [snapshotPath, snapshotRoute({ store, authorizer, clock })],
        ...issuerRoutes(tokens),
      ]),
    }),
    connect: options.connect ?? {},
    anonymousPaths: publicPaths,
    audit: options.audit,
  })
  return { core, metrics, pipeline, tokens, allocator, state }
}

function serviceAccountTokens(options: ApiServerOptions, resources: Resources): ServiceAccountTokens {
  const { clock, rng, serviceAccounts = {} } = options
  const { issuer = defaultIssuer, signingKey, formerKeys } = serviceAccounts
  const signer = createJwtSigner({
    ...(signingKey !== undefined && { signingKey }),
    ...(formerKeys !== undefined && { formerKeys }),
  })
  return createServiceAccountTokens({
    signer,
    issuer,
    audiences: serviceAccounts.audiences ?? [issuer],
    objects: { find: (plural, key) => resources.find('', plural)?.cache.find(key) },
    clock,
    rng,
  })
}

/** Upstream: apiserver pkg/endpoints/handlers/rest.go limitedReadBody. */
export function bodyTooLarge(limit: number): Error {
  return requestEntityTooLarge(`Request entity too large: limit is ${limit}`)
}
