// Puts the API server together from its parts. It listens nowhere: http/ has the listeners, and tests call handle().
import type { Registry as MetricsRegistry } from 'prom-client'
import Registry from 'prom-client/lib/registry.js'
import { CustomResourceDefinition } from '../api/apiextensions/custom-resource-definition/custom-resource-definition.kind.ts'
import { Service } from '../api/core/service/service.kind.ts'
import { defaultFeatureGates, type FeatureGates } from '../api/enablement/feature-gates.ts'
import { onAbort, orAbort } from '../base/abort.ts'
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
import { withAdmission } from './admission/admit-connect.ts'
import { admissionReader } from './admission/cache-reader.ts'
import { chargeWriter } from './admission/plugins/resource-quota/write-charge.ts'
import { admissionPlugins } from './admission/plugins.ts'
import { createPolicyMetrics } from './admission/policy/policy-metrics.ts'
import { createWebhookMetrics } from './admission/webhook/webhook-metrics.ts'
import { createAggregationMetrics } from './aggregation/aggregation-metrics.ts'
import { Aggregator } from './aggregation/aggregator.ts'
import { withAggregatedDiscovery } from './aggregation/discovery-routes.ts'
import type { AuditContext, Auditor } from './audit/auditor.ts'
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
import { CustomResources } from './crd/custom-resources.ts'
import { runDefinitions } from './crd/definition-controller.ts'
import { definitionHooks } from './crd/definition-status.ts'
import { withProtobufDiscovery } from './discovery/discovery-protobuf.ts'
import { defaultLimits, type FlowControl, type InFlightLimits } from './flow-control/flow-control.ts'
import { flowDumps } from './flow-control/flow-dumps.ts'
import { observeFlowControl } from './flow-control/flow-metrics.ts'
import { runFlowControl, tellFlowStatus } from './flow-control/maintain-configuration.ts'
import { servedFlowControl } from './flow-control/served-flow-control.ts'
import { newStartState, type StartState, serverChecks } from './health/server-checks.ts'
import { observeFeatureGates } from './metrics/feature-gate-metrics.ts'
import { metricsRoute } from './metrics/metrics-route.ts'
import { createRequestMetrics } from './metrics/request-metrics.ts'
import { observeStorage } from './metrics/storage-metrics.ts'
import { callWebhook } from './outbound/call-webhook.ts'
import { Outbound, type OutboundOptions } from './outbound/outbound.ts'
import { serviceCaches } from './outbound/service-caches.ts'
import { resolveService } from './outbound/service-resolver.ts'
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
import { trimCaches } from './registry/trim-caches.ts'
import { directHandler } from './request/exchange.ts'
import { defaultRequestTimeoutMs, RequestDeadlines } from './request/request-deadlines.ts'
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
  /** Who this server is to the servers behind API services, and the authority by which they know it. */
  readonly frontProxy?: { readonly ca: string; readonly cert: string; readonly key: string }
  /** What /version answers. */
  readonly version?: { readonly major: string; readonly minor: string; readonly gitVersion: string }
  /** Handlers of exec, logs and the like. */
  readonly connect?: ConnectHandlers
  /** Where calls to services of the cluster go instead of their endpoints: a tunnel, or a test's own servers. */
  readonly route?: OutboundOptions['route']
  /** Names of admission plugins that are left out. */
  readonly disabledAdmission?: readonly string[]
  readonly limits?: InFlightLimits
  /** How long a request may take that is no watch and no terminal. */
  readonly requestTimeoutMs?: number
  /** Makes what audits requests; nothing is audited where it is absent. */
  readonly auditing?: (context: AuditContext) => Auditor
}

export interface ApiServer {
  /** Requests without a socket. Each handler is one connection. */
  handle(): HttpHandler
  /** What listeners call. */
  readonly pipeline: Pipeline
  readonly core: Core
  readonly tokens: ServiceAccountTokens
  readonly metrics: MetricsRegistry
  /** Resolves when the store has been read and the objects of every cluster are there. */
  readonly ready: Promise<void>
  /** Serves from the store until the signal aborts. Call once. */
  run(signal: AbortSignal): Promise<void>
}

/** How long a conversion webhook may take. */
const conversionMs = 30_000
const neverAborted = new AbortController().signal
export const defaultServiceCIDR = '10.96.0.0/12'
const defaultVersion = { major: '1', minor: '36', gitVersion: 'v1.36.3+wherry.0.1.0' }

export function createApiServer(options: ApiServerOptions): ApiServer {
  const { clock, serviceCIDR = defaultServiceCIDR } = options
  const parts = createParts(options)
  const { core, metrics, pipeline, tokens, allocator, outbound, state, flowControl, deadlines } = parts
  const { custom, aggregator, auditor } = parts
  const facts: ClusterFacts = {
    serviceCIDR,
    apiServiceIP: allocator.apiServiceIP,
    ...(options.advertise && { advertise: options.advertise }),
    ...(options.clientCA !== undefined && { clientCA: options.clientCA }),
    ...(options.frontProxy && { requestHeaderCA: options.frontProxy.ca }),
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
        using _stopping = onAbort(signal, () => (state.stopping = true))
        await core.feed.load()
        tasks.spawn((stop) => core.feed.run(stop))
        tasks.spawn(async (stop) => {
          await bootstrap(core, facts, stop)
          state.bootstrapped = true
          await Promise.all([
            aggregateRoles(core, stop),
            tellFlowStatus(core, stop),
            aggregator.start(core, stop),
          ])
          state.rolesAggregated = true
          state.servicesRegistered = true
          state.flowControlTold = true
          resolve()
          await runAggregation(core, stop)
        })
        tasks.spawn((stop) => runFlowControl(flowControl, core, stop))
        tasks.spawn((stop) => runDefinitions(core, custom, stop))
        tasks.spawn(async (stop) => {
          // The start has made those of the server's own groups.
          await orAbort(ready, stop)
          await aggregator.run(core, stop)
        })
        tasks.spawn((stop) => trimCaches(core, stop))
        if (auditor !== undefined) tasks.spawn((stop) => auditor.run(stop))
        tasks.spawn((stop) => compactHistory({ store: core.store, clock, log: core.log, signal: stop }))
        await tasks.wait()
      } catch (error) {
        reject(error)
        throw error
      } finally {
        deadlines.stop()
        reject(new Error('the API server has stopped'))
        outbound[Symbol.dispose]()
        auditor?.[Symbol.dispose]()
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
  readonly outbound: Outbound
  readonly custom: CustomResources
  readonly aggregator: Aggregator
  readonly state: StartState
  readonly flowControl: FlowControl
  readonly deadlines: RequestDeadlines
  readonly auditor: Auditor | undefined
}

function createParts(options: ApiServerOptions): Parts {
  const { store, clock, rng, log, kinds } = options
  const feed = new StoreFeed({ store, clock, log: log.named('cache') })
  const allocator = new ServiceAllocator({
    serviceCIDR: options.serviceCIDR ?? defaultServiceCIDR,
    nodePorts: options.nodePorts ?? defaultNodePorts,
    rng,
  })
  const hooks = new Map(
    resourceHooks(allocator, (name) => resources.find('', 'namespaces')?.cache.find(name), {
      clock,
      gates: options.gates ?? defaultFeatureGates,
      kinds,
    }),
  ).set(
    CustomResourceDefinition as unknown as Kind,
    definitionHooks(clock, () => custom.definitions),
  )
  const resources: Resources = new Resources(kinds, { feed, hooks, gates: options.gates })
  const custom: CustomResources = new CustomResources(resources, feed, {
    rng,
    call: (config, body) =>
      callWebhook(config, { body, timeoutMs: conversionMs, signal: neverAborted }, { outbound, clock }),
  })
  allocator.follow(must(resources.of(Service as unknown as Kind), 'services are not served').cache)
  const objects = new RbacObjects(resources)
  const rbac = new RbacAuthorizer(objects)
  const authorizer = firstOpinion([privilegedGroup(mastersGroup), new NodeAuthorizer(resources), rbac])
  const caches = serviceCaches(resources)
  const outbound = new Outbound({
    resolve: (service) => resolveService(service, caches, rng),
    route: options.route,
  })
  const metrics = new Registry()
  const { cert, key } = options.frontProxy ?? {}
  const client = { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) }
  const aggregator = new Aggregator({
    resources,
    outbound,
    caches,
    client,
    metrics: createAggregationMetrics(metrics),
  })
  const disabled = new Set(options.disabledAdmission ?? [])
  const webhooks = {
    resources,
    outbound,
    clock,
    rng,
    log: log.named('admission'),
    metrics: createWebhookMetrics(metrics),
  }
  const plugins = admissionPlugins({
    policyMetrics: createPolicyMetrics(metrics),
    kinds,
    authorizer,
    rbac,
    objects,
    webhooks,
    quota: { clock, writeCharge: chargeWriter(() => core) },
  }).filter(({ name }) => !disabled.has(name))
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
  const flowControl = servedFlowControl(resources, { clock, limits: options.limits ?? defaultLimits })
  const deadlines = new RequestDeadlines(clock)
  observeFlowControl(metrics, flowControl)
  observeStorage(metrics, resources)
  observeFeatureGates(metrics, options.gates ?? defaultFeatureGates)
  const state = newStartState()
  const version = options.version ?? defaultVersion
  const { address, port } = options.advertise ?? { address: '127.0.0.1', port: 6443 }
  const auditor = options.auditing?.({
    metrics,
    clock,
    rng,
    log: log.named('audit'),
    kindAt: (info) => resources.at(info)?.kind,
    rbac: objects,
  })
  const pipeline = createPipeline({
    core,
    authenticator: createAuthenticator({ clock, tokens: [...authenticators, tokens] }),
    authorizer,
    flowControl,
    deadlines,
    requestTimeoutMs: options.requestTimeoutMs ?? defaultRequestTimeoutMs,
    metrics: createRequestMetrics({ registry: metrics, resources, flowControl }),
    resourceRoute: resourceRoute({
      core,
      virtual: virtualHandlers({ core, authorizer, rbac, tokens, authenticators }),
      subresources: subresourceHandlers(tokens),
    }),
    plainRoute: withProtobufDiscovery(
      withAggregatedDiscovery(
        createPlainRoutes({
          served: resources,
          address: `${address}:${port}`,
          version,
          checks: serverChecks(feed, state),
          more: new Map([
            ['/metrics', metricsRoute(metrics)],
            [snapshotPath, snapshotRoute({ store, authorizer, clock })],
            ...issuerRoutes(tokens),
            ...flowDumps(flowControl, clock),
          ]),
        }),
        aggregator,
      ),
    ),
    delegate: (request) => aggregator.handlerFor(request),
    connect: withAdmission(options.connect ?? {}),
    anonymousPaths: publicPaths,
    auditor,
  })
  return {
    core,
    metrics,
    pipeline,
    tokens,
    allocator,
    outbound,
    custom,
    aggregator,
    state,
    flowControl,
    deadlines,
    auditor,
  }
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
