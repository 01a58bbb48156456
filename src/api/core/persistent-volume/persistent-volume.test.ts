import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import { PersistentVolume } from './persistent-volume.kind.ts'

function volume(spec: object = {}) {
  return specimen(PersistentVolume, {
    metadata: { name: 'pv', creationTimestamp: '2024-01-01T00:00:00Z' },
    spec: {
      capacity: { storage: '10Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: '/data' },
      ...spec,
    },
  }) as PersistentVolume
}

const faults = (spec: object) => (PersistentVolume.validate?.(volume(spec)) ?? []).map(formatFieldError)

test('validatePersistentVolume() wants one source, a size and modes', () => {
  assert.deepEqual(faults({}), [])
  assert.deepEqual(faults({ accessModes: [], capacity: {} }), [
    'spec.accessModes: Required value',
    'spec.capacity: Required value',
    'spec.capacity: Unsupported value: {}: supported values: "storage"',
  ])
  assert.deepEqual(faults({ hostPath: undefined }), ['spec: Required value: must specify a volume type'])
  assert.deepEqual(faults({ nfs: { server: 's', path: '/p' } }), [
    'spec.nfs: Forbidden: may not specify more than 1 volume type',
  ])
  assert.deepEqual(faults({ hostPath: { path: '/' }, persistentVolumeReclaimPolicy: 'Recycle' }), [
    "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'",
  ])
  assert.deepEqual(faults({ hostPath: undefined, local: { path: '/disk' } }), [
    'spec.nodeAffinity: Required value: Local volume requires node affinity',
  ])
})

test('validatePersistentVolume() looks into each source', () => {
  const source = (body: object) => faults({ hostPath: undefined, ...body })
  const csi = { driver: 'd', volumeHandle: 'h', nodePublishSecretRef: { name: 'S' }, nodeStageSecretRef: {} }
  assert.deepEqual(
    source({ csi }).map((text) => text.split(': ').slice(0, 2).join(': ')),
    [
      'spec.csi.nodePublishSecretRef.name: Invalid value',
      'spec.csi.nodePublishSecretRef.namespace: Required value',
    ],
  )
  assert.deepEqual(source({ azureFile: { secretName: 's', shareName: '', secretNamespace: '' } }), [
    'spec.azureFile.shareName: Required value',
    'spec.azureFile.secretNamespace: Required value',
  ])
  const iscsi = {
    targetPortal: 'x'.repeat(70),
    iqn: 'no',
    lun: 0,
    initiatorName: 'iqn.2001-04.com.example:a',
  }
  assert.deepEqual(
    source({ iscsi }).map((text) => text.replace(iscsi.targetPortal, '...')),
    [
      'spec.iscsi.targetportal: Invalid value: "...": Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.',
      'spec.iscsi.iqn: Invalid value: "no": must be valid format',
    ],
  )
  assert.deepEqual(source({ gcePersistentDisk: { pdName: '' } }), [
    'spec.persistentDisk.pdName: Required value',
  ])
  assert.deepEqual(source({ cinder: { volumeID: 'v', secretRef: { name: 'n' } } }), [
    'spec.cinder.secretRef.namespace: Required value',
  ])
  assert.deepEqual(source({ glusterfs: { endpoints: 'e', path: 'p', endpointsNamespace: '' } }), [
    'spec.glusterfs.endpointsNamespace: Invalid value: "": if the endpointnamespace is set, it must be a valid namespace name',
  ])
  assert.deepEqual(
    source({ hostPath: { path: '/a' }, flexVolume: { driver: 'f' }, cephfs: { monitors: ['m'] } }),
    ['spec.cephFS: Forbidden: may not specify more than 1 volume type'],
  )
})

test('validatePersistentVolumeUpdate() keeps the source', () => {
  const [fault] = PersistentVolume.validateUpdate?.(volume({ hostPath: { path: '/b' } }), volume()) ?? []
  assert.match(
    fault === undefined ? '' : formatFieldError(fault),
    /^spec\.persistentvolumesource: Forbidden: spec\.persistentvolumesource is immutable after creation\n/,
  )
  assert.deepEqual(PersistentVolume.validateUpdate?.(volume({ capacity: { storage: '20Gi' } }), volume()), [])
})

test('volumes print whose they are', () => {
  const bound = {
    ...volume({ claimRef: { namespace: 'ns', name: 'data' }, storageClassName: 'fast' }),
    status: { phase: 'Bound' },
  } as PersistentVolume
  assert.deepEqual(
    PersistentVolume.columns?.map((column) => column.cell(bound, Date.UTC(2024, 0, 3))),
    ['pv', '10Gi', 'RWO', 'Retain', 'Bound', 'ns/data', 'fast', '<unset>', '', '2d', 'Filesystem'],
  )
})
