import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import { StatefulSet } from './stateful-set.kind.ts'

function statefulSet(spec: object = {}) {
  return specimen(StatefulSet, {
    metadata: { name: 'db', namespace: 'ns', creationTimestamp: '2024-01-01T00:00:00Z' },
    spec: {
      serviceName: 'db',
      selector: { matchLabels: { app: 'db' } },
      template: {
        metadata: { labels: { app: 'db' } },
        spec: { containers: [{ name: 'db', image: 'postgres:17' }] },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
      ...spec,
    },
  }) as StatefulSet
}

const faults = (spec: object) => (StatefulSet.validate?.(statefulSet(spec)) ?? []).map(formatFieldError)

test('defaultStatefulSet() fills in policies, the claims and the pods', () => {
  const { spec } = statefulSet()
  assert.equal(spec.podManagementPolicy, 'OrderedReady')
  assert.deepEqual(spec.updateStrategy, { type: 'RollingUpdate', rollingUpdate: { partition: 0 } })
  assert.deepEqual(spec.persistentVolumeClaimRetentionPolicy, { whenDeleted: 'Retain', whenScaled: 'Retain' })
  assert.deepEqual([spec.replicas, spec.revisionHistoryLimit], [1, 10])
  const [claim] = spec.volumeClaimTemplates ?? []
  assert.deepEqual([claim?.apiVersion, claim?.kind], ['v1', 'PersistentVolumeClaim'])
  assert.deepEqual([claim?.spec?.volumeMode, claim?.status], ['Filesystem', { phase: 'Pending' }])
  assert.equal(spec.template.spec?.restartPolicy, 'Always')
})

test('validateStatefulSet() names what is wrong', () => {
  assert.deepEqual(faults({}), [])
  assert.deepEqual(faults({ podManagementPolicy: 'Any', replicas: -1 }), [
    `spec.podManagementPolicy: Invalid value: "Any": must be 'OrderedReady' or 'Parallel'`,
    'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
  ])
  assert.deepEqual(
    faults({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '0%' } } }),
    ['spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "0%": cannot be 0'],
  )
  assert.deepEqual(
    faults({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Keep', whenScaled: 'Delete' } }),
    [
      'spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "Keep": supported values: "Retain", "Delete"',
    ],
  )
  assert.deepEqual(faults({ selector: { matchLabels: { app: 'other' } } }), [
    'spec.template.metadata.labels: Invalid value: {"app":"db"}: `selector` does not match template `labels`',
  ])
})

test('validateStatefulSetCreate() looks at the claims and the service', () => {
  const made = (spec: object) =>
    (StatefulSet.validateCreate?.(statefulSet(spec)) ?? []).map(
      (fault) => formatFieldError(fault).split(': ')[0],
    )
  assert.deepEqual(made({}), [])
  assert.deepEqual(made({ serviceName: 'a.b' }), ['spec.serviceName'])
  assert.deepEqual(made({ volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }] }), [
    'spec.volumeClaimTemplates[0].spec.accessModes',
    'spec.volumeClaimTemplates[0].spec.resources[storage]',
  ])
  assert.equal(StatefulSet.validateName?.('a.b', false).length, 1)
})

test('validateStatefulSetUpdate() lets only some of the spec change', () => {
  const old = statefulSet()
  const update = (spec: object) =>
    (StatefulSet.validateUpdate?.(statefulSet(spec), old) ?? []).map(formatFieldError)
  assert.deepEqual(update({ replicas: 3, minReadySeconds: 5 }), [])
  assert.deepEqual(update({ serviceName: 'other' }), [
    "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
  ])
})

test('stateful sets print how many of their pods are ready', () => {
  const obj = { ...statefulSet({ replicas: 3 }), status: { replicas: 3, readyReplicas: 2 } } as StatefulSet
  assert.deepEqual(
    StatefulSet.columns?.map((column) => column.cell(obj, Date.UTC(2024, 0, 1, 0, 2))),
    ['db', '2/3', '2m', 'db', 'postgres:17'],
  )
})
