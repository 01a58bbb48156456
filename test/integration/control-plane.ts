// A real API server with controllers, in this process and in virtual time, for tests that look at the state of the
// world. Pods run nowhere: play() does to them what kubelets would.
import assert from 'node:assert/strict'
import { Namespace } from '../../src/api/core/namespace/namespace.kind.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import { createLogger, type LogRecord } from '../../src/base/log.ts'
import { settle } from '../../src/base/node/system-clock.ts'
import { seededRng } from '../../src/base/rng.ts'
import { TaskGroup } from '../../src/base/task-group.ts'
import { VirtualClock } from '../../src/base/virtual-clock.ts'
import type { Informers } from '../../src/client/cache.ts'
import type { Client } from '../../src/client/client.ts'
import { createEventRecorder } from '../../src/client/event-broadcaster.ts'
import { createInformers } from '../../src/client/informer-set.ts'
import { createClient } from '../../src/client/typed-client.ts'
import type { Controller } from '../../src/controllers/framework/controller.ts'
import type { ControllerCounters } from '../../src/controllers/framework/counters.ts'
import { runControllers } from '../../src/controllers/framework/run-controllers.ts'
import type { Kind, KubeObject } from '../../src/machinery/kind.ts'
import { timeText } from '../../src/machinery/meta/time.ts'
import { isAlreadyExists } from '../../src/machinery/status-error.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '../../src/testing/cluster.ts'

const { signal } = new AbortController()

/** What a kubelet would report of a pod; undefined leaves it alone. */
export type Play = (pod: Pod) => Pod['status'] | undefined

export interface ControlPlane extends AsyncDisposable {
  readonly server: TestServer
  readonly clock: VirtualClock
  readonly client: Client
  readonly informers: Informers
  readonly counters: ReadonlyMap<string, ControllerCounters>
  /** What was logged as a warning or worse. */
  readonly warnings: readonly LogRecord[]
  readonly signal: AbortSignal
  /** Lets time pass, and pods live as `play` says (by default they become ready), until `done` holds. */
  until(done: () => boolean | Promise<boolean>, options?: { readonly limitMs?: number }): Promise<void>
  /** Lets time pass as until() does. */
  pass(ms: number): Promise<void>
  play: Play
  list<T extends KubeObject>(kind: Kind<T>, namespace?: string): Promise<readonly T[]>
  /** Messages of the events about objects of this name, in order. */
  events(name: string): Promise<readonly string[]>
}

const stepMs = 50

export async function startControlPlane(
  controllers: readonly Controller[],
  options: Pick<TestServerOptions, 'serviceAccounts'> = {},
): Promise<ControlPlane> {
  const clock = new VirtualClock({ settle: settleAll })
  const rng = seededRng(1)
  const records: LogRecord[] = []
  const log = createLogger({ level: 'warn', write: (record) => records.push(record) })
  const server = await startTestServer({ ...options, clock, rng })
  const client = createClient({ handler: server.handler(), clock })
  const informers = createInformers({ client, clock, rng, log, freeze: true })
  const events = createEventRecorder({ client, clock, rng, log, component: 'test' })
  const counters = new Map<string, ControllerCounters>()
  const ending = new AbortController()
  const group = new TaskGroup({ signal: ending.signal })
  group.spawn((stop) => informers.run(stop))
  group.spawn((stop) => events.run(stop))
  group.spawn((stop) =>
    runControllers(controllers, { client, informers, clock, rng, log, events, counters, signal: stop }),
  )
  for (const name of ['default', 'kube-system']) await makeNamespace(client, name)
  const plane: ControlPlane = {
    server,
    clock,
    client,
    informers,
    counters,
    warnings: records,
    signal,
    play: becomeReady,
    until: async (done, { limitMs = 600_000 } = {}) => {
      const end = clock.now() + limitMs
      while (!(await done())) {
        assert.ok(clock.now() < end, `not within ${limitMs} ms of virtual time`)
        await step()
      }
    },
    pass: async (ms) => {
      const end = clock.now() + ms
      while (clock.now() < end) await step()
    },
    list: async (kind, namespace = 'default') => {
      const scoped = kind.scope === 'Namespaced' ? { namespace } : {}
      return (await client.list(kind, { ...scoped, signal })).items
    },
    events: (name) => eventsOf(client, name),
    async [Symbol.asyncDispose]() {
      group.stop()
      await group.wait()
      await server.stop()
      assert.deepEqual(
        [...counters].filter(([, { bugs }]) => bugs > 0),
        [],
        'a controller hit a defect',
      )
      const threw = records.filter(({ message }) => message === 'an informer handler threw')
      assert.deepEqual(threw, [], 'an informer handler threw')
    },
  }
  const step = async () => {
    await clock.advance(stepMs)
    await playAll(plane)
    await settleAll()
  }
  await settleAll()
  return plane
}

/** Work in process goes from promise to promise and over a few turns of the loop; none of it waits for time. */
async function settleAll(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await settle()
}

async function makeNamespace(client: Client, name: string): Promise<void> {
  try {
    await client.create(Namespace, { metadata: { name }, spec: {} }, { signal })
  } catch (error) {
    if (!isAlreadyExists(error)) throw error
  }
}

async function playAll(plane: ControlPlane): Promise<void> {
  const { client } = plane
  for (const pod of (await client.list(Pod, { signal })).items) {
    if (pod.metadata.deletionTimestamp !== undefined) {
      const finished = { gracePeriodSeconds: 0, signal }
      await client.delete(Pod, pod.metadata, finished).catch(() => {})
      continue
    }
    const status = plane.play(pod)
    if (status !== undefined) await client.updateStatus(Pod, { ...pod, status }, { signal }).catch(() => {})
  }
}

/** The status of a pod that runs and is ready from `atMs` on. */
export function readyStatus(atMs: number): NonNullable<Pod['status']> {
  const lastTransitionTime = timeText(atMs)
  return {
    phase: 'Running',
    startTime: lastTransitionTime,
    conditions: [{ type: 'Ready', status: 'True', lastTransitionTime }],
  }
}

function becomeReady(pod: Pod): Pod['status'] | undefined {
  const running = pod.status?.phase === 'Running'
  return running ? undefined : readyStatus(Date.parse(pod.metadata.creationTimestamp))
}

async function eventsOf(client: Client, name: string): Promise<readonly string[]> {
  const { Event } = await import('../../src/api/core/event/event.kind.ts')
  const { items } = await client.list(Event, { fieldSelector: `involvedObject.name=${name}`, signal })
  const byName = items.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  return byName.map(({ reason, message }) => `${reason} ${message}`)
}
