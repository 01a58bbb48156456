// What a server answers while it reads its store, for the first time or again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kinds } from '../../src/api/kinds.ts'
import { createApiServer } from '../../src/apiserver/server.ts'
import { silentLogger } from '../../src/base/log.ts'
import { systemClock } from '../../src/base/node/system-clock.ts'
import { systemRng } from '../../src/base/node/system-rng.ts'
import { seededRng } from '../../src/base/rng.ts'
import { TaskGroup } from '../../src/base/task-group.ts'
import { VirtualClock } from '../../src/base/virtual-clock.ts'
import type { Store } from '../../src/store/store.ts'
import { startTestServer } from '../../src/testing/cluster.ts'
import { type Answer, caller } from './api-calls.ts'
import { SlowStore } from './slow-store.ts'

const maps = '/api/v1/namespaces/default/configmaps'
const map = (name: string) => ({ metadata: { name } })
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

function check(answer: Answer, status: number, message?: RegExp): void {
  assert.equal(answer.status, status, answer.text)
  if (message !== undefined) assert.match(answer.body?.message ?? answer.text, message)
}

/** A server that may not be ready yet. */
function startingServer(store: Store) {
  const tokens = [{ token: 'admin', user: 'admin', groups: ['system:masters'] }]
  const own = createApiServer({ store, kinds, clock: systemClock, rng: systemRng, log: silentLogger, tokens })
  const tasks = new TaskGroup({ signal: new AbortController().signal })
  tasks.spawn((signal) => own.run(signal))
  const handler = own.handle()
  const call = caller((request) =>
    handler({ ...request, headers: { authorization: 'Bearer admin', ...request.headers } }),
  )
  const stop = async () => {
    tasks.stop()
    await tasks.wait()
    await store.close()
  }
  return { call, ready: own.ready, [Symbol.asyncDispose]: stop }
}

test('a server that is still reading its store says so', async () => {
  const slow = new SlowStore(systemClock)
  slow.hold('list')
  await using starting = startingServer(slow.store)
  const { call } = starting
  const early = await call('GET', maps)
  check(early, 429, /^storage is \(re\)initializing$/)
  assert.equal(early.headers['retry-after'], '1')
  assert.equal((await call('GET', maps, undefined, { authorization: 'Bearer wrong' })).status, 429)
  const notReady = await call('GET', '/readyz?verbose')
  check(notReady, 500)
  for (const name of [
    'informer-sync',
    'poststarthook/rbac/bootstrap-roles',
    'poststarthook/priority-and-fairness-config-consumer',
  ])
    assert.ok(notReady.text.includes(`[-]${name} failed: reason withheld`), notReady.text)
  assert.match(notReady.text, /\[\+\]ping ok\n\[\+\]log ok\n\[\+\]etcd ok\n\[\+\]etcd-readiness ok\n/)
  slow.release()
  await starting.ready
  check(await call('GET', maps), 200)
  const ready = await call('GET', '/readyz?verbose')
  check(ready, 200)
  assert.match(ready.text, /\[\+\]informer-sync ok\n(.*\n)*\[\+\]shutdown ok\nreadyz check passed\n$/)
  check(await call('GET', '/livez/poststarthook/rbac/bootstrap-roles'), 200)
  assert.doesNotMatch((await call('GET', '/livez?verbose')).text, /informer-sync|shutdown/)
})

const stored = (name: string) => {
  const metadata = { name, namespace: 'default', uid: name, creationTimestamp: '2026-01-01T00:00:00Z' }
  return Buffer.from(JSON.stringify({ kind: 'ConfigMap', apiVersion: 'v1', metadata }))
}

test('while caches are filled again, what has to be fresh is refused and what may be old is served', async () => {
  const clock = new VirtualClock({ settle })
  const slow = new SlowStore(clock)
  await using own = await startTestServer({ clock, rng: seededRng(1), store: slow.store })
  const call = caller(own.handler())
  check(await call('POST', maps, map('a')), 201)
  slow.hold('list')
  slow.breakWatch()
  await settle()
  // Nothing has been written since: what the cache has is all there is.
  check(await call('GET', maps), 200)
  await slow.store.put('/registry/core/configmaps/default/b', stored('b'))
  const refused = await call('GET', maps)
  check(refused, 429, /^storage is \(re\)initializing$/)
  assert.equal(refused.headers['retry-after'], '1')
  check(await call('PUT', `${maps}/a`, { metadata: { name: 'a' }, data: { k: 'v' } }), 429)
  check(await call('POST', maps, map('c')), 429)
  check(await call('GET', `${maps}?watch=1&timeoutSeconds=1`), 429)
  check(await call('GET', `${maps}?resourceVersion=0`), 200)
  check(await call('GET', '/readyz'), 500)
  slow.release()
  await clock.advance(1000)
  check(await call('GET', maps), 200)
  check(await call('PUT', `${maps}/a`, { metadata: { name: 'a' }, data: { k: 'v' } }), 200)
  check(await call('GET', '/readyz'), 200)
})
