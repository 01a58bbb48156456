import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PersistentVolume } from '../../../api/core/persistent-volume/persistent-volume.kind.ts'
import { PersistentVolumeClaim } from '../../../api/core/persistent-volume-claim/persistent-volume-claim.kind.ts'
import { StorageClass } from '../../../api/storage/storage-class/storage-class.kind.ts'
import { benchOf, briefly, node, pod, type World, wakes } from '../../scheduler.contract.ts'
import { volumeBinding } from './volume-binding.ts'

const nodes = [node('a', { labels: { zone: 'x' } }), node('b', { labels: { zone: 'y' } })]
const using = pod('p', { spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'claim' } }] } })
const object = (kind: { apiVersion: string; kind: string }, name: string, more: object) => ({
  apiVersion: kind.apiVersion,
  kind: kind.kind,
  ...more,
  metadata: {
    ...pod(name).metadata,
    ...(kind !== PersistentVolumeClaim && { namespace: '' }),
    ...('metadata' in more ? (more.metadata as object) : {}),
  },
})
const claim = (spec: object, more: object = {}) => object(PersistentVolumeClaim, 'claim', { spec, ...more })
const bound = claim(
  { volumeName: 'pv' },
  { metadata: { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } } },
)
const volume = object(PersistentVolume, 'pv', {
  spec: {
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['y'] }] }],
      },
    },
  },
})
const storageClass = (provisioner: string) =>
  object(StorageClass, 'slow', { provisioner, volumeBindingMode: 'WaitForFirstConsumer' })

function check(objects: readonly (readonly [object, object])[], expected: Record<string, string>): void {
  const bench = benchOf(volumeBinding, { nodes, objects } as unknown as World)
  assert.deepEqual(briefly(bench.filter(using)), expected)
}

test('volumeBinding makes pods wait for their claims', () => {
  check([], { '*': '!persistentvolumeclaim "claim" not found' })
  check([[PersistentVolumeClaim, claim({})]], { '*': '!pod has unbound immediate PersistentVolumeClaims' })
  check([[PersistentVolumeClaim, bound]], {
    '*': '!persistentvolumeclaim "claim" bound to non-existent persistentvolume "pv"',
  })
})

test('volumeBinding sends pods where their volumes are', () => {
  check(
    [
      [PersistentVolumeClaim, bound],
      [PersistentVolume, volume],
    ],
    { a: "!node(s) didn't match PersistentVolume's node affinity", b: 'ok' },
  )
})

test('volumeBinding lets delayed claims go anywhere that a provisioner can serve', () => {
  const delayed = claim({ storageClassName: 'slow' })
  const world = (provisioner: string): [object, object][] => [
    [PersistentVolumeClaim, delayed],
    [StorageClass, storageClass(provisioner)],
  ]
  check(world('example.com/disk'), { a: 'ok', b: 'ok' })
  const none = "!node(s) didn't find available persistent volumes to bind"
  check(world('kubernetes.io/no-provisioner'), { a: none, b: none })
})

test('volumeBinding leaves pods without claims alone and wakes for its own claim', () => {
  const bench = benchOf(volumeBinding, { nodes })
  assert.deepEqual(
    bench.framework.preFilter(bench.state(pod('q')), pod('q'), bench.cache.nodes).blame,
    undefined,
  )
  assert.equal(
    wakes(volumeBinding, 'PersistentVolumeClaim/Update', { pod: using, next: bound as never }),
    true,
  )
  assert.equal(
    wakes(volumeBinding, 'PersistentVolumeClaim/Update', { pod: pod('q'), next: bound as never }),
    false,
  )
})
