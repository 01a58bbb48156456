// Tolerations and node affinity, as scheduler and controllers ask about them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  matchesNodeSelector,
  matchesRequiredNodeAffinity,
  preferredNodeAffinityScore,
} from './pod.affinity.ts'
import { findUntolerated, toleratesTaint } from './pod.tolerations.ts'
import type { NodeSelectorRequirement, Toleration } from './pod-scheduling.schema.ts'

const taint = { key: 'k', value: '5', effect: 'NoSchedule' } as const

const tolerations: readonly [Toleration, boolean][] = [
  [{ operator: 'Exists' }, true],
  [{ key: 'k', operator: 'Exists' }, true],
  [{ key: 'k', operator: 'Exists', effect: 'NoExecute' }, false],
  [{ key: 'k', value: '5' }, true],
  [{ key: 'k', value: '6' }, false],
  [{ key: 'x', operator: 'Exists' }, false],
  [{ key: 'k', operator: 'Lt', value: '6' }, true],
  [{ key: 'k', operator: 'Gt', value: '6' }, false],
  [{ key: 'k', operator: 'Gt', value: 'x' }, false],
]

test('toleratesTaint() compares key, value and effect', () => {
  for (const [toleration, expected] of tolerations) {
    assert.equal(toleratesTaint(toleration, taint), expected, JSON.stringify(toleration))
  }
})

test('findUntolerated() looks only at the effects asked for', () => {
  const prefer = { key: 'p', effect: 'PreferNoSchedule' } as const
  assert.equal(findUntolerated([prefer, taint], undefined), taint)
  assert.equal(findUntolerated([prefer, taint], [{ operator: 'Exists' }]), undefined)
  assert.equal(findUntolerated([prefer], [], ['PreferNoSchedule']), prefer)
})

const node = { metadata: { name: 'n1', labels: { zone: 'a', cores: '8' } } }
const expressions: readonly [NodeSelectorRequirement, boolean][] = [
  [{ key: 'zone', operator: 'In', values: ['a', 'b'] }, true],
  [{ key: 'zone', operator: 'NotIn', values: ['a'] }, false],
  [{ key: 'absent', operator: 'NotIn', values: ['a'] }, true],
  [{ key: 'zone', operator: 'Exists' }, true],
  [{ key: 'zone', operator: 'DoesNotExist' }, false],
  [{ key: 'cores', operator: 'Gt', values: ['7'] }, true],
  [{ key: 'cores', operator: 'Lt', values: ['8'] }, false],
  [{ key: 'zone', operator: 'Gt', values: ['1'] }, false],
  [{ key: 'constructor', operator: 'Exists' }, false],
]

test('matchesNodeSelector() reads expressions', () => {
  for (const [expression, expected] of expressions) {
    const selector = { nodeSelectorTerms: [{ matchExpressions: [expression] }] }
    assert.equal(matchesNodeSelector(selector, node), expected, JSON.stringify(expression))
  }
})

test('matchesNodeSelector() joins terms by or, their parts by and; an empty term matches nothing', () => {
  const named = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] } as const] }
  const other = { matchExpressions: [{ key: 'zone', operator: 'In', values: ['z'] } as const] }
  assert.equal(matchesNodeSelector({ nodeSelectorTerms: [] }, node), false)
  assert.equal(matchesNodeSelector({ nodeSelectorTerms: [{}] }, node), false)
  assert.equal(matchesNodeSelector({ nodeSelectorTerms: [other, named] }, node), true)
  assert.equal(matchesNodeSelector({ nodeSelectorTerms: [{ ...other, ...named }] }, node), false)
})

test('matchesRequiredNodeAffinity() wants both the selector and the affinity', () => {
  const affinity = {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'Exists' } as const] }],
      },
    },
  }
  assert.equal(matchesRequiredNodeAffinity({}, node), true)
  assert.equal(matchesRequiredNodeAffinity({ nodeSelector: { zone: 'a' }, affinity }, node), true)
  assert.equal(matchesRequiredNodeAffinity({ nodeSelector: { zone: 'b' }, affinity }, node), false)
})

test('preferredNodeAffinityScore() adds the weights of the terms that hold', () => {
  const preference = (key: string) => ({ matchExpressions: [{ key, operator: 'Exists' } as const] })
  const terms = [
    { weight: 5, preference: preference('zone') },
    { weight: 7, preference: preference('absent') },
    { weight: 2, preference: preference('cores') },
    { weight: 9, preference: {} },
  ]
  assert.equal(preferredNodeAffinityScore(terms, node), 7)
})
