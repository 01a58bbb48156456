// Kinds of the group storage.k8s.io.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../machinery/field-error.ts'
import { specimen } from '../specimen.ts'
import { CSIDriver } from './csi-driver/csi-driver.kind.ts'
import { CSINode } from './csi-node/csi-node.kind.ts'
import { StorageClass } from './storage-class/storage-class.kind.ts'
import { VolumeAttachment } from './volume-attachment/volume-attachment.kind.ts'
import { VolumeAttributesClass } from './volume-attributes-class/volume-attributes-class.kind.ts'

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

test('validateStorageClass() checks parameters and places', () => {
  const faults = (body: object) => texts(StorageClass.validate?.(storageClass(body)))
  const many = Object.fromEntries(Array.from({ length: 513 }, (_, index) => [`k${index}`, '']))
  assert.deepEqual(faults({ parameters: many }), ['parameters: Too long: may not be more than 512 bytes'])
  assert.deepEqual(faults({ parameters: { '': 'v', k: 'x'.repeat(256 * 1024) } }), [
    'parameters: Invalid value: "": field can not be empty.',
    'parameters: Too long: may not be more than 262144 bytes',
  ])
  const zone = (...values: string[]) => ({ matchLabelExpressions: [{ key: 'zone', values }] })
  assert.deepEqual(faults({ allowedTopologies: [zone('a', 'b'), zone('a')] }), [])
  assert.deepEqual(faults({ allowedTopologies: [zone('a', 'b'), zone('b', 'a')] }), [
    'allowedTopologies[1].matchLabelExpressions: Duplicate value: ""',
  ])
  const [label] = zone('a').matchLabelExpressions
  const twice = { matchLabelExpressions: [label, { key: 'zone', values: ['b', 'b'] }] }
  assert.deepEqual(faults({ allowedTopologies: [twice, zone()] }), [
    'allowedTopologies[0].matchLabelExpressions[1].values[1]: Duplicate value: "b"',
    'allowedTopologies[0].matchLabelExpressions[1].key: Duplicate value: "zone"',
    'allowedTopologies[1].matchLabelExpressions[0].values: Required value',
  ])
})

test('validateVolumeAttributesClass() wants parameters, which stay', () => {
  const make = (body: object) =>
    specimen(VolumeAttributesClass, { metadata, driverName: 'd', ...body }) as VolumeAttributesClass
  const old = make({ parameters: { iops: '1' } })
  assert.deepEqual(texts(VolumeAttributesClass.validate?.(make({ driverName: '' }))), [
    'driverName: Required value',
    'parameters: Required value: must contain at least one key/value pair',
  ])
  const next = make({ driverName: 'e', parameters: { iops: '2' } })
  assert.deepEqual(texts(VolumeAttributesClass.validateUpdate?.(next, old)), [
    'driverName: Forbidden: updates to driverName are forbidden.',
    'parameters: Forbidden: updates to parameters are forbidden.',
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

test('validateCSIDriver() checks tokens, modes and periods', () => {
  const spec = {
    attachRequired: true,
    fsGroupPolicy: 'Never',
    nodeAllocatableUpdatePeriodSeconds: 9,
    tokenRequests: [
      { audience: 'a', expirationSeconds: 599 },
      { audience: 'a', expirationSeconds: 1 },
      { audience: 'b', expirationSeconds: 2 ** 32 + 1 },
    ],
    volumeLifecycleModes: ['Eternal'],
  }
  const driver = specimen(CSIDriver, { metadata, spec }) as CSIDriver
  assert.deepEqual(texts(CSIDriver.validate?.(driver)), [
    'spec.fsGroupPolicy: Unsupported value: "Never": supported values: "File", "None", "ReadWriteOnceWithFSType"',
    'spec.tokenRequests[0].expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes',
    'spec.tokenRequests[1].audience: Duplicate value: "a"',
    'spec.tokenRequests[2].expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds',
    'spec.volumeLifecycleModes: Unsupported value: "Eternal": supported values: "Persistent", "Ephemeral"',
    'spec.nodeAllocatableUpdatePeriodSeconds: Invalid value: 9: must be greater than or equal to 10 seconds',
  ])
  const next = specimen(CSIDriver, { metadata, spec: { attachRequired: false } }) as CSIDriver
  const old = specimen(CSIDriver, { metadata, spec: {} }) as CSIDriver
  assert.deepEqual(texts(CSIDriver.validateUpdate?.(next, old)), [
    'spec.attachedRequired: Invalid value: false: field is immutable',
  ])
})

test('validateCSINode() wants names once', () => {
  const driver = { name: 'd', nodeID: 'n' }
  const node = specimen(CSINode, { metadata, spec: { drivers: [driver, { ...driver, nodeID: '' }] } })
  assert.deepEqual(texts(CSINode.validate?.(node as CSINode)), [
    'spec.drivers[1].nodeID: Required value',
    'spec.drivers[1].name: Duplicate value: "d"',
  ])
  const long = { ...driver, nodeID: 'n'.repeat(257), topologyKeys: ['a', 'a'], allocatable: { count: -1 } }
  const other = specimen(CSINode, { metadata, spec: { drivers: [long] } }) as CSINode
  assert.deepEqual(texts(CSINode.validate?.(other)), [
    `spec.drivers[0].nodeID: Invalid value: "${long.nodeID}": must be 256 characters or less`,
    'spec.drivers[0].allocatable.count: Invalid value: -1: must be greater than or equal to 0',
    'spec.drivers[0]: Duplicate value: "a"',
  ])
})

test('validateVolumeAttachment() wants one source', () => {
  const attachment = (source: object, status: object = {}) =>
    specimen(VolumeAttachment, {
      metadata,
      spec: { attacher: 'd', nodeName: 'n', source },
      status,
    }) as VolumeAttachment
  const faults = (source: object) => texts(VolumeAttachment.validate?.(attachment(source)))
  const exactlyOne = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'
  assert.deepEqual(faults({}), [`spec.source: Required value: ${exactlyOne}`])
  assert.deepEqual(faults({ persistentVolumeName: 'x', inlineVolumeSpec: {} }), [
    `spec.source: Forbidden: ${exactlyOne}`,
  ])
  assert.deepEqual(faults({ persistentVolumeName: '' }), [
    'spec.source.persistentVolumeName: Required value: must specify non empty persistentVolumeName',
  ])
  const inline = {
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '1Gi' },
    csi: { driver: 'd', volumeHandle: '' },
    nodeAffinity: {},
    persistentVolumeReclaimPolicy: 'Delete',
    storageClassName: 'fast',
    volumeMode: 'Block',
  }
  const [path, context] = ['spec.source.inlineVolumeSpec', 'in the context of inline volumes']
  assert.deepEqual(faults({ inlineVolumeSpec: inline }), [
    `${path}.capacity: Forbidden: may not be specified ${context}`,
    `${path}.persistentVolumeReclaimPolicy: Forbidden: may only be Retain ${context}`,
    `${path}.nodeAffinity: Forbidden: may not be specified ${context}`,
    `${path}.csi.volumeHandle: Required value`,
    `${path}.storageClassName: Forbidden: may not be specified ${context}`,
    `${path}.volumeMode: Forbidden: may not specify volumeMode other than Filesystem ${context}`,
  ])
  const status = { attachError: { message: 'x'.repeat(1025), errorCode: -1 } }
  const obj = attachment({ persistentVolumeName: 'x' }, status)
  assert.deepEqual(texts(VolumeAttachment.validateStatusUpdate?.(obj, obj)), [
    'status.attachError.message: Too long: may not be more than 262144 bytes',
    'status.attachError.errorCode: Invalid value: -1: must be between 0 and 2147483647, inclusive',
  ])
  assert.deepEqual(
    texts(VolumeAttachment.validateCreate?.(attachment({ persistentVolumeName: 'X' }))).length,
    1,
  )
})
