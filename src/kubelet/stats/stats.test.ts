import assert from 'node:assert/strict'
import { test } from 'node:test'
import { podOf } from '../pods/test-pods.ts'
import { parseNetDev } from './network-usage.ts'
import { resourceMetrics, statsSummary } from './stats-formats.ts'
import type { NodeUsage } from './stats-reader.ts'
import { UsageRates } from './usage-rate.ts'

const use = {
  cpuNanoseconds: 2_500_000_000,
  cpuNanoCores: 7,
  memoryBytes: 20,
  workingSetBytes: 10,
  rssBytes: 5,
  pageFaults: 1,
  majorPageFaults: 0,
}
const usage: NodeUsage = {
  atMs: Date.UTC(2026, 0, 1),
  total: use,
  memoryAvailableBytes: 100,
  network: [{ name: 'eth0', rxBytes: 1, rxErrors: 0, txBytes: 2, txErrors: 0 }],
  nodefs: { capacityBytes: 1000, availableBytes: 400, inodes: 10, inodesFree: 4 },
  imageBytes: 30,
  pods: [
    {
      pod: podOf({ status: { startTime: '2026-01-01T00:00:00Z' } }),
      total: use,
      processes: 3,
      containers: [{ ...use, name: 'main', startedAtMs: 1000, rootfsBytes: 50, rootfsInodes: 2 }],
      network: [],
    },
  ],
}

test('statsSummary() has the form of upstream', () => {
  const summary = JSON.parse(JSON.stringify(statsSummary(usage, { nodeName: 'n1', startedAtMs: 0 })))
  assert.equal(summary.node.nodeName, 'n1')
  assert.equal(summary.node.fs.usedBytes, 600)
  assert.equal(summary.node.runtime.imageFs.usedBytes, 30)
  assert.equal(summary.node.network.rxBytes, 1)
  const [pod] = summary.pods
  assert.deepEqual(pod.podRef, { name: 'web', namespace: 'default', uid: 'uid-1' })
  assert.equal(pod.containers[0].cpu.usageNanoCores, 7)
  assert.equal(pod.containers[0].rootfs.usedBytes, 50)
  assert.equal(pod.process_stats.process_count, 3)
})

test('resourceMetrics() is what a metrics server scrapes', () => {
  const text = resourceMetrics(usage)
  assert.ok(text.includes('# TYPE container_cpu_usage_seconds_total counter\n'))
  assert.ok(
    text.includes(
      'container_cpu_usage_seconds_total{container="main",namespace="default",pod="web"} 2.5 1767225600000\n',
    ),
  )
  assert.ok(text.includes('container_start_time_seconds{container="main",namespace="default",pod="web"} 1\n'))
  assert.ok(text.includes('node_memory_working_set_bytes 10 1767225600000\n'))
  assert.ok(text.endsWith('resource_scrape_error 0\n'))
})

test('parseNetDev() reads the table of the kernel', () => {
  const text = `Inter-|   Receive  |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:  100 1 0 0 0 0 0 0 100 1 0 0 0 0 0 0
  eth0: 200 2 3 0 0 0 0 0 400 4 5 0 0 0 0 0
`
  assert.deepEqual(parseNetDev(text), [
    { name: 'eth0', rxBytes: 200, rxErrors: 3, txBytes: 400, txErrors: 5 },
  ])
})

test('UsageRates counts from one reading to the next', () => {
  const rates = new UsageRates()
  assert.equal(rates.rate('a', { atMs: 0, nanoseconds: 0 }), undefined)
  assert.equal(rates.rate('a', { atMs: 500, nanoseconds: 9 }), undefined)
  assert.equal(rates.rate('a', { atMs: 2000, nanoseconds: 1_000_000_000 }), 500_000_000)
  rates.keep(new Set())
  assert.equal(rates.rate('a', { atMs: 3000, nanoseconds: 0 }), undefined)
})
