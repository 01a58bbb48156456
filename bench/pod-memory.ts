// What does a stored pod weigh in the server? Resident memory, heap and buffers before and after 20,000 pods, after a full
// collection, beside the bytes of the pods' JSON. Again after everybody has listed them in JSON and in protobuf.
//
//   node --expose-gc bench/pod-memory.ts [PODS]
import { settle } from '../src/base/node/system-clock.ts'
import { acceptOf } from './apiserver/compare.ts'
import { podOf, podsPath } from './apiserver/pods.ts'
import { startBenchServer } from './apiserver/server.ts'

const pods = Number(process.argv[2] ?? 20_000)

if (globalThis.gc === undefined) throw new Error('start it with node --expose-gc')

interface Weight {
  readonly resident: number
  readonly heap: number
  readonly buffers: number
}

async function weigh(): Promise<Weight> {
  for (let i = 0; i < 3; i++) {
    await settle()
    globalThis.gc?.()
  }
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
  return { resident: rss, heap: heapUsed, buffers: arrayBuffers }
}

function report(what: string, before: Weight, now: Weight): void {
  const each = (name: keyof Weight) =>
    `${((now[name] - before[name]) / pods).toFixed(0).padStart(6)} bytes ${name}`
  console.log(`${what.padEnd(36)} ${each('resident')} ${each('heap')} ${each('buffers')}`)
}

await using bench = await startBenchServer()
await bench.addNamespace('default')
const target = podsPath('default')
const before = await weigh()
for (let from = 0; from < pods; from += 500) {
  await Promise.all(
    Array.from({ length: 500 }, (_, i) => bench.admin('POST', target, { body: podOf(`pod-${from + i}`) })),
  )
}
report(`${pods} pods, each`, before, await weigh())
const { length } = await bench.admin('GET', target)
console.log(`${'their JSON, each'.padEnd(36)} ${(length / pods).toFixed(0).padStart(6)} bytes`)
report('after a list in JSON', before, await weigh())
await bench.admin('GET', target, { accept: acceptOf.protobuf })
report('after a list in protobuf', before, await weigh())
