// How far does one server's watch carry? A thousand watchers on one resource (HTTP/1.1 over TLS), a thousand writes a second:
// the time until the last watcher has the last event, and CPU an event, against a bare handler that commits each write to LMDB
// and sends ready bytes to every stream. And 50 watchers as fast as writes go.
//
//   node bench/watch.ts [WATCHERS]
import { settle, systemClock } from '../src/base/node/system-clock.ts'
import { startBareServer } from './apiserver/bare-server.ts'
import { compare, Load } from './apiserver/compare.ts'
import { startBenchServer } from './apiserver/server.ts'

const many = Number(process.argv[2] ?? 1000)
const few = 50
const writes = 1000
const writesInMany = 200
const writesPerSecond = 1000

await using bench = await startBenchServer()
await using bare = await startBareServer(bench)
using load = new Load()
await bench.addNamespace('default')

const path = '/api/v1/namespaces/default/configmaps'
const data = { text: 'x'.repeat(1500) }
let round = 0

/** One after the other, at this pace where there is one. */
async function writeAll(side: 'bare' | 'ours', count: number, pace?: number): Promise<void> {
  const name = `watched-${round}`
  const object = { metadata: { name }, data, pad: 'x'.repeat(420) }
  const frame = Buffer.from(`${JSON.stringify({ type: 'ADDED', object })}\n`)
  const startMs = systemClock.monotonic()
  const pending: Promise<unknown>[] = []
  for (let i = 0; i < count; i++) {
    const write =
      side === 'bare'
        ? bare.publish(`${path}/${name}-${i}`, frame)
        : bench.admin('POST', path, { body: { metadata: { name: `${name}-${i}` }, data } })
    if (pace === undefined) await write
    else pending.push(write)
    while (pace !== undefined && systemClock.monotonic() - startMs < (i * 1000) / pace) await settle()
    if (i % 50 === 0) await settle()
  }
  await Promise.all(pending)
}

async function watched(watchers: number, count: number, pace?: number): Promise<void> {
  const last: Record<'bare' | 'ours', number[]> = { bare: [], ours: [] }
  await compare(`WATCH, ${watchers} watchers, ${count} writes`, async (side) => {
    round++
    const target = `${path}?watch=1&resourceVersion=${bench.api.core.feed.revision}`
    const port = side === 'ours' ? bench.port : bare.port[1]
    const lines = watchers * count
    const job = {
      port,
      http: 1,
      connections: watchers,
      method: 'GET',
      target,
      lines,
      tls: bench.client,
    } as const
    const measured = await load.run(job, () => writeAll(side, count, pace))
    last[side].push((measured.report.count / measured.perSecond) * 1000)
    return measured
  })
  const best = (side: 'bare' | 'ours') => Math.min(...last[side])
  console.log(
    `  until the last watcher has all: ${best('ours').toFixed(0)} ms of ${best('bare').toFixed(0)} ms` +
      (pace === undefined ? '' : `, the writes being made in ${((count / pace) * 1000).toFixed(0)} ms`),
  )
}

await watched(few, writes)
await watched(many, writesInMany, writesPerSecond)
