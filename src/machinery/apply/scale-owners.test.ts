import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ManagedFieldsEntry } from './managers.ts'
import { parentEntries, replicasPath, scaleEntries } from './scale-owners.ts'

type Short = readonly [
  manager: string,
  operation: string,
  apiVersion: string,
  fields: object,
  subresource?: string,
]

function entry([manager, operation, apiVersion, fieldsV1, subresource]: Short): ManagedFieldsEntry {
  return {
    manager,
    operation,
    apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...(subresource && { subresource }),
  }
}

function short(entries: readonly ManagedFieldsEntry[] | undefined): Short[] {
  return (entries ?? []).map(({ manager = '', operation = '', apiVersion = '', fieldsV1, subresource }) =>
    subresource === undefined
      ? [manager, operation, apiVersion, fieldsV1 as object]
      : [manager, operation, apiVersion, fieldsV1 as object, subresource],
  )
}

const path = replicasPath('spec', 'replicas')
const paths = new Map([['apps/v1', path]])
const replicas = { 'f:spec': { 'f:replicas': {} } }
const selector = { 'f:spec': { 'f:selector': {} } }
const both = { 'f:spec': { 'f:replicas': {}, 'f:selector': {} } }

test('scaleEntries() keeps the owners of the replicas, under the version of the scale', () => {
  const check = (parent: readonly Short[], expected: readonly Short[]) =>
    assert.deepEqual(short(scaleEntries(parent.map(entry), paths)), expected)
  check(
    [
      ['one', 'Apply', 'apps/v1', selector],
      ['two', 'Apply', 'apps/v1', both],
      ['three', 'Update', 'apps/v1', replicas, 'scale'],
    ],
    [
      ['two', 'Apply', 'autoscaling/v1', replicas],
      ['three', 'Update', 'autoscaling/v1', replicas, 'scale'],
    ],
  )
  check([['one', 'Apply', 'apps/v10', replicas]], [])
})

const cases: Readonly<Record<string, { parent: Short[]; scale: Short[]; expected: Short[] }>> = {
  'the scale takes the replicas from another': {
    parent: [['test', 'Apply', 'apps/v1', both]],
    scale: [['scale', 'Update', 'autoscaling/v1', replicas, 'scale']],
    expected: [
      ['test', 'Apply', 'apps/v1', selector],
      ['scale', 'Update', 'apps/v1', replicas, 'scale'],
    ],
  },
  'the same manager owns through the scale what it owned itself': {
    parent: [['test', 'Update', 'apps/v1', both]],
    scale: [['test', 'Apply', 'autoscaling/v1', replicas, 'scale']],
    expected: [
      ['test', 'Apply', 'apps/v1', replicas, 'scale'],
      ['test', 'Update', 'apps/v1', selector],
    ],
  },
  'who owned nothing else is gone': {
    parent: [['test', 'Apply', 'apps/v1', replicas]],
    scale: [['scale', 'Update', 'autoscaling/v1', replicas, 'scale']],
    expected: [['scale', 'Update', 'apps/v1', replicas, 'scale']],
  },
  'two who agree own both': {
    parent: [['test', 'Apply', 'apps/v1', both]],
    scale: [
      ['test', 'Apply', 'autoscaling/v1', replicas],
      ['test', 'Apply', 'autoscaling/v1', replicas, 'scale'],
    ],
    expected: [
      ['test', 'Apply', 'apps/v1', both],
      ['test', 'Apply', 'apps/v1', replicas, 'scale'],
    ],
  },
  'an updater that keeps the replicas stays one owner': {
    parent: [['test', 'Update', 'apps/v1', both]],
    scale: [['test', 'Update', 'autoscaling/v1', replicas]],
    expected: [['test', 'Update', 'apps/v1', both]],
  },
  'other fields of the scale are nobody’s': {
    parent: [['test', 'Apply', 'apps/v1', selector]],
    scale: [['scale', 'Update', 'autoscaling/v1', { 'f:status': { 'f:replicas': {} } }, 'scale']],
    expected: [['test', 'Apply', 'apps/v1', selector]],
  },
  'versions that are gone are dropped': {
    parent: [
      ['test', 'Apply', 'apps/v1', replicas],
      ['other', 'Apply', 'apps/v10', selector],
    ],
    scale: [['scale', 'Update', 'autoscaling/v1', replicas]],
    expected: [['scale', 'Update', 'apps/v1', replicas]],
  },
}

for (const [name, { parent, scale, expected }] of Object.entries(cases)) {
  test(`parentEntries(): ${name}`, () => {
    const given = { parent: parent.map(entry), scale: scale.map(entry) }
    assert.deepEqual(short(parentEntries({ ...given, paths, apiVersion: 'apps/v1' })), expected)
  })
}

test('parentEntries() knows a place for the replicas in each version, and versions without one', () => {
  const own = new Map([
    ['x/v1', replicasPath('spec', 'size')],
    ['x/v2', undefined],
  ])
  const parent = [
    entry(['a', 'Apply', 'x/v1', { 'f:spec': { 'f:size': {}, 'f:selector': {} } }]),
    entry(['b', 'Apply', 'x/v2', { 'f:spec': { 'f:size': {} } }]),
  ]
  const scale = [entry(['s', 'Update', 'autoscaling/v1', replicas, 'scale'])]
  assert.deepEqual(short(parentEntries({ parent, scale, paths: own, apiVersion: 'x/v1' })), [
    ['a', 'Apply', 'x/v1', selector],
    ['b', 'Apply', 'x/v2', { 'f:spec': { 'f:size': {} } }],
    ['s', 'Update', 'x/v1', { 'f:spec': { 'f:size': {} } }, 'scale'],
  ])
})
