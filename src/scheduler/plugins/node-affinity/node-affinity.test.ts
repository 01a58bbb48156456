import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NodeSelectorTerm } from '../../../api/core/pod/pod-scheduling.schema.ts'
import { benchOf, briefly, node, pod, wakes } from '../../scheduler.contract.ts'
import { nodeAffinity } from './node-affinity.ts'

const nodes = [node('a', { labels: { zone: 'x', disk: 'ssd' } }), node('b', { labels: { zone: 'y' } })]
const requiring = (...nodeSelectorTerms: NodeSelectorTerm[]) =>
  pod('p', {
    spec: {
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
    },
  })
const named = (...values: string[]): NodeSelectorTerm => ({
  matchFields: [{ key: 'metadata.name', operator: 'In', values }],
})
const rejected = "!node(s) didn't match Pod's node affinity/selector"

test('nodeAffinity filters by node selector and required terms', () => {
  const bench = benchOf(nodeAffinity, { nodes })
  assert.deepEqual(briefly(bench.filter(pod('p', { spec: { nodeSelector: { zone: 'y' } } }))), {
    a: rejected,
    b: 'ok',
  })
  const inX = requiring({ matchExpressions: [{ key: 'zone', operator: 'In', values: ['x'] }] })
  assert.deepEqual(briefly(bench.filter(inX)), { a: 'ok', b: rejected })
  const either = requiring(
    { matchExpressions: [{ key: 'disk', operator: 'DoesNotExist' }] },
    { matchExpressions: [{ key: 'zone', operator: 'In', values: ['x'] }] },
  )
  assert.deepEqual(briefly(bench.filter(either)), { a: 'ok', b: 'ok' })
})

test('nodeAffinity looks only at nodes that every term names', () => {
  const bench = benchOf(nodeAffinity, { nodes })
  const restricted = (incoming: ReturnType<typeof pod>) =>
    bench.framework.preFilter(bench.state(incoming), incoming, bench.cache.nodes)
  assert.deepEqual(restricted(requiring(named('b'))).nodeNames, new Set(['b']))
  assert.deepEqual(restricted(requiring(named('a'), named('b'))).nodeNames, new Set(['a', 'b']))
  assert.equal(restricted(requiring(named('a'), {})).nodeNames, undefined)
  const torn = { matchFields: [...(named('a').matchFields ?? []), ...(named('b').matchFields ?? [])] }
  assert.deepEqual(restricted(requiring(torn)).blame?.verdict.reasons, ['pod affinity terms conflict'])
})

test('nodeAffinity scores by the weights of preferred terms', () => {
  const bench = benchOf(nodeAffinity, { nodes: [...nodes, node('c')] })
  const prefer = (weight: number, key: string, value: string) => ({
    weight,
    preference: { matchExpressions: [{ key, operator: 'In' as const, values: [value] }] },
  })
  const incoming = pod('p', {
    spec: {
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            prefer(3, 'zone', 'x'),
            prefer(1, 'disk', 'ssd'),
            prefer(1, 'zone', 'y'),
          ],
        },
      },
    },
  })
  assert.deepEqual(bench.score(incoming), { a: 100, b: 25, c: 0 })
})

test('nodeAffinity wakes when a node comes to match', () => {
  const waiting = pod('p', { spec: { nodeSelector: { zone: 'x' } } })
  const [a, b] = nodes
  assert.ok(a !== undefined && b !== undefined)
  assert.equal(wakes(nodeAffinity, 'Node/Add', { pod: waiting, next: a }), true)
  assert.equal(wakes(nodeAffinity, 'Node/Add', { pod: waiting, next: b }), false)
  assert.equal(wakes(nodeAffinity, 'Node/UpdateLabel', { pod: waiting, old: b, next: a }), true)
  assert.equal(wakes(nodeAffinity, 'Node/UpdateLabel', { pod: waiting, old: a, next: a }), false)
})
