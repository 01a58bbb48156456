import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { containerOf, podOf } from '../pods/test-pods.ts'
import { openCgroupFiles, sharesToWeight } from './cgroup-files.ts'
import { burstableShares, createPodCgroups } from './pod-cgroups.ts'

function tree(files: readonly string[]): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'wherry-cgroup-'))
  for (const file of files) {
    mkdirSync(join(path, file, '..'), { recursive: true })
    writeFileSync(join(path, file), 'cpu memory pids')
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) }
}

const limited = containerOf('main', {
  resources: { limits: { cpu: '500m', memory: '64Mi' }, requests: { cpu: '250m' } },
})
const pod = podOf({ spec: { containers: [limited] } })

test('createPodCgroups() makes and limits a group in each hierarchy of version 1', async () => {
  using mount = tree(['cpu/cgroup.procs', 'memory/cgroup.procs'])
  const files = await openCgroupFiles(mount.path)
  assert.equal(files?.version, 1)
  const cgroups = createPodCgroups(files as NonNullable<typeof files>, { root: 'r' })
  assert.equal(cgroups.parent(pod), '/r/kubepods/burstable/poduid-1')
  await cgroups.ensure(pod)
  const read = (file: string) => readFileSync(join(mount.path, file), 'utf8')
  assert.equal(read('cpu/r/kubepods/burstable/poduid-1/cpu.shares'), '256')
  assert.equal(read('cpu/r/kubepods/burstable/poduid-1/cpu.cfs_quota_us'), '50000')
  assert.equal(read('memory/r/kubepods/burstable/poduid-1/memory.limit_in_bytes'), String(64 * 1024 ** 2))
})

test('createPodCgroups() hands controllers down in version 2', async () => {
  using mount = tree(['cgroup.controllers', 'cgroup.subtree_control'])
  const files = await openCgroupFiles(mount.path)
  assert.equal(files?.version, 2)
  const cgroups = createPodCgroups(files as NonNullable<typeof files>, { root: '' })
  await cgroups.ensure(pod)
  const read = (file: string) => readFileSync(join(mount.path, file), 'utf8')
  assert.equal(read('cgroup.subtree_control'), '+cpu +memory +pids')
  assert.equal(read('kubepods/burstable/poduid-1/cpu.max'), '50000 100000')
  assert.equal(read('kubepods/burstable/poduid-1/memory.max'), String(64 * 1024 ** 2))
})

test('openCgroupFiles() finds none where there are none', async () => {
  using mount = tree([])
  assert.equal(await openCgroupFiles(mount.path), undefined)
})

test('sharesToWeight() maps the range of version 1 to that of version 2', () => {
  assert.deepEqual([2, 1024, 262_144].map(sharesToWeight), [1, 39, 10_000])
})

test('burstableShares() adds up the requests of burstable pods', () => {
  const guaranteed = { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1', memory: '1Gi' } }
  const other = podOf({ spec: { containers: [containerOf('g', { resources: guaranteed })] } })
  assert.equal(burstableShares([pod, pod, other, podOf()]), 512)
})
