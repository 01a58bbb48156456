import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import { type ImageRecord, planImageGC } from '../pods/image-garbage.ts'
import { containerOf, podOf } from '../pods/test-pods.ts'
import type { PodUsage } from '../stats/stats-reader.ts'
import { evictionMessage, metThresholds, rankForEviction } from './eviction-plan.ts'
import { diskUsage, hasLocalLimits, localStorageFault } from './local-storage.ts'

const gib = 1024 ** 3
const fine = { capacityBytes: 100 * gib, availableBytes: 50 * gib, inodes: 1000, inodesFree: 900 }

test('metThresholds() has the defaults of upstream', () => {
  const met = (memory: number, nodefs = fine) =>
    metThresholds({ memoryAvailableBytes: memory, nodefs }).map(
      ({ resource, pressure, threshold, available }) => `${resource} ${pressure} ${threshold} ${available}`,
    )
  assert.deepEqual(met(gib), [])
  assert.deepEqual(met(50 * 1024 ** 2), ['memory MemoryPressure 100Mi 50Mi'])
  assert.deepEqual(met(gib, { ...fine, availableBytes: 9 * gib }), [
    'ephemeral-storage DiskPressure 10Gi 9Gi',
  ])
  assert.deepEqual(met(gib, { ...fine, inodesFree: 49 }), ['inodes DiskPressure 50 49'])
  assert.deepEqual(metThresholds({ memoryAvailableBytes: undefined, nodefs: undefined }), [])
})

function usage(
  name: string,
  bytes: number,
  more: { readonly request?: string; readonly priority?: number } = {},
): PodUsage {
  const resources = more.request === undefined ? {} : { requests: { memory: more.request } }
  const pod = podOf({
    metadata: { name },
    spec: {
      containers: [containerOf('main', { resources })],
      ...(more.priority !== undefined && { priority: more.priority }),
    },
  })
  const total = {
    cpuNanoseconds: 0,
    cpuNanoCores: 0,
    memoryBytes: bytes,
    workingSetBytes: bytes,
    rssBytes: 0,
    pageFaults: 0,
    majorPageFaults: 0,
  }
  const container = { ...total, name: 'main', startedAtMs: 0, rootfsBytes: 0, rootfsInodes: 0 }
  return { pod, total, processes: 1, containers: [container], network: [] }
}

test('rankForEviction() begins with those over their request, by priority, then by how far', () => {
  const pods = [
    usage('within', 900, { request: '1000' }),
    usage('important', 5000, { request: '10', priority: 100 }),
    usage('little', 20, { request: '10' }),
    usage('much', 500, { request: '10' }),
    usage('critical', 9000, { priority: 2_000_001_000 }),
  ]
  assert.deepEqual(
    rankForEviction(pods, 'memory').map(({ pod }) => pod.metadata.name),
    ['much', 'little', 'important', 'within'],
  )
})

test('evictionMessage() is worded as upstream', () => {
  const [met] = metThresholds({ memoryAvailableBytes: 50 * 1024 ** 2, nodefs: fine })
  assert.equal(
    met && evictionMessage(usage('a', 20 * 1024, { request: '10Ki' }), met),
    'The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. Container main was using 20Ki, request is 10Ki, has larger consumption of memory. ',
  )
})

const limits = { limits: { 'ephemeral-storage': '1Mi' } }
const limited: Pod = podOf({
  spec: {
    containers: [containerOf('main', { resources: limits }), containerOf('side', { resources: limits })],
    volumes: [{ name: 'cache', emptyDir: { sizeLimit: '1Ki' } }],
  },
})

test('localStorageFault() finds the limit that is broken', () => {
  const fault = (emptyDir: number, main: number, side = 0) =>
    localStorageFault(limited, {
      emptyDirs: new Map([['cache', emptyDir]]),
      containers: new Map([
        ['main', main],
        ['side', side],
      ]),
      otherBytes: 0,
    })
  const mib = 1024 ** 2
  assert.equal(fault(1024, mib), undefined)
  assert.equal(fault(1025, 0), 'Usage of EmptyDir volume "cache" exceeds the limit "1Ki". ')
  assert.equal(fault(0, mib + 1), 'Container main exceeded its local ephemeral storage limit "1Mi". ')
  assert.equal(
    fault(1, mib, mib),
    'Pod ephemeral local storage usage exceeds the total limit of containers 2Mi. ',
  )
  assert.ok(hasLocalLimits(limited))
  assert.ok(!hasLocalLimits(podOf()))
})

test('diskUsage() counts what is there and follows no link', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'wherry-du-'))
  const outside = mkdtempSync(join(tmpdir(), 'wherry-du-'))
  mkdirSync(join(directory, 'sub'))
  writeFileSync(join(directory, 'sub/file'), Buffer.alloc(64 * 1024, 1))
  writeFileSync(join(outside, 'big'), Buffer.alloc(1024 * 1024, 1))
  symlinkSync(outside, join(directory, 'link'))
  const { signal } = new AbortController()
  const used = await diskUsage(directory, signal)
  assert.ok(used >= 64 * 1024 && used < 1024 * 1024)
  assert.equal(await diskUsage(join(directory, 'none'), signal), 0)
  rmSync(directory, { recursive: true })
  rmSync(outside, { recursive: true })
})

test('planImageGC() removes what was unused for longest, down to the low mark', () => {
  const image = (id: string, lastUsedMs: number, more: Partial<ImageRecord> = {}): ImageRecord => ({
    id,
    sizeBytes: 4,
    pinned: false,
    firstSeenMs: 0,
    lastUsedMs,
    ...more,
  })
  const images = [
    image('used', 0),
    image('new', 0, { firstSeenMs: 990_000 }),
    image('pinned', 0, { pinned: true }),
    image('late', 500),
    image('early', 100),
  ]
  const plan = (availableBytes: number) =>
    planImageGC(
      images,
      { capacityBytes: 100, availableBytes },
      { inUse: new Set(['used']), nowMs: 1_000_000 },
    )
  assert.deepEqual(plan(16), { remove: [], missingBytes: 0 })
  assert.deepEqual(plan(15).remove, ['early', 'late'])
  assert.deepEqual(plan(10), { remove: ['early', 'late'], missingBytes: 2 })
})
