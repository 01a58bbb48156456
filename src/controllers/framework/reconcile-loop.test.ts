import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { silentLogger } from '../../base/log.ts'
import { settle } from '../../base/node/system-clock.ts'
import { seededRng } from '../../base/rng.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import type { Informers } from '../../client/cache.ts'
import type { Client } from '../../client/client.ts'
import { SharedInformer } from '../../client/shared-informer.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import { controllerRef } from '../../machinery/meta/owners.ts'
import type { Controller, ReconcileContext, Verdict } from './controller.ts'
import { done } from './controller.ts'
import { type ControllerCounters, newCounters } from './counters.ts'
import { defineController, definePeriodic } from './define-controller.ts'

const meta = (name: string, uid: string, rv: number) => ({
  name,
  namespace: 'n',
  uid,
  resourceVersion: String(rv),
  creationTimestamp: '2026-01-01T00:00:00Z',
})
const replicaSet = (name: string, rv: number, uid = name): ReplicaSet => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: meta(name, uid, rv),
  spec: { selector: {} },
})
const podOf = (name: string, owner: ReplicaSet | undefined, rv: number): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    ...meta(name, name, rv),
    ...(owner && { ownerReferences: [controllerRef(owner, ReplicaSet)] }),
  },
  spec: { containers: [] },
})

/** Real informers that the test feeds, so that it decides how far the cache is behind. */
function harness() {
  const clock = new VirtualClock({ settle })
  const informers = new Map<Kind, SharedInformer<KubeObject>>()
  const of = (kind: Kind) => {
    let informer = informers.get(kind)
    if (informer === undefined) {
      informer = new SharedInformer({ kind, log: silentLogger, freeze: true })
      informers.set(kind, informer)
    }
    return informer
  }
  const set = { of, synced: async () => {}, run: async () => {} } as unknown as Informers
  let revision = 100
  const client = {
    create: async (_: Kind, draft: KubeObject) => ({
      ...draft,
      metadata: { ...draft.metadata, resourceVersion: String(++revision) },
    }),
    delete: async () => {},
  } as unknown as Client
  const counters: ControllerCounters = newCounters()
  const stop = new AbortController()
  const start = (controller: Controller) => {
    const env = { client, informers: set, clock, rng: seededRng(1), log: silentLogger, counters }
    const running = controller.create({ ...env, events: { event: () => {} } }).run(stop.signal)
    running.catch(() => {})
    return async () => {
      stop.abort(new Error('over'))
      await assert.rejects(running.then(() => Promise.reject(stop.signal.reason)))
      assert.equal(clock.pendingTimers, 0)
    }
  }
  return { clock, pods: of(Pod), sets: of(ReplicaSet), start, counters }
}

function controllerOfSets(reconcile: (context: ReconcileContext) => Promise<Verdict>): Controller {
  return defineController({
    name: 'test',
    for: ReplicaSet,
    owns: [Pod],
    workers: 2,
    reconcile,
  })
}

test('defineController() wakes for the object, and for its owner only if the UID agrees', async () => {
  const { clock, pods, sets, start } = harness()
  const keys: string[] = []
  const stop = start(
    controllerOfSets(async ({ key }) => {
      keys.push(key)
      return done
    }),
  )
  sets.replace([replicaSet('a', 1), replicaSet('b', 2)], '2')
  pods.replace([], '2')
  await clock.advance(1)
  assert.deepEqual(keys.splice(0), ['n/a', 'n/b'])
  pods.apply({ type: 'ADDED', object: podOf('p', replicaSet('a', 1), 3) })
  pods.apply({ type: 'ADDED', object: podOf('q', replicaSet('b', 1, 'an older b'), 4) })
  pods.apply({ type: 'ADDED', object: podOf('r', undefined, 5) })
  await clock.advance(1)
  assert.deepEqual(keys.splice(0), ['n/a'])
  pods.apply({ type: 'MODIFIED', object: podOf('p', replicaSet('b', 2), 6) })
  await clock.advance(1)
  assert.deepEqual(keys.sort(), ['n/a', 'n/b'])
  await stop()
})

test('defineController() reconciles again with back-off after a throw, and later when asked', async () => {
  const { clock, pods, sets, start, counters } = harness()
  const times: number[] = []
  const stop = start(
    controllerOfSets(async () => {
      times.push(clock.monotonic())
      if (times.length < 4) throw new Error('not yet')
      return times.length < 5 ? { requeueAfterMs: 1000 } : done
    }),
  )
  sets.replace([replicaSet('a', 1)], '2')
  pods.replace([], '2')
  await clock.advance(5000)
  assert.deepEqual(times, [0, 5, 15, 35, 1035])
  assert.deepEqual([counters.errors, counters.retries, counters.reconciles, counters.idle], [3, 3, 5, true])
  await stop()
})

test('defineController() holds a key back until the cache contains what was written for it', async () => {
  const { clock, pods, sets, start, counters } = harness()
  let created = 0
  const stop = start(
    controllerOfSets(async ({ key, cache, client, signal }) => {
      const owner = cache.get(ReplicaSet, key)
      if (owner === undefined || cache.ownedBy(Pod, owner).length > 0) return done
      created++
      await client.create(Pod, podOf('p', owner, 0), { signal })
      return done
    }),
  )
  const owner = replicaSet('a', 1)
  sets.replace([owner], '2')
  pods.replace([], '2')
  await clock.advance(1)
  sets.apply({ type: 'MODIFIED', object: replicaSet('a', 3) })
  await clock.advance(10_000)
  assert.equal(created, 1)
  assert.ok(counters.waits > 3)
  pods.apply({ type: 'ADDED', object: podOf('p', owner, 101) })
  await clock.advance(2000)
  assert.equal(created, 1)
  assert.equal(counters.idle, true)
  await stop()
})

test('defineController() waits for a deletion until the object goes, has gone, or is another one', async () => {
  const { clock, pods, sets, start } = harness()
  let deletions = 0
  const stop = start(
    controllerOfSets(async ({ key, cache, client, signal }) => {
      const owner = cache.get(ReplicaSet, key)
      for (const pod of owner === undefined ? [] : cache.ownedBy(Pod, owner)) {
        if (pod.metadata.deletionTimestamp !== undefined) continue
        deletions++
        await client.delete(Pod, pod.metadata, { signal })
      }
      return done
    }),
  )
  const owner = replicaSet('a', 1)
  sets.replace([owner], '2')
  pods.replace([podOf('p', owner, 2)], '2')
  await clock.advance(3)
  sets.apply({ type: 'MODIFIED', object: replicaSet('a', 3) })
  await clock.advance(3000)
  assert.equal(deletions, 1)
  const going = podOf('p', owner, 5)
  const metadata = { ...going.metadata, deletionTimestamp: '2026-01-01T00:00:30Z' }
  pods.apply({ type: 'MODIFIED', object: { ...going, metadata } })
  await clock.advance(3000)
  assert.equal(deletions, 1)
  await stop()
})

test('defineController() stops waiting for the cache after five minutes', async () => {
  const { clock, pods, sets, start } = harness()
  let created = 0
  const stop = start(
    controllerOfSets(async ({ key, cache, client, signal }) => {
      const owner = cache.get(ReplicaSet, key)
      if (owner === undefined || created > 1) return done
      created++
      await client.create(Pod, podOf('p', owner, 0), { signal })
      return { requeueAfterMs: 10 }
    }),
  )
  sets.replace([replicaSet('a', 1)], '2')
  pods.replace([], '2')
  await clock.advance(299_000)
  assert.equal(created, 1)
  await clock.advance(3000)
  assert.equal(created, 2)
  await stop()
})

test('definePeriodic() does a round at the start, every so often, and when a watch says so', async () => {
  const { clock, pods, start } = harness()
  const rounds: number[] = []
  const podKind = Pod
  const stop = start(
    definePeriodic({
      name: 'rounds',
      everyMs: 1000,
      reads: [podKind],
      watches: [{ kind: podKind, on: ['add'], map: (obj) => (obj.metadata.name === 'p' ? ['x'] : []) }],
      round: async () => {
        rounds.push(clock.monotonic())
      },
    }),
  )
  pods.replace([], '1')
  await clock.advance(2500)
  pods.apply({ type: 'ADDED', object: podOf('other', undefined, 2) })
  pods.apply({ type: 'ADDED', object: podOf('p', undefined, 3) })
  await clock.advance(100)
  assert.deepEqual(rounds, [0, 1000, 2000, 2500])
  await stop()
})
