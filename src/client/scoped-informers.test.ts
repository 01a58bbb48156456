import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Pod } from '../api/core/pod/pod.kind.ts'
import { BugError } from '../base/assert.ts'
import { silentLogger } from '../base/log.ts'
import type { Informers } from './cache.ts'
import { scopeInformers } from './scoped-informers.ts'
import { SharedInformer } from './shared-informer.ts'

const pod = (name: string) => {
  const metadata = {
    name,
    namespace: 'n',
    uid: name,
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
  }
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [] } } satisfies Pod
}

function harness() {
  const informer = new SharedInformer<Pod>({ kind: Pod, log: silentLogger, freeze: true })
  const shared = { of: () => informer } as unknown as Informers
  return { informer, shared }
}

const { signal } = new AbortController()

test('scopeInformers() gives the shared objects, and takes its handlers away when disposed', async () => {
  const { informer, shared } = harness()
  const heard: string[] = []
  const scope = scopeInformers(shared, 'a')
  scope.of(Pod).addHandler({ onAdd: ({ metadata }) => heard.push(metadata.name) })
  informer.replace([pod('one')], '1')
  await scope.synced({ signal })
  assert.equal(scope.of(Pod).get('n/one'), informer.get('n/one'))
  assert.equal(scope.of(Pod).hasSynced, true)
  scope[Symbol.dispose]()
  informer.apply({ type: 'ADDED', object: pod('two') })
  assert.deepEqual(heard, ['one'])
})

test('scopeInformers() keeps the indexes of parts apart', () => {
  const { informer, shared } = harness()
  informer.replace([pod('one')], '1')
  const [a, b] = [scopeInformers(shared, 'a').of(Pod), scopeInformers(shared, 'b').of(Pod)]
  a.addIndex('first', ({ metadata }) => [metadata.name])
  assert.throws(() => b.byIndex('first', 'one'), BugError)
  b.addIndex('first', ({ metadata }) => [metadata.name.toUpperCase()])
  assert.equal(a.byIndex('first', 'one').length, 1)
  assert.equal(b.byIndex('first', 'ONE').length, 1)
})
