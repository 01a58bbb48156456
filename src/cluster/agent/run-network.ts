// The network part of a node: waits for the node's pod range, sets up the bridge, then runs the service proxy and DNS.
import { Node } from '../../api/core/node/node.kind.ts'
import { onAbort } from '../../base/abort.ts'
import { TaskGroup } from '../../base/task-group.ts'
import type { Informers } from '../../client/cache.ts'
import type { Client } from '../../client/client.ts'
import { createInformers } from '../../client/informer-set.ts'
import { runDnsServer } from '../../network/dns/dns-server.ts'
import { createForwarder, hostResolvers } from '../../network/dns/forward.ts'
import { createInformerView } from '../../network/dns/informer-view.ts'
import { setUpPodNetwork } from '../../network/podnet/pod-network.ts'
import { runServiceProxy } from '../../network/services/service-proxy.ts'
import type { ClusterOptions } from '../cluster-options.ts'
import type { Host } from '../host.ts'
import type { Layout } from '../layout.ts'
import { dnsServiceIP } from '../service-addresses.ts'
import { cniConfDir } from './machine-cleanup.ts'
import { bridgeName, nftTable } from './network-names.ts'

export interface RunNetworkContext {
  readonly layout: Layout
  readonly host: Host
  readonly client: Client
  readonly signal: AbortSignal
}

const dnsPort = 53

export async function runNetwork(options: ClusterOptions, context: RunNetworkContext): Promise<void> {
  const { layout, host, client, signal } = context
  const log = host.log.named('network')
  const informers = createInformers({ ...host, client, log })
  await using group = new TaskGroup({ signal })
  group.spawn((stop) => informers.run(stop))
  group.spawn((stop) =>
    runServiceProxy({
      informers,
      ...host,
      log,
      nodeName: options.nodeName,
      podCIDR: options.podCIDR,
      table: nftTable,
      signal: stop,
    }),
  )
  group.spawn(async (stop) => {
    const podCIDR = await nodeRange(informers, options.nodeName, stop)
    const address = dnsServiceIP(options.serviceCIDR)
    await setUpPodNetwork({
      bridge: bridgeName,
      podCIDR,
      moreAddresses: [`${address}/32`],
      confDir: cniConfDir(layout, options.containerd),
      stateDir: layout.cni,
      log,
      signal: stop,
    })
    const view = createInformerView(informers, options.clusterDomain)
    await view.synced({ signal: stop })
    const forwarder = createForwarder({ servers: hostResolvers(), ...host, signal: stop })
    await runDnsServer({
      address,
      port: dnsPort,
      view,
      forwarder,
      clock: host.clock,
      log: log.named('dns'),
      signal: stop,
    })
  })
  await group.wait()
}

/** The pod range that the node was given. */
async function nodeRange(informers: Informers, nodeName: string, signal: AbortSignal): Promise<string> {
  const nodes = informers.of(Node, { fieldSelector: `metadata.name=${nodeName}` })
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  using _stop = onAbort(signal, () => reject(signal.reason))
  const look = (node: Node) => {
    if ((node.spec.podCIDR ?? '') !== '') resolve(node.spec.podCIDR as string)
  }
  using _handler = nodes.addHandler({ onAdd: look, onUpdate: look })
  return await promise
}
