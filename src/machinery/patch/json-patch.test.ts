import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyJsonPatch } from './json-patch.ts'
import { PatchError } from './patch-error.ts'

const original = { data: { a: '1', b: '2' }, list: ['x', 'y'] }

test('applyJsonPatch() carries out each operation and leaves the original alone', () => {
  const before = JSON.stringify(original)
  const cases: [unknown, unknown][] = [
    [
      [{ op: 'add', path: '/data/c', value: { d: 1 } }],
      { data: { a: '1', b: '2', c: { d: 1 } }, list: ['x', 'y'] },
    ],
    [[{ op: 'add', path: '/list/0', value: 'z' }], { data: { a: '1', b: '2' }, list: ['z', 'x', 'y'] }],
    [[{ op: 'add', path: '/list/-', value: 'z' }], { data: { a: '1', b: '2' }, list: ['x', 'y', 'z'] }],
    [[{ op: 'remove', path: '/list/-1' }], { data: { a: '1', b: '2' }, list: ['x'] }],
    [[{ op: 'replace', path: '/list/1', value: 'q' }], { data: { a: '1', b: '2' }, list: ['x', 'q'] }],
    [
      [{ op: 'replace', path: '/data/new', value: 1 }],
      { data: { a: '1', b: '2', new: 1 }, list: ['x', 'y'] },
    ],
    [[{ op: 'move', from: '/data/b', path: '/b' }], { data: { a: '1' }, list: ['x', 'y'], b: '2' }],
    [
      [
        { op: 'copy', from: '/list', path: '/data/l' },
        { op: 'remove', path: '/list/0' },
      ],
      { data: { a: '1', b: '2', l: ['x', 'y'] }, list: ['y'] },
    ],
    [
      [
        { op: 'test', path: '/data', value: { b: '2', a: '1' } },
        { op: 'add', path: '/data/x~01~1y', value: 1 },
      ],
      { data: { a: '1', b: '2', 'x~1/y': 1 }, list: ['x', 'y'] },
    ],
    [[{ op: 'test', path: '/data/none' }], original],
    [[{ op: 'test', path: '', value: original }], original],
    [[{ op: 'test', path: '/data/none', value: null }], original],
    [[{ op: 'add', path: '/data/nil' }], { data: { a: '1', b: '2', nil: null }, list: ['x', 'y'] }],
  ]
  for (const [patch, expected] of cases) assert.deepEqual(applyJsonPatch(original, patch), expected)
  assert.equal(JSON.stringify(original), before)
})

test('applyJsonPatch() fails in the words of upstream', () => {
  const cases: [unknown, string][] = [
    [[{ op: 'test', path: '/data/a', value: '2' }], 'testing value /data/a failed: test failed'],
    [
      [{ op: 'remove', path: '/data/z' }],
      "error in remove for path: '/data/z': Unable to remove nonexistent key: z: missing value",
    ],
    [
      [{ op: 'remove', path: '/nope/a' }],
      'remove operation does not apply: doc is missing path: "/nope/a": missing value',
    ],
    [
      [{ op: 'add', path: '/x/y', value: 1 }],
      'add operation does not apply: doc is missing path: "/x/y": missing value',
    ],
    [
      [{ op: 'add', path: '/list/5', value: 1 }],
      "error in add for path: '/list/5': Unable to access invalid index: 5: invalid index referenced",
    ],
    [
      [{ op: 'add', path: '/list/q', value: 1 }],
      `error in add for path: '/list/q': value was not a proper array index: 'q': strconv.Atoi: parsing "q": invalid syntax`,
    ],
    [
      [{ op: 'replace', path: '/list/7', value: 1 }],
      'replace operation does not apply: doc is missing key: /list/7: missing value',
    ],
    [
      [{ op: 'move', from: '/data', path: '/data/c' }],
      'move operation does not apply: doc is missing destination path: /data/c: missing value',
    ],
    [[{ op: 'add', value: 1 }], 'add operation failed to decode path: missing value'],
    [
      [{ op: 'replace', value: 1 }],
      'replace operation failed to decode path: operation missing path field: missing value',
    ],
    [[{ op: 'test', path: '', value: {} }], 'testing value  failed: test failed'],
    [
      [{ op: 'move', path: '/a' }],
      'move operation failed to decode from: operation, missing from field: missing value',
    ],
    [[{ op: 'test', path: '/data/a' }], 'testing value /data/a failed: test failed'],
    [[{ op: 'jump', path: '/a' }], 'Unexpected kind: jump'],
    [{ op: 'add' }, 'json: cannot unmarshal object into Go value of type jsonpatch.Patch'],
    [[1], 'json: cannot unmarshal number into Go value of type jsonpatch.Operation'],
  ]
  for (const [patch, message] of cases)
    assert.throws(() => applyJsonPatch(original, patch), { name: 'PatchError', message })
})

test('applyJsonPatch() is bounded (CVE-2019-1002100)', () => {
  const many = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/data/a', value: '1' }))
  assert.throws(() => applyJsonPatch(original, many), { code: 'tooLarge' })
  const grow = Array.from({ length: 40 }, () => ({ op: 'copy', from: '/list', path: '/list/-' }))
  assert.throws(() => applyJsonPatch(original, grow), PatchError)
  const dig = Array.from({ length: 500 }, () => ({ op: 'copy', from: '/data', path: '/data/d' }))
  assert.throws(() => applyJsonPatch({ data: { d: 'x' } }, dig), { message: 'exceeded max depth' })
  const wide = { list: Array.from({ length: 300_000 }, () => 0) }
  const shifts = Array.from({ length: 5000 }, () => ({ op: 'add', path: '/list/0', value: 0 }))
  assert.throws(() => applyJsonPatch(wide, shifts), { code: 'tooLarge' })
  const deep = [{ op: 'add', path: '/a'.repeat(500), value: 1 }]
  assert.throws(() => applyJsonPatch({}, deep), { message: 'exceeded max depth' })
})

test('applyJsonPatch() keeps hostile keys as data', () => {
  const patch = JSON.parse(
    '[{"op":"add","path":"/__proto__","value":{"polluted":1}},{"op":"add","path":"/__proto__/more","value":2},{"op":"add","path":"/data/constructor","value":3}]',
  )
  const result = applyJsonPatch(original, patch) as object
  assert.equal(
    JSON.stringify(result),
    '{"data":{"a":"1","b":"2","constructor":3},"list":["x","y"],"__proto__":{"polluted":1,"more":2}}',
  )
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
  assert.throws(
    () => applyJsonPatch(original, [{ op: 'add', path: '/constructor/prototype/polluted', value: 1 }]),
    PatchError,
  )
  assert.throws(
    () => applyJsonPatch(original, [{ op: 'add', path: '/__proto__/polluted', value: 1 }]),
    PatchError,
  )
})
