// The worker thread of the server: controllers, scheduler and simulated nodes, so that reconciling never delays a request.
// It knows the API server only through its unix socket.
import { parentPort } from 'node:worker_threads'
import { createJwtSigner } from '../../apiserver/authn/jwt.ts'
import { isAbort, StoppedError } from '../../base/abort.ts'
import { must } from '../../base/assert.ts'
import { backoffDelay } from '../../base/backoff.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import { collectWhenIdle, ownThread } from '../../base/node/idle-collection.ts'
import { TaskGroup } from '../../base/task-group.ts'
import type { Informers } from '../../client/cache.ts'
import type { Client } from '../../client/client.ts'
import { createEventRecorder } from '../../client/event-broadcaster.ts'
import { createInformers } from '../../client/informer-set.ts'
import { createUnixTransport } from '../../client/node/transport.ts'
import { scopeInformers } from '../../client/scoped-informers.ts'
import { createClient } from '../../client/typed-client.ts'
import { createControllers } from '../../controllers/controllers.ts'
import { runControllers } from '../../controllers/framework/run-controllers.ts'
import { runScheduler } from '../../scheduler/scheduler.ts'
import { runSimulatedNodes } from '../../sim/simulated-nodes.ts'
import { createHost, type Host } from '../host.ts'
import { servedKinds } from './served-kinds.ts'
import type { WorkerMessage, WorkerOptions } from './worker-options.ts'

type Part = (signal: AbortSignal) => Promise<void>

const restarts = { initialMs: 100, maxMs: 10_000 }

/** Runs a part again when it breaks, so that a defect in one does not end the others. */
async function keepRunning(
  name: string,
  part: Part,
  context: { readonly host: Host; readonly signal: AbortSignal },
): Promise<void> {
  const { host, signal } = context
  for (let failures = 1; !signal.aborted; failures++) {
    try {
      await part(signal)
    } catch (error) {
      if (isAbort(error, signal)) return
      host.log.error('part ended and is started again', { name, error })
    }
    await sleep(host.clock, backoffDelay(restarts, failures), { signal }).catch(() => {})
  }
}

function component(
  name: string,
  token: string,
  options: WorkerOptions,
  clock: Clock,
): Client & AsyncDisposable {
  const transport = createUnixTransport({ socketPath: options.apiSocket })
  const client = createClient({ handler: transport.handler, clock, token: () => token, userAgent: name })
  return { ...client, [Symbol.asyncDispose]: () => transport.close() }
}

interface PartContext {
  readonly options: WorkerOptions
  readonly host: Host
  /** What all parts of this thread read: each object is in memory once. */
  readonly shared: Informers
  readonly signal: AbortSignal
}

async function runControllerManager({ options, host, shared, signal }: PartContext): Promise<void> {
  const log = host.log.named('controllers')
  await using client = component('kube-controller-manager', options.tokens.controllers, options, host.clock)
  using informers = scopeInformers(shared, 'controllers')
  const events = createEventRecorder({ ...host, client, log, component: 'controllermanager' })
  const { sign: signToken } = createJwtSigner({ signingKey: options.signingKey })
  const { kinds } = await servedKinds(options.enablement)
  const controllers = createControllers({ kinds, ...options, signToken })
  await using group = new TaskGroup({ signal })
  group.spawn((stop) => events.run(stop))
  group.spawn((stop) =>
    runControllers(controllers, { ...host, client, informers, events, log, signal: stop }),
  )
  await group.wait()
}

async function runSchedulerPart({ options, host, shared, signal }: PartContext): Promise<void> {
  const log = host.log.named('scheduler')
  await using client = component('kube-scheduler', options.tokens.scheduler, options, host.clock)
  using informers = scopeInformers(shared, 'scheduler')
  const events = createEventRecorder({ ...host, client, log, component: 'default-scheduler' })
  await using group = new TaskGroup({ signal })
  group.spawn((stop) => events.run(stop))
  group.spawn((stop) => runScheduler({ ...host, client, informers, events, log, signal: stop }))
  await group.wait()
}

async function runNodes({ options, host, shared, signal }: PartContext): Promise<void> {
  const log = host.log.named('nodes')
  await using client = component('wherry-sim', options.tokens.nodes, options, host.clock)
  using informers = scopeInformers(shared, 'nodes')
  await runSimulatedNodes({ ...host, client, informers, log, signal, nodes: options.simulatedNodes })
}

async function runParts(options: WorkerOptions, signal: AbortSignal): Promise<void> {
  const host = createHost(options)
  await using reader = component('wherry-informers', options.tokens.controllers, options, host.clock)
  const shared = createInformers({ ...host, client: reader, log: host.log.named('informers') })
  const context = { options, host, shared }
  const keep = (name: string, part: Part) => keepRunning(name, part, { host, signal })
  const thread = ownThread()
  await Promise.all([
    keep('informers', (end) => shared.run(end)),
    keep('controllers', (end) => runControllerManager({ ...context, signal: end })),
    keep('scheduler', (end) => runSchedulerPart({ ...context, signal: end })),
    ...(thread === undefined ? [] : [collectWhenIdle(thread, { clock: host.clock, signal })]),
    ...(options.simulatedNodes > 0 ? [keep('nodes', (end) => runNodes({ ...context, signal: end }))] : []),
  ])
}

const port = must(parentPort, 'this file is started as a worker thread')
const stop = new AbortController()
const { signal } = stop
const { promise: started, resolve: start } = Promise.withResolvers<WorkerOptions | undefined>()
port.on('message', (message: WorkerMessage) => {
  if (message.type === 'start') return start(message.options)
  stop.abort(new StoppedError('the server stops'))
  start(undefined)
})
const options = await started
if (options !== undefined) await runParts(options, signal)
port.close()
