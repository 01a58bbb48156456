import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../base/node/system-clock.ts'
import { createMemoryStore } from '../../store/memory/memory-store.ts'
import { startTestServer } from '../../testing/cluster.ts'
import { rbacObjects } from './rbac-objects.ts'

test('rbacObjects() binds only roles that are there, each once', () => {
  const keys = rbacObjects().map(({ kind, namespace = '', name }) => `${kind.kind} ${namespace}/${name}`)
  assert.equal(new Set(keys).size, keys.length)
  for (const { kind, namespace = '', body } of rbacObjects()) {
    if (!kind.kind.endsWith('Binding')) continue
    const { roleRef } = body as { roleRef: { kind: string; name: string } }
    const home = roleRef.kind === 'Role' ? namespace : ''
    assert.ok(keys.includes(`${roleRef.kind} ${home}/${roleRef.name}`), roleRef.name)
  }
})

test('bootstrap() writes once; a second start leaves the store as it is', async () => {
  const store = createMemoryStore({ clock: systemClock })
  const first = await startTestServer({ store })
  await first.stop()
  const { revision } = store
  const second = await startTestServer({ store })
  await second.stop()
  assert.equal(store.revision, revision)
  await store.close()
})
