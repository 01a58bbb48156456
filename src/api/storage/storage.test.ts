// Kinds of the group storage.k8s.io.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../machinery/field-error.ts'
import { specimen } from '../specimen.ts'
import { CSIDriver } from './csi-driver/csi-driver.kind.ts'
import { CSINode } from './csi-node/csi-node.kind.ts'
import { StorageClass } from './storage-class/storage-class.kind.ts'
import { VolumeAttachment } from './volume-attachment/volume-attachment.kind.ts'

const metadata = { name: 'x', creationTimestamp: '2024-01-01T00:00:00Z' }

const texts = (faults: readonly Parameters<typeof formatFieldError>[0][] | undefined) =>
  (faults ?? []).map(formatFieldError)

const storageClass = (body: object = {}) =>
  specimen(StorageClass, { metadata, provisioner: 'example.com/nfs', ...body }) as StorageClass

test('validateStorageClass() and its update name what is wrong', () => {
  assert.deepEqual(texts(StorageClass.validate?.(storageClass())), [])
  assert.deepEqual(texts(StorageClass.validate?.(storageClass({ provisioner: '', reclaimPolicy: 'Keep' }))), [
    'provisioner: Required value',
    'reclaimPolicy: Unsupported value: "Keep": supported values: "Delete", "Retain"',
  ])
  const next = storageClass({ provisioner: 'other', volumeBindingMode: 'WaitForFirstConsumer' })
  assert.deepEqual(texts(StorageClass.validateUpdate?.(next, storageClass())), [
    'provisioner: Forbidden: updates to provisioner are forbidden.',
    'volumeBindingMode: Invalid value: "WaitForFirstConsumer": field is immutable',
  ])
})

test('storage classes print which is the default', () => {
  const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' }
  const obj = storageClass({ metadata: { ...metadata, annotations } })
  assert.deepEqual(
    StorageClass.columns?.map((column) => column.cell(obj, Date.UTC(2024, 0, 1, 0, 1))),
    ['x (default)', 'example.com/nfs', 'Delete', 'Immediate', false, '60s'],
  )
})

test('defaultCSIDriver() answers every question', () => {
  const driver = specimen(CSIDriver, { metadata, spec: {} }) as CSIDriver
  assert.deepEqual(texts(CSIDriver.validate?.(driver)), [])
  assert.deepEqual(
    CSIDriver.columns?.slice(0, 7).map((column) => column.cell(driver, 0)),
    ['x', true, false, false, '<unset>', false, 'Persistent'],
  )
})

test('validateCSINode() wants names once', () => {
  const driver = { name: 'd', nodeID: 'n' }
  const node = specimen(CSINode, { metadata, spec: { drivers: [driver, { ...driver, nodeID: '' }] } })
  assert.deepEqual(texts(CSINode.validate?.(node as CSINode)), [
    'spec.drivers[1].nodeID: Required value',
    'spec.drivers[1].name: Duplicate value: "d"',
  ])
})

test('validateVolumeAttachment() wants a source', () => {
  const attachment = specimen(VolumeAttachment, {
    metadata,
    spec: { attacher: 'd', nodeName: 'n', source: {} },
  }) as VolumeAttachment
  assert.deepEqual(texts(VolumeAttachment.validate?.(attachment)), [
    'spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName',
  ])
})
