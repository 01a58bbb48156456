// What do reads cost over a bare Node handler that sends the same bytes? GET, LIST of 500, LIST of 10,000 and LIST with a
// selector that one pod in a hundred matches; JSON and protobuf, HTTP/1.1 and HTTP/2, 1 and 32 connections.
//
//   node bench/reads.ts [all] [GET|LIST...]       all: every combination instead of the usual four; else one question alone
import { startBareServer } from './apiserver/bare-server.ts'
import { acceptOf, compare, Load, nameOfVariant, variants } from './apiserver/compare.ts'
import { podOf, podsPath } from './apiserver/pods.ts'
import { startBenchServer } from './apiserver/server.ts'

const all = process.argv.includes('all')
const only = process.argv.slice(2).find((argument) => argument !== 'all') ?? ''
const seconds = 0.6
const listed = 500
const listedInAll = 10_000
/** Answers of megabytes: more askers at a time only fill memory. */
const maxListers = 2

await using bench = await startBenchServer()
await using bare = await startBareServer(bench)
using load = new Load()

async function addPods(namespace: string, count: number): Promise<void> {
  await bench.addNamespace(namespace)
  for (let from = 0; from < count; from += 500) {
    const some = Array.from({ length: Math.min(500, count - from) }, (_, i) => from + i)
    await Promise.all(
      some.map((i) => {
        const body = podOf(`pod-${i}`, { app: 'bench', rare: i % 100 === 0 ? 'yes' : 'no' })
        return bench.admin('POST', podsPath(namespace), { body })
      }),
    )
  }
}
await addPods('default', listed)
await addPods('many', listedInAll)

const questions = [
  { name: 'GET', target: `${podsPath('default')}/pod-7`, most: Number.POSITIVE_INFINITY },
  { name: `LIST ${listed}`, target: podsPath('default'), most: Number.POSITIVE_INFINITY },
  {
    name: 'LIST 1 in 100',
    target: `${podsPath('many')}?labelSelector=rare%3Dyes`,
    most: Number.POSITIVE_INFINITY,
  },
  { name: `LIST ${listedInAll}`, target: podsPath('many'), most: maxListers },
].filter(({ name }) => name.startsWith(only))

for (const { name, target, most } of questions) {
  for (const variant of variants(all)) {
    const accept = acceptOf[variant.media]
    bare.ready(target, { bytes: await bench.admin('GET', target, { accept }), accept })
    const connections = Math.min(variant.connections, most)
    const job = {
      http: variant.http,
      connections,
      seconds,
      method: 'GET',
      target,
      headers: { accept },
      tls: bench.client,
    }
    await compare(`${name}, ${nameOfVariant({ ...variant, connections })}`, (side) =>
      load.run({ ...job, port: side === 'ours' ? bench.port : bare.port[variant.http] }),
    )
  }
}
