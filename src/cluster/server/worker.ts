// The worker thread of the server: controllers, scheduler and simulated nodes, so that reconciling never delays a request.
// It knows the API server only through its unix socket.
import { parentPort, workerData } from 'node:worker_threads'
import { kinds } from '../../api/kinds.ts'
import { createJwtSigner } from '../../apiserver/authn/jwt.ts'
import { isAbort, StoppedError } from '../../base/abort.ts'
import { must } from '../../base/assert.ts'
import { backoffDelay } from '../../base/backoff.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import { TaskGroup } from '../../base/task-group.ts'
import type { Client } from '../../client/client.ts'
import { createEventRecorder } from '../../client/event-broadcaster.ts'
import { createInformers } from '../../client/informer-set.ts'
import { createUnixTransport } from '../../client/node/transport.ts'
import { createClient } from '../../client/typed-client.ts'
import { createControllers } from '../../controllers/controllers.ts'
import { runControllers } from '../../controllers/framework/run-controllers.ts'
import { runScheduler } from '../../scheduler/scheduler.ts'
import { runSimulatedNodes } from '../../sim/simulated-nodes.ts'
import { createHost, type Host } from '../host.ts'
import type { WorkerOptions } from './worker-options.ts'

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

async function runControllerManager(options: WorkerOptions, host: Host, signal: AbortSignal): Promise<void> {
  const log = host.log.named('controllers')
  await using client = component('kube-controller-manager', options.tokens.controllers, options, host.clock)
  const informers = createInformers({ ...host, client, log })
  const events = createEventRecorder({ ...host, client, log, component: 'controllermanager' })
  const { sign: signToken } = createJwtSigner({ signingKey: options.signingKey })
  const controllers = createControllers({ kinds, ...options, signToken })
  await using group = new TaskGroup({ signal })
  group.spawn((stop) => informers.run(stop))
  group.spawn((stop) => events.run(stop))
  group.spawn((stop) =>
    runControllers(controllers, { ...host, client, informers, events, log, signal: stop }),
  )
  await group.wait()
}

async function runSchedulerPart(options: WorkerOptions, host: Host, signal: AbortSignal): Promise<void> {
  const log = host.log.named('scheduler')
  await using client = component('kube-scheduler', options.tokens.scheduler, options, host.clock)
  const informers = createInformers({ ...host, client, log })
  const events = createEventRecorder({ ...host, client, log, component: 'default-scheduler' })
  await using group = new TaskGroup({ signal })
  group.spawn((stop) => informers.run(stop))
  group.spawn((stop) => events.run(stop))
  group.spawn((stop) => runScheduler({ ...host, client, informers, events, log, signal: stop }))
  await group.wait()
}

async function runNodes(options: WorkerOptions, host: Host, signal: AbortSignal): Promise<void> {
  const log = host.log.named('nodes')
  await using client = component('wherry-sim', options.tokens.nodes, options, host.clock)
  const informers = createInformers({ ...host, client, log })
  await using group = new TaskGroup({ signal })
  group.spawn((stop) => informers.run(stop))
  group.spawn((stop) =>
    runSimulatedNodes({ ...host, client, informers, log, signal: stop, nodes: options.simulatedNodes }),
  )
  await group.wait()
}

const port = must(parentPort, 'this file is started as a worker thread')
const options = workerData as WorkerOptions
const host = createHost(options)
const stop = new AbortController()
port.once('message', () => stop.abort(new StoppedError('the server stops')))
const { signal } = stop
await Promise.all([
  keepRunning('controllers', (end) => runControllerManager(options, host, end), { host, signal }),
  keepRunning('scheduler', (end) => runSchedulerPart(options, host, end), { host, signal }),
  ...(options.simulatedNodes > 0
    ? [keepRunning('nodes', (end) => runNodes(options, host, end), { host, signal })]
    : []),
])
port.close()
