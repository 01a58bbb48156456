// How many pods a second the scheduler places, without a server: objects lie in informers, a binding is one change of an
// informer. The workload is upstream's SchedulingBasic: 5,000 nodes, 1,000 pods there already, then the measured ones.
// Run: node bench/scheduler.ts [nodes] [pods]
import { Node } from '../src/api/core/node/node.kind.ts'
import { Pod } from '../src/api/core/pod/pod.kind.ts'
import { silentLogger } from '../src/base/log.ts'
import { systemClock } from '../src/base/node/system-clock.ts'
import { seededRng } from '../src/base/rng.ts'
import type { Client } from '../src/client/client.ts'
import { HandInformers, node, pod } from '../src/scheduler/scheduler.contract.ts'
import { Scheduler } from '../src/scheduler/scheduler.ts'

/** Upstream: test/integration/scheduler_perf, SchedulingBasic threshold for 5000Nodes_10000Pods. */
const floor = 680

const nodes = Number(process.argv[2] ?? 5000)
const measured = Number(process.argv[3] ?? 10_000)
const initial = Math.min(1000, measured)

const informers = new HandInformers()
let revision = 1_000_000

const client = {
  async post(_kind: unknown, ref: { name: string }, { body }: { body: { target: { name: string } } }) {
    await Promise.resolve()
    const current = informers.of(Pod).get(`default/${ref.name}`)
    if (current === undefined) throw new Error(`no pod ${ref.name}`)
    informers.put(Pod, {
      ...current,
      metadata: { ...current.metadata, resourceVersion: String(++revision) },
      spec: { ...current.spec, nodeName: body.target.name },
    })
    bound++
    if (bound === awaited) reached?.()
  },
} as unknown as Client

let bound = 0
let awaited = 0
let reached: (() => void) | undefined

async function place(count: number, prefix: string): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>()
  awaited = bound + count
  reached = resolve
  const requests = { cpu: '100m', memory: '500Mi' }
  const pods = Array.from({ length: count }, (_, i) => pod(`${prefix}-${i}`, { requests }))
  const start = performance.now()
  for (const each of pods) informers.put(Pod, each)
  await promise
  return performance.now() - start
}

for (let i = 0; i < nodes; i++) {
  const zone = `zone-${i % 3}`
  informers.put(Node, node(`node-${i}`, { labels: { 'topology.kubernetes.io/zone': zone } }))
}
const scheduler = new Scheduler({
  client,
  informers,
  clock: systemClock,
  rng: seededRng(1),
  log: silentLogger,
  events: { event: () => {} },
})
const controller = new AbortController()
const running = scheduler.run(controller.signal)
await place(initial, 'initial')
const ms = await place(measured, 'measured')
controller.abort(new Error('done'))
await running
const rate = Math.round(measured / (ms / 1000))
console.log(
  `${nodes} nodes, ${measured} pods: ${Math.round(ms)} ms, ${rate} pods/s (upstream's floor: ${floor})`,
)
