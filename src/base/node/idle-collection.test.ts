import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../virtual-clock.ts'
import { collectWhenIdle } from './idle-collection.ts'
import { settle } from './system-clock.ts'

const megabyte = 1024 * 1024

test('collectWhenIdle() collects once it is quiet, and not again for nothing', async () => {
  const clock = new VirtualClock({ settle })
  const stop = new AbortController()
  let cpu = 0
  let used = 100 * megabyte
  let collections = 0
  const thread = {
    cpuMs: () => cpu,
    usedBytes: () => used,
    collect() {
      collections++
      used = 60 * megabyte
    },
  }
  const running = collectWhenIdle(thread, { clock, signal: stop.signal })
  await settle()
  const after = async (work: { readonly cpuMs: number; readonly bytes: number }) => {
    cpu += work.cpuMs
    used += work.bytes
    await clock.advance(30_000)
    return collections
  }
  assert.equal(await after({ cpuMs: 20_000, bytes: megabyte }), 0)
  assert.equal(await after({ cpuMs: 10, bytes: 0 }), 1)
  assert.equal(await after({ cpuMs: 10, bytes: 5 * megabyte }), 1)
  assert.equal(await after({ cpuMs: 10, bytes: 5 * megabyte }), 2)
  stop.abort(new Error('done'))
  await running
})
