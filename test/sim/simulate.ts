// One simulated life of a cluster, drawn from a seed: a client that rolls out, scales and deletes, while watches break off,
// writes conflict, nodes fall silent and parts restart; then quiet, in which everything has to come right.
import { Deployment } from '../../src/api/apps/deployment/deployment.kind.ts'
import { ReplicaSet } from '../../src/api/apps/replica-set/replica-set.kind.ts'
import { Endpoints } from '../../src/api/core/endpoints/endpoints.kind.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import { Service } from '../../src/api/core/service/service.kind.ts'
import { EndpointSlice } from '../../src/api/discovery/endpoint-slice/endpoint-slice.kind.ts'
import { createLogger } from '../../src/base/log.ts'
import { type Rng, randomInt, seededRng } from '../../src/base/rng.ts'
import type { HttpHandler } from '../../src/machinery/http.ts'
import type { Draft, Kind, KubeObject } from '../../src/machinery/kind.ts'
import { isAlreadyExists, isNotFound } from '../../src/machinery/status-error.ts'
import type { NodeFault } from '../../src/sim/fault.ts'
import type { ClusterPart } from '../../src/testing/cluster-parts.ts'
import { type Cluster, createCluster } from '../../src/testing/create-cluster.ts'
import { type Allowed, alwaysWrong, followSizes, unsettled } from './checkers.ts'
import { type FaultSwitch, faultyTransport } from './faults.ts'

export interface Life {
  /** What happened, a line each, with the virtual time. */
  readonly trace: readonly string[]
  /** What was wrong; empty where all went well. */
  readonly wrong: readonly string[]
}

const steps = 22
const quietLimitMs = 20 * 60_000
const names = ['red', 'green', 'blue']
const defects = new Set(['an informer handler threw', 'reconcile hit a defect'])
const parts: readonly ClusterPart[] = ['controllers', 'scheduler', 'nodes']

export async function simulate(seed: number): Promise<Life> {
  const rng = seededRng(seed)
  const trace: string[] = []
  const wrong: string[] = []
  const faults: FaultSwitch = { on: false, lostPods: 0 }
  let begin = 0
  let cluster: Cluster | undefined
  const clock = () => (cluster as Cluster).clock
  const note = (text: string) => {
    const seconds = cluster === undefined ? 0 : (cluster.clock.now() - begin) / 1000
    trace.push(`${seconds.toFixed(3).padStart(9)} ${text}`)
  }
  const violated = (text: string) => wrong.push(`watch ${text}`)
  const transport = (handler: HttpHandler) => faultyTransport(handler, { clock, rng, faults, violated })
  // Most errors in the log are those put in here; these two are defects whatever the cause.
  const log = createLogger({
    level: 'error',
    write: ({ message }) => {
      if (defects.has(message)) wrong.push(`logged: ${message}`)
    },
  })
  await using running = await createCluster({ nodes: 3, seed, transport, faults: nodeFaults(rng), log })
  cluster = running
  begin = running.clock.now()
  follow(running, note)
  const sizes = followSizes(running)
  const allowed = () => ({ sizes, lostPods: faults.lostPods })
  faults.on = true
  for (let step = 0; step < steps && wrong.length === 0; step++) {
    note(await act(running, rng))
    await running.advance(randomInt(rng, 3000))
    wrong.push(...alwaysWrong(running, allowed()))
  }
  faults.on = false
  note('quiet from now on')
  wrong.push(...(wrong.length > 0 ? [] : await comeToRest(running, allowed())))
  for (const text of wrong) note(`WRONG ${text}`)
  return { trace, wrong }
}

function nodeFaults(rng: Rng): readonly NodeFault[] {
  const node = () => [`node-${randomInt(rng, 3)}`]
  const once = (kind: NodeFault['kind'], longest: number): NodeFault => ({
    kind,
    nodes: node(),
    afterMs: 1000 + randomInt(rng, 25_000),
    forMs: 1000 + randomInt(rng, longest),
  })
  return [
    once('silent', 90_000),
    once('notReady', 20_000),
    ...(rng.next() < 0.2 ? [once('silent', 500_000)] : []),
  ]
}

/** Lets time pass until all is well; answers with what is not. */
async function comeToRest(cluster: Cluster, allowed: Allowed): Promise<readonly string[]> {
  const end = cluster.clock.now() + quietLimitMs
  // Faults of nodes may still be to come: all of them are over after this time.
  await cluster.advance(30_000)
  for (;;) {
    const wrong = [...alwaysWrong(cluster, allowed), ...unsettled(cluster)]
    if (wrong.length === 0 || cluster.clock.now() >= end) return wrong
    await cluster.advance(2000)
  }
}

/** Writes down what comes and goes. */
function follow(cluster: Cluster, note: (text: string) => void): void {
  const kinds = [
    Deployment,
    ReplicaSet,
    Pod,
    Service,
    Endpoints,
    EndpointSlice,
  ] as readonly unknown[] as readonly Kind[]
  for (const kind of kinds) {
    const name = ({ metadata }: KubeObject) => `${kind.kind} ${metadata.name} at ${metadata.resourceVersion}`
    cluster.informers.of(kind).addHandler({
      onAdd: (obj) => note(`  + ${name(obj)}`),
      onDelete: (obj) => note(`  - ${name(obj)}`),
    })
  }
}

type Action = (cluster: Cluster, rng: Rng) => Promise<string>

const pick = <T>(rng: Rng, from: readonly T[]): T => from[randomInt(rng, from.length)] as T
const refTo = (name: string) => ({ namespace: 'default', name })

const deploy: Action = async ({ client, signal }, rng) => {
  const name = pick(rng, names)
  const replicas = randomInt(rng, 5)
  const labels = { app: name }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'v1' }] } }
  const strategy = rng.next() < 0.2 ? { strategy: { type: 'Recreate' } } : {}
  const spec = { replicas, selector: { matchLabels: labels }, template, ...strategy }
  await client.create(Deployment, { metadata: refTo(name), spec } as Draft<Deployment>, { signal })
  return `create deployment ${name} with ${replicas}`
}

const change =
  (what: string, body: (rng: Rng) => object): Action =>
  async ({ client, signal }, rng) => {
    const name = pick(rng, names)
    const spec = body(rng)
    await client.patch(Deployment, refTo(name), { type: 'strategic', body: { spec }, signal })
    return `${what} ${name}: ${JSON.stringify(spec)}`
  }

const image = (rng: Rng) => ({
  template: { spec: { containers: [{ name: 'c', image: `v${1 + randomInt(rng, 3)}` }] } },
})

const remove: Action = async ({ client, signal }, rng) => {
  const name = pick(rng, names)
  const propagationPolicy = pick(rng, ['Background', 'Foreground'] as const)
  await client.delete(Deployment, refTo(name), { propagationPolicy, signal })
  return `delete deployment ${name}, ${propagationPolicy}`
}

const removePod: Action = async ({ client, informers, signal }, rng) => {
  const pods = informers
    .of(Pod)
    .list('default')
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  if (pods.length === 0) return 'no pod to delete'
  const { metadata } = pick(rng, pods)
  await client.delete(Pod, metadata, { signal })
  return `delete pod ${metadata.name}`
}

const serve: Action = async ({ client, signal }, rng) => {
  const name = pick(rng, names)
  const spec = { selector: { app: name }, ports: [{ port: 80 }] }
  await client.create(Service, { metadata: refTo(name), spec } as Draft<Service>, { signal })
  return `create service ${name}`
}

const unserve: Action = async ({ client, signal }, rng) => {
  const name = pick(rng, names)
  await client.delete(Service, refTo(name), { signal })
  return `delete service ${name}`
}

/** The client goes on while a part is away. */
const restart: Action = async (cluster, rng) => {
  const part = pick(rng, parts)
  await cluster.stopPart(part)
  const meanwhile: string[] = []
  for (let i = randomInt(rng, 3); i >= 0; i--) {
    meanwhile.push(await attempt(pick(rng, changes), cluster, rng))
    await cluster.advance(randomInt(rng, 1500))
  }
  cluster.startPart(part)
  return `restarted ${part}; meanwhile: ${meanwhile.join('; ')}`
}

const changes: readonly Action[] = [
  deploy,
  deploy,
  deploy,
  serve,
  serve,
  unserve,
  change('scale', (rng) => ({ replicas: randomInt(rng, 6) })),
  change('scale', (rng) => ({ replicas: randomInt(rng, 6) })),
  change('roll out', image),
  change('roll out', image),
  remove,
  removePod,
]

const act = (cluster: Cluster, rng: Rng) =>
  rng.next() < 0.2 ? restart(cluster, rng) : attempt(pick(rng, changes), cluster, rng)

async function attempt(action: Action, cluster: Cluster, rng: Rng): Promise<string> {
  try {
    return await action(cluster, rng)
  } catch (error) {
    if (!isNotFound(error) && !isAlreadyExists(error)) throw error
    return `nothing: ${String(error)}`
  }
}
