// Does a LIST of everything stop the server for others? With 150,000 pods stored, several clients list them in every form
// while one other GETs a single pod: how long the event loop is held (p99 and the longest), and how long those GETs wait, beside
// the same with nobody listing. The start that fills the caches, initial watch lists, and deletecollection are measured, too.
//
//   node bench/loop-delay.ts [PODS]
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { settle, systemClock } from '../src/base/node/system-clock.ts'
import type { Store } from '../src/store/store.ts'
import { acceptOf, Load } from './apiserver/compare.ts'
import { podOf, podsPath, runningStatus } from './apiserver/pods.ts'
import { type BenchServer, startBenchServer } from './apiserver/server.ts'

const pods = Number(process.argv[2] ?? 150_000)
const listers = 3
const namespaces = 3
const nodes = 5000

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
const partial = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json'

const delay = monitorEventLoopDelay({ resolution: 1 })
const milliseconds = (nanos: number) => Math.max(0, nanos / 1e6 - 1)

function report(what: string, more = ''): void {
  const [p99, longest] = [milliseconds(delay.percentile(99)), milliseconds(delay.max)]
  console.log(
    `${what.padEnd(44)} ${p99.toFixed(1).padStart(7)} ms p99 ${longest.toFixed(0).padStart(6)} ms longest${more}`,
  )
}

/** A stored pod, as the server writes it, to be multiplied. */
async function samplePod(): Promise<string> {
  await using small = await startBenchServer()
  await small.addNamespace('default')
  await small.admin('POST', podsPath('default'), { body: podOf('sample-pod') })
  const target = `${podsPath('default')}/sample-pod/status`
  const text = (
    await small.admin('PUT', target, {
      body: { ...podOf('sample-pod'), status: runningStatus('0123456789') },
    })
  ).toString()
  return text.replace(/,"resourceVersion":"\d+"/, '').replace('"spec":{', '"spec":{"nodeName":"sample-node",')
}

async function fill(store: Store): Promise<void> {
  const sample = await samplePod()
  const uid = /"uid":"([^"]+)"/.exec(sample)?.[1] ?? ''
  for (let from = 0; from < pods; from += 1000) {
    await Promise.all(
      Array.from({ length: Math.min(1000, pods - from) }, (_, at) => {
        const i = from + at
        const [namespace, name] = [`bench-${i % namespaces}`, `pod-${String(i).padStart(6, '0')}`]
        const value = sample
          .replaceAll('sample-pod', name)
          .replaceAll('sample-node', `node-${i % nodes}`)
          .replace('"namespace":"default"', `"namespace":"${namespace}"`)
          .replace('"tier":"web"', `"tier":"${i % 100 === 0 ? 'rare' : 'web'}"`)
          .replace(uid, `${uid.slice(0, -6)}${String(i).padStart(6, '0')}`)
        return store.put(`/registry/core/pods/${namespace}/${name}`, Buffer.from(value))
      }),
    )
  }
}

/** A GET after the other until it is aborted; how long they took. */
async function others(bench: BenchServer, signal: AbortSignal): Promise<readonly number[]> {
  const latencies: number[] = []
  while (!signal.aborted) {
    const beganMs = systemClock.monotonic()
    // The time until the server gets to it counts.
    await settle()
    await bench.admin('GET', `${podsPath('bench-0')}/pod-000000`)
    latencies.push(systemClock.monotonic() - beganMs)
  }
  return latencies.sort((a, b) => a - b)
}

async function meanwhile(what: string, bench: BenchServer, work: () => Promise<unknown>): Promise<void> {
  const ending = new AbortController()
  delay.reset()
  delay.enable()
  const startMs = systemClock.monotonic()
  const asking = others(bench, ending.signal)
  await work()
  const ms = systemClock.monotonic() - startMs
  ending.abort()
  const latencies = await asking
  delay.disable()
  const at = (part: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? 0
  const waits = `GET beside it ${at(0.99).toFixed(1).padStart(6)} ms p99 ${at(1).toFixed(0).padStart(5)} ms longest`
  report(what, `   ${waits}   took ${(ms / 1000).toFixed(1)} s`)
}

async function main(): Promise<void> {
  delay.enable()
  await using bench = await startBenchServer({
    async fill(store) {
      await fill(store)
      delay.reset()
    },
  })
  report(`start with ${pods} pods`)
  for (let i = 0; i < namespaces; i++) await bench.addNamespace(`bench-${i}`)
  await bench.admin('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    body: {
      metadata: { name: 'bench' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'benchers' }],
    },
  })
  using load = new Load()
  const everything = '/api/v1/pods'
  const list =
    (target: string, headers: Readonly<Record<string, string>> = {}, askers = listers) =>
    () =>
      load.run({
        port: bench.port,
        http: 1,
        connections: askers,
        requests: askers,
        method: 'GET',
        target,
        headers,
        tls: bench.client,
      })
  const rare = `${everything}?labelSelector=tier%3Drare`
  await meanwhile('nobody lists', bench, () => pause(2000))
  await meanwhile(`${listers} list all`, bench, list(everything))
  await meanwhile(`${listers} list all again`, bench, list(everything))
  await meanwhile(`${listers} list all, gzip`, bench, list(everything, { 'accept-encoding': 'gzip' }))
  await meanwhile(`${listers} list one in a hundred`, bench, list(rare))
  await meanwhile(
    `${listers} list one field's value`,
    bench,
    list(`${everything}?fieldSelector=status.phase%3DPending`),
  )
  // One: on a busy machine, three take longer than a request may.
  await meanwhile('1 lists all in protobuf', bench, list(everything, { accept: acceptOf.protobuf }, 1))
  await meanwhile(`${listers} list all as a table`, bench, list(everything, { accept: table }))
  await meanwhile(`${listers} list all, metadata alone`, bench, list(everything, { accept: partial }))
  await meanwhile(
    `${listers} list one in a hundred as YAML`,
    bench,
    list(rare, { accept: 'application/yaml' }),
  )
  await meanwhile(`${listers} list a page of 500`, bench, list(`${everything}?limit=500`))
  await meanwhile(
    'one page of the state before',
    bench,
    list(`${everything}?limit=500&resourceVersion=${bench.store.revision - 1}`),
  )
  const watching = `${everything}?watch=1&timeoutSeconds=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan`
  await meanwhile(`${listers} watch from the beginning`, bench, list(watching))
  await meanwhile(`${listers} watch in protobuf`, bench, list(watching, { accept: acceptOf.protobuf }))
  await meanwhile('deletecollection of a namespace', bench, () =>
    bench.admin('DELETE', `${podsPath('bench-2')}?gracePeriodSeconds=0`),
  )
  await meanwhile('compaction', bench, () => bench.store.compact(bench.store.revision))
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => systemClock.after(ms, resolve))
}

await main()
