// A control plane inside a test: the real API server over the store in memory, without a socket.
//
//   await using server = await startTestServer()
//   const client = createClient({ handler: server.handler(), ... })
import { parseFeatureGates } from '../api/enablement/feature-gates.ts'
import { selectKinds } from '../api/enablement/runtime-config.ts'
import {
  type ApiServer,
  type ApiServerOptions,
  createApiServer,
  type ServiceAccountOptions,
} from '../apiserver/server.ts'
import type { Clock } from '../base/clock.ts'
import { type Logger, silentLogger } from '../base/log.ts'
import { systemClock } from '../base/node/system-clock.ts'
import { systemRng } from '../base/node/system-rng.ts'
import type { Rng } from '../base/rng.ts'
import { TaskGroup } from '../base/task-group.ts'
import type { HttpHandler } from '../machinery/http.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import type { Store } from '../store/store.ts'

/** The token of a user in system:masters; handler() uses it. */
export const adminToken = 'test-admin-token'

export interface TestServer extends AsyncDisposable {
  /** Requests as admin, or as the bearer of `token`; with '' as nobody. */
  handler(token?: string): HttpHandler
  readonly server: ApiServer
  readonly store: Store
  stop(): Promise<void>
}

export interface TestServerOptions {
  readonly clock?: Clock
  readonly rng?: Rng
  readonly log?: Logger
  /** As the flags of `wherry up`: `Gate=true,Other=false`, and `api/beta=true,batch/v1/jobs=false`. */
  readonly featureGates?: string
  readonly runtimeConfig?: string
  /** Left open by stop(), for another server after this one. */
  readonly store?: Store
  readonly serviceAccounts?: ServiceAccountOptions
  /**
   * Admission plugins left out. By default those that most tests would have to work around: ServiceAccount (needs
   * an account in every namespace), TaintNodesByCondition (somebody to take the taint off) and Priority (refuses
   * priorities given as numbers).
   */
  readonly disabledAdmission?: readonly string[]
  /** Where calls to services go instead of their endpoints, which no test server may have: loopback is none. */
  readonly route?: ApiServerOptions['route']
  readonly clientCA?: string
  /** Who the server is to aggregated servers. */
  readonly frontProxy?: ApiServerOptions['frontProxy']
  /** Handlers of exec, logs and the like. */
  readonly connect?: ApiServerOptions['connect']
  readonly limits?: { readonly reads: number; readonly writes: number }
  /** Makes what audits requests. */
  readonly auditing?: ApiServerOptions['auditing']
  /** More tokens, for tests of what a user may do. */
  readonly tokens?: readonly {
    readonly token: string
    readonly user: string
    readonly groups: readonly string[]
  }[]
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { clock = systemClock, rng = systemRng, log = silentLogger } = options
  const gates = parseFeatureGates(options.featureGates ?? '')
  const store = options.store ?? createMemoryStore({ clock })
  const admin = { token: adminToken, user: 'admin', groups: ['system:masters'] }
  const server = createApiServer({
    store,
    kinds: selectKinds(options.runtimeConfig ?? '', gates),
    gates,
    clock,
    rng,
    log,
    tokens: [admin, ...(options.tokens ?? [])],
    disabledAdmission: options.disabledAdmission ?? ['ServiceAccount', 'TaintNodesByCondition', 'Priority'],
    ...(options.route && { route: options.route }),
    ...(options.connect && { connect: options.connect }),
    ...(options.frontProxy && { frontProxy: options.frontProxy }),
    ...(options.clientCA !== undefined && { clientCA: options.clientCA }),
    ...(options.limits && { limits: options.limits }),
    ...(options.auditing && { auditing: options.auditing }),
    ...(options.serviceAccounts && { serviceAccounts: options.serviceAccounts }),
  })
  const ending = new AbortController()
  const tasks = new TaskGroup({ signal: ending.signal })
  tasks.spawn((signal) => server.run(signal))
  await server.ready
  const stop = async () => {
    tasks.stop()
    await tasks.wait()
    if (options.store === undefined) await store.close()
  }
  return {
    server,
    store,
    handler: (token = adminToken) => withToken(server.handle(), token),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function withToken(handle: HttpHandler, token: string): HttpHandler {
  if (token === '') return handle
  return (request) =>
    handle({ ...request, headers: { authorization: `Bearer ${token}`, ...request.headers } })
}
