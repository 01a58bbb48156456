import assert from 'node:assert/strict'
import { test } from 'node:test'
import { benchOf, briefly, node, pod } from '../../scheduler.contract.ts'
import { nodeName } from './node-name.ts'

test('nodeName lets a pod that names its node onto that node only', () => {
  const bench = benchOf(nodeName, { nodes: [node('a'), node('b')] })
  assert.deepEqual(briefly(bench.filter(pod('p'))), { a: 'ok', b: 'ok' })
  assert.deepEqual(briefly(bench.filter(pod('p', { nodeName: 'b' }))), {
    a: "!node(s) didn't match the requested node name",
    b: 'ok',
  })
})
