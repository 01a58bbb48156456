import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Pod } from '../api/core/pod/pod.kind.ts'
import { createLogger, type LogRecord } from '../base/log.ts'
import { SharedInformer } from './shared-informer.ts'

const pod = (name: string, rv: string, extra: { uid?: string; node?: string; namespace?: string } = {}) => {
  const { uid = name, node = 'x', namespace = 'n' } = extra
  const metadata = { name, namespace, uid, resourceVersion: rv, creationTimestamp: '2026-01-01T00:00:00Z' }
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [], nodeName: node } } satisfies Pod
}

function harness(records: LogRecord[] = []) {
  const log = createLogger({ write: (record) => records.push(record) })
  const informer = new SharedInformer<Pod>({ kind: Pod, log, freeze: true })
  const heard: string[] = []
  const name = (obj: Pod) => `${obj.metadata.name}@${obj.metadata.resourceVersion}`
  const handler = {
    onAdd: (obj: Pod, initial: boolean) => heard.push(`add ${name(obj)}${initial ? ' initial' : ''}`),
    onUpdate: (obj: Pod, old: Pod) => heard.push(`update ${name(old)} ${name(obj)}`),
    onDelete: (obj: Pod) => heard.push(`delete ${name(obj)}`),
  }
  return { informer, heard, handler }
}

const names = (objects: readonly Pod[]) => objects.map((obj) => obj.metadata.name).sort()

test('SharedInformer tells handlers of the difference that a new list makes', () => {
  const { informer, heard, handler } = harness()
  informer.addHandler(handler)
  assert.equal(informer.hasSynced, false)
  informer.replace([pod('a', '1'), pod('b', '2'), pod('c', '3')], '5')
  assert.equal(informer.hasSynced, true)
  informer.replace([pod('b', '2'), pod('c', '7'), pod('d', '8')], '9')
  assert.deepEqual(heard, [
    'add a@1 initial',
    'add b@2 initial',
    'add c@3 initial',
    'delete a@1',
    'update c@3 c@7',
    'add d@8',
  ])
  assert.equal(informer.resourceVersion, '9')
})

test('SharedInformer sees a namesake with another UID as a deletion and an addition', () => {
  const { informer, heard, handler } = harness()
  informer.replace([pod('a', '1')], '1')
  using _ = informer.addHandler(handler)
  informer.apply({ type: 'MODIFIED', object: pod('a', '10', { uid: 'other' }) })
  assert.deepEqual(heard, ['add a@1 initial', 'delete a@1', 'add a@10'])
  informer.apply({ type: 'DELETED', object: pod('a', '11', { uid: 'other' }) })
  assert.equal(informer.get('n/a'), undefined)
})

test('SharedInformer leaves out who set which field', () => {
  const { informer } = harness()
  const owned = (rv: string) => {
    const obj = pod('a', rv)
    return { ...obj, metadata: { ...obj.metadata, managedFields: [{ manager: 'm' }] } }
  }
  const fields = () => Object.keys(informer.get('n/a')?.metadata ?? {})
  informer.replace([owned('1')], '1')
  assert.deepEqual(fields(), Object.keys(pod('a', '1').metadata))
  informer.apply({ type: 'MODIFIED', object: owned('2') })
  assert.deepEqual(fields(), Object.keys(pod('a', '2').metadata))
})

test('SharedInformer keeps indexes, also ones added late', () => {
  const { informer } = harness()
  informer.addIndex('node', (obj) => [obj.spec.nodeName ?? ''])
  informer.replace([pod('a', '1'), pod('b', '2', { node: 'y' }), pod('c', '3', { namespace: 'm' })], '5')
  informer.addIndex('namespaceIndex', (obj) => [obj.metadata.namespace ?? ''])
  informer.apply({ type: 'MODIFIED', object: pod('a', '6', { node: 'y' }) })
  assert.deepEqual(names(informer.byIndex('node', 'y')), ['a', 'b'])
  assert.deepEqual(names(informer.byIndex('node', 'x')), ['c'])
  assert.deepEqual(names(informer.byIndex('namespaceIndex', 'n')), ['a', 'b'])
  assert.deepEqual(names(informer.list('m')), ['c'])
  informer.apply({ type: 'DELETED', object: pod('c', '7', { namespace: 'm' }) })
  assert.deepEqual(informer.list('m'), [])
  assert.throws(() => informer.byIndex('nope', 'x'), /no index "nope"/)
})

test('SharedInformer freezes what it shares and survives a handler that throws', () => {
  const records: LogRecord[] = []
  const { informer, heard, handler } = harness(records)
  informer.addHandler({
    onAdd: (obj) => {
      ;(obj.spec as { nodeName?: string }).nodeName = 'changed'
    },
  })
  informer.addHandler(handler)
  informer.apply({ type: 'ADDED', object: pod('a', '1') })
  assert.deepEqual(heard, ['add a@1 initial'])
  assert.equal(records[0]?.message, 'an informer handler threw')
  assert.equal(informer.get('n/a')?.spec.nodeName, 'x')
})
