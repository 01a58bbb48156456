import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import { PersistentVolumeClaim } from './persistent-volume-claim.kind.ts'

type Claim = PersistentVolumeClaim

function claim(spec: object = {}, status?: object) {
  return specimen(PersistentVolumeClaim, {
    metadata: { name: 'data', namespace: 'ns', creationTimestamp: '2024-01-01T00:00:00Z' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } }, ...spec },
    ...(status !== undefined && { status }),
  }) as Claim
}

const faults = (spec: object) => (PersistentVolumeClaim.validate?.(claim(spec)) ?? []).map(formatFieldError)

const size = (storage: string) => ({ resources: { requests: { storage } } })

test('validatePersistentVolumeClaim() names what is wrong', () => {
  assert.deepEqual(faults({}), [])
  assert.deepEqual(faults({ accessModes: [] }), [
    'spec.accessModes: Required value: at least 1 access mode is required',
  ])
  assert.deepEqual(faults({ accessModes: ['ReadWriteOncePod', 'ReadWriteOnce'] }), [
    'spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
  ])
  assert.deepEqual(faults(size('0')), [
    'spec.resources[storage]: Invalid value: "0": must be greater than zero',
  ])
  assert.deepEqual(faults({ resources: {} }), ['spec.resources[storage]: Required value'])
  const text = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
  assert.deepEqual(faults({ dataSource: { kind: 'VolumeSnapshot', name: 'x' } }), [
    `spec.dataSource: Invalid value: "VolumeSnapshot": ${text}`,
  ])
})

test('validatePersistentVolumeClaimUpdate() lets a bound claim grow', () => {
  const bound = { phase: 'Bound', capacity: { storage: '2Gi' } }
  const update = (next: Claim, old: Claim) =>
    (PersistentVolumeClaim.validateUpdate?.(next, old) ?? []).map(
      (fault) => formatFieldError(fault).split('\n')[0],
    )
  const immutable =
    'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'
  assert.deepEqual(update(claim(size('3Gi'), bound), claim({}, bound)), [])
  assert.deepEqual(update(claim(size('3Gi')), claim()), [immutable])
  assert.deepEqual(update(claim({ volumeName: 'pv' }), claim()), [])
  assert.deepEqual(update(claim({ accessModes: ['ReadWriteMany'] }, bound), claim({}, bound)), [immutable])
  assert.deepEqual(update(claim(size('1Gi'), bound), claim({}, bound)), [
    'spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
  ])
  const grown = { ...bound, capacity: { storage: '1Gi' } }
  assert.deepEqual(update(claim(size('3Gi'), grown), claim(size('4Gi'), grown)), [])
})

test('validatePersistentVolumeClaimUpdate() keeps the class that was applied', () => {
  const faults = (next: Claim, old: Claim) =>
    (PersistentVolumeClaim.validateUpdate?.(next, old) ?? []).map(formatFieldError)
  const applied = { phase: 'Bound', currentVolumeAttributesClassName: 'gold' }
  const gold = { volumeAttributesClassName: 'gold' }
  const text = 'is forbidden when status.currentVolumeAttributesClassName is not nil'
  assert.deepEqual(faults(claim({}, applied), claim(gold, applied)), [
    `spec.volumeAttributesClassName: Forbidden: update to nil ${text}`,
  ])
  assert.deepEqual(faults(claim({ volumeAttributesClassName: '' }, applied), claim(gold, applied)), [
    `spec.volumeAttributesClassName: Forbidden: update to empty string ${text}`,
  ])
  assert.deepEqual(faults(claim({}, { phase: 'Bound' }), claim(gold, { phase: 'Bound' })), [])
})

test('validatePersistentVolumeClaimStatusUpdate() knows the states of a resize', () => {
  const status = {
    allocatedResources: { storage: '-1', cpu: '1' },
    allocatedResourceStatuses: { storage: 'Growing' },
  }
  const obj = claim({}, status)
  const states =
    '"ControllerResizeFailed", "ControllerResizeInProgress", "NodeResizeFailed", "NodeResizeInProgress", "NodeResizePending"'
  assert.deepEqual((PersistentVolumeClaim.validateStatusUpdate?.(obj, obj) ?? []).map(formatFieldError), [
    `status.allocatedResourceStatus: Unsupported value: "storage": supported values: ${states}`,
    'status.allocatedResources[storage]: Invalid value: -1: must be a valid resource quantity',
    'status.allocatedResources: Unsupported value: "cpu": supported values: "storage"',
  ])
})

test('claims print their size once they are bound', () => {
  const cells = (obj: Claim) =>
    PersistentVolumeClaim.columns?.slice(0, 7).map((column) => column.cell(obj, 0))
  assert.deepEqual(cells(claim()), ['data', 'Pending', '', '', '', '', '<unset>'])
  const status = { phase: 'Bound', capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce'] }
  assert.deepEqual(cells(claim({ volumeName: 'pv-1', storageClassName: 'fast' }, status)), [
    'data',
    'Bound',
    'pv-1',
    '2Gi',
    'RWO',
    'fast',
    '<unset>',
  ])
})

test('PersistentVolumeClaim says its source in both fields, and ignores sources that the older one does not know', () => {
  const created = (spec: object) => {
    const claim = specimen(PersistentVolumeClaim, { metadata: { name: 'c' }, spec } as object)
    PersistentVolumeClaim.strategy?.prepareForCreate?.(claim)
    return [claim.spec.dataSource, claim.spec.dataSourceRef]
  }
  const claim = { kind: 'PersistentVolumeClaim', name: 'a' }
  const other = { apiGroup: 'example.com', kind: 'Widget', name: 'w' }
  assert.deepEqual(created({ dataSource: claim }), [claim, claim])
  assert.deepEqual(created({ dataSource: other }), [undefined, undefined])
  assert.deepEqual(created({ dataSourceRef: other }), [other, other])
  const away = { ...claim, namespace: 'n' }
  assert.deepEqual(created({ dataSourceRef: away }), [undefined, away])
})
