import assert from 'node:assert/strict'
import { test } from 'node:test'
import { int32, list, map, object, opt, req, string } from '../schema/schema.ts'
import { applyStrategicMergePatch } from './strategic-merge.ts'

const port = object('x.v1.Port', { containerPort: req(1, int32), name: opt(2, string) })
const container = object('x.v1.Container', {
  name: req(1, string),
  image: opt(2, string),
  args: opt(3, list(string)),
  ports: opt(4, list(port, { mergeKey: 'containerPort', patchStrategy: 'merge' })),
  limits: opt(5, map(string)),
})
const volume = object('x.v1.Volume', { name: req(1, string), a: opt(2, map(string)), b: opt(3, map(string)) })
const podSpec = object('x.v1.PodSpec', {
  containers: opt(1, list(container, { mergeKey: 'name', patchStrategy: 'merge' })),
  volumes: opt(2, list(volume, { mergeKey: 'name', patchStrategy: 'merge,retainKeys' })),
  strategy: opt(3, map(string), { patchStrategy: 'retainKeys' }),
  selector: opt(4, map(string), { patchStrategy: 'replace' }),
  tolerations: opt(5, list(volume)),
})
const pod = object('x.v1.Pod', {
  finalizers: opt(1, list(string, { patchStrategy: 'merge' })),
  spec: opt(2, podSpec),
})

function check(original: unknown, patch: unknown, expected: unknown): void {
  const before = JSON.stringify([original, patch])
  assert.deepEqual(applyStrategicMergePatch(pod, original, patch), expected, JSON.stringify(patch))
  assert.equal(JSON.stringify([original, patch]), before)
}

const live = {
  spec: {
    containers: [
      { name: 'c1', image: 'i1', ports: [{ containerPort: 80 }] },
      { name: 'c2', image: 'i2' },
    ],
  },
}
const [c1, c2] = live.spec.containers

test('applyStrategicMergePatch() merges keyed lists item by item', () => {
  check(
    live,
    { spec: { containers: [{ name: 'c1', image: 'x' }] } },
    { spec: { containers: [{ ...c1, image: 'x' }, c2] } },
  )
  check(live, { spec: { containers: [{ name: 'c3' }] } }, { spec: { containers: [{ name: 'c3' }, c1, c2] } })
  check(
    live,
    {
      spec: {
        containers: [{ name: 'c1', ports: [{ containerPort: 81 }, { containerPort: 80, $patch: 'delete' }] }],
      },
    },
    { spec: { containers: [{ ...c1, ports: [{ containerPort: 81 }] }, c2] } },
  )
})

test('applyStrategicMergePatch() replaces lists and maps that the schema does not merge', () => {
  check(
    { spec: { tolerations: [{ name: 'a' }], selector: { a: '1' }, strategy: { x: '1' } } },
    { spec: { tolerations: [{ name: 'b' }], selector: { b: '2' }, strategy: { y: '2' } } },
    { spec: { tolerations: [{ name: 'b' }], selector: { b: '2' }, strategy: { x: '1', y: '2' } } },
  )
})

test('applyStrategicMergePatch() follows $patch', () => {
  check(live, { spec: { containers: [{ name: 'c1', $patch: 'delete' }] } }, { spec: { containers: [c2] } })
  check(
    live,
    { spec: { containers: [{ $patch: 'replace' }, { name: 'c9' }] } },
    { spec: { containers: [{ name: 'c9' }] } },
  )
  check(live, { spec: { $patch: 'replace', volumes: [] } }, { spec: { volumes: [] } })
  check(live, { spec: { $patch: 'delete' } }, { spec: {} })
  check({}, { spec: { $patch: 'replace', volumes: [] } }, {})
  check({}, { spec: { volumes: [{ name: 'v', $patch: 'delete' }] } }, { spec: { volumes: [] } })
})

test('applyStrategicMergePatch() deletes by null, and drops nulls from what is new', () => {
  check(
    live,
    { spec: { containers: [{ name: 'c1', image: null }] } },
    { spec: { containers: [{ name: 'c1', ports: [{ containerPort: 80 }] }, c2] } },
  )
  check({}, { spec: { selector: { a: null, b: 'c' } } }, { spec: { selector: { b: 'c' } } })
})

test('applyStrategicMergePatch() follows $retainKeys', () => {
  const original = { spec: { volumes: [{ name: 'v', a: { x: '1' } }], strategy: { type: 'a', old: 'b' } } }
  check(
    original,
    {
      spec: {
        volumes: [{ name: 'v', $retainKeys: ['name', 'b'], b: { y: '2' } }],
        strategy: { $retainKeys: ['type'], type: 'c' },
      },
    },
    { spec: { volumes: [{ name: 'v', b: { y: '2' } }], strategy: { type: 'c' } } },
  )
})

test('applyStrategicMergePatch() orders lists by $setElementOrder', () => {
  check(
    live,
    {
      spec: {
        '$setElementOrder/containers': [{ name: 'c2' }, { name: 'c1' }],
        containers: [{ name: 'c1', image: 'x' }],
      },
    },
    { spec: { containers: [c2, { ...c1, image: 'x' }] } },
  )
  check(
    live,
    { spec: { '$setElementOrder/containers': [{ name: 'c2' }, { name: 'c1' }] } },
    { spec: { containers: [c2, c1] } },
  )
  check(
    { finalizers: ['a', 'b', 'c'] },
    { '$setElementOrder/finalizers': ['c', 'a'] },
    { finalizers: ['b', 'c', 'a'] },
  )
})

test('applyStrategicMergePatch() merges and deletes from lists of scalars', () => {
  check({ finalizers: ['a', 'b'] }, { finalizers: ['c', 'a'] }, { finalizers: ['c', 'a', 'b'] })
  check(
    { finalizers: ['a', 'b'] },
    { '$deleteFromPrimitiveList/finalizers': ['a', 'z'] },
    { finalizers: ['b'] },
  )
  check({}, { '$deleteFromPrimitiveList/finalizers': ['a'] }, {})
})

test('applyStrategicMergePatch() refuses bad patches in the words of upstream', () => {
  const cases: [unknown, string, string][] = [
    [[], 'badRequest', 'invalid JSON document'],
    [
      { spec: { containers: [{ image: 'x' }] } },
      'unprocessable',
      'map: map[image:x] does not contain declared merge key: name',
    ],
    [
      { spec: { containers: [{ name: 'c1', $patch: 'foo' }] } },
      'unprocessable',
      'unknown patch type: foo in map: map[$patch:foo name:c1]',
    ],
    [
      { spec: { containers: [{ name: 'c1', $patch: 'merge' }] } },
      'unprocessable',
      'merging lists cannot yet be specified in the patch',
    ],
    [
      { spec: { containers: [1] } },
      'unprocessable',
      'list element types are not identical: [[map[image:i1 name:c1 ports:[map[containerPort:80]]] map[image:i2 name:c2]] [1]]',
    ],
    [
      { spec: { $retainKeys: ['containers'], volumes: [] } },
      'badRequest',
      'invalid patch format of retainKeys',
    ],
    [{ $deleteFromPrimitiveListx: ['b'] }, 'badRequest', 'invalid patch format of primitive list'],
    [
      { spec: { '$setElementOrder/foo': [] } },
      'unprocessable',
      'unable to find api field in struct PodSpec for the json field "foo"',
    ],
    [
      { spec: { '$setElementOrder/containers': { a: 1 } } },
      'unprocessable',
      'expected a []interface {}, but received a map[string]interface {}',
    ],
    [
      { spec: { '$setElementOrder/containers': [{ name: 'c2' }], containers: [{ name: 'c1' }] } },
      'unprocessable',
      "The order in patch list:\n[map[name:c1]]\n doesn't match $setElementOrder list:\n[map[name:c2]]\n",
    ],
  ]
  for (const [patch, code, message] of cases) {
    assert.throws(
      () => applyStrategicMergePatch(pod, live, patch),
      { name: 'PatchError', code, message },
      JSON.stringify(patch),
    )
  }
})

test('applyStrategicMergePatch() keeps hostile keys as data', () => {
  const patch = JSON.parse(
    '{"spec":{"selector":{"__proto__":"x","constructor":"y"},"strategy":{"__proto__":"z"}},"__proto__":{"polluted":1}}',
  )
  const result = applyStrategicMergePatch(pod, { spec: { strategy: { a: 'b' } } }, patch)
  assert.equal(
    JSON.stringify(result),
    '{"spec":{"strategy":{"a":"b","__proto__":"z"},"selector":{"__proto__":"x","constructor":"y"}},"__proto__":{"polluted":1}}',
  )
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
})
