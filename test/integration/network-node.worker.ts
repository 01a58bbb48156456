// The node of network.test.ts: inside its network namespace it sets up the pod network and runs the service proxy against an
// API server of its own, whose services and slices it changes as it is told.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Service } from '../../src/api/core/service/service.kind.ts'
import { EndpointSlice } from '../../src/api/discovery/endpoint-slice/endpoint-slice.kind.ts'
import { silentLogger } from '../../src/base/log.ts'
import { systemClock } from '../../src/base/node/system-clock.ts'
import { systemRng } from '../../src/base/node/system-rng.ts'
import { TaskGroup } from '../../src/base/task-group.ts'
import { createInformers } from '../../src/client/informer-set.ts'
import { createClient } from '../../src/client/typed-client.ts'
import type { Draft } from '../../src/machinery/kind.ts'
import { setUpPodNetwork } from '../../src/network/podnet/pod-network.ts'
import { removeServiceRules, runServiceProxy } from '../../src/network/services/service-proxy.ts'
import { startTestServer } from '../../src/testing/cluster.ts'

export type NodeRequest =
  | { readonly do: 'service'; readonly service: object; readonly slice?: object }
  | { readonly do: 'services'; readonly services: readonly object[]; readonly slices: readonly object[] }
  | { readonly do: 'slice'; readonly slice: object }
  | { readonly do: 'sysctl'; readonly name: string }
  | { readonly do: 'remove' }

export interface NodeOptions {
  readonly bridge: string
  readonly podCIDR: string
  readonly table: string
  readonly nodeName: string
  readonly directory: string
}

const options = JSON.parse(process.argv[2] ?? '{}') as NodeOptions
const { bridge, podCIDR, table, nodeName, directory } = options
const clock = systemClock
const log = silentLogger
const ending = new AbortController()
const group = new TaskGroup({ signal: ending.signal })
const { signal } = group
const server = await startTestServer()
const client = createClient({ handler: server.handler(), clock })
const informers = createInformers({ client, clock, rng: systemRng, log })
await setUpPodNetwork({
  bridge,
  podCIDR,
  moreAddresses: ['10.96.0.10/32'],
  confDir: join(directory, 'net.d'),
  stateDir: join(directory, 'cni'),
  log,
  signal,
})
let synced = Promise.withResolvers<void>()
group.spawn((stop) => informers.run(stop))
const onSynced = () => {
  synced.resolve()
  synced = Promise.withResolvers()
}
const first = synced.promise
group.spawn((stop) =>
  runServiceProxy({ informers, clock, log, nodeName, podCIDR, table, signal: stop, onSynced }),
)
await first

/** Writes, and waits until the proxy has seen it and applied what follows. */
async function written(
  write: Promise<{ readonly metadata: { readonly resourceVersion: string } }>,
): Promise<void> {
  const { metadata } = await write
  const seen = () =>
    [Service, EndpointSlice].some(
      (kind) =>
        Number(informers.of(kind as typeof Service).resourceVersion) >= Number(metadata.resourceVersion),
    )
  while (!seen()) await new Promise((resolve) => setTimeout(resolve, 5))
  await Promise.race([synced.promise, new Promise((resolve) => setTimeout(resolve, 400))])
}

async function putSlice(slice: object): Promise<void> {
  const draft = slice as EndpointSlice
  const there = informers.of(EndpointSlice).get(`default/${draft.metadata.name}`)
  if (there === undefined) return written(client.create(EndpointSlice, draft, { signal }))
  await written(client.update(EndpointSlice, { ...there, endpoints: draft.endpoints }, { signal }))
}

async function carryOut(request: NodeRequest): Promise<unknown> {
  if (request.do === 'service') {
    await written(client.create(Service, request.service as Draft<Service>, { signal }))
    if (request.slice !== undefined) await putSlice(request.slice)
  } else if (request.do === 'services') {
    for (const service of request.services)
      await client.create(Service, service as Draft<Service>, { signal })
    for (const slice of request.slices.slice(1))
      await client.create(EndpointSlice, slice as Draft<EndpointSlice>, { signal })
    await putSlice(request.slices[0] as object)
  } else if (request.do === 'slice') await putSlice(request.slice)
  else if (request.do === 'sysctl') return readFileSync(`/proc/sys/net/${request.name}`, 'utf8').trim()
  else {
    group.stop()
    await group.wait()
    await removeServiceRules(table, new AbortController().signal)
  }
  return {}
}

process.on('message', (message: { readonly id: number; readonly request: NodeRequest }) => {
  carryOut(message.request).then(
    (answer) => process.send?.({ id: message.id, answer }),
    (error: unknown) => process.send?.({ id: message.id, error: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
process.send?.({ id: 0, answer: {} })
