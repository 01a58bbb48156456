// The agent process of a node with real containers: containerd, kubelet with its server, pod network, service proxy, DNS.

import { isNodeReady } from '../../api/core/node/node.conditions.ts'
import { Node } from '../../api/core/node/node.kind.ts'
import { onAbort } from '../../base/abort.ts'
import { TaskGroup } from '../../base/task-group.ts'
import type { Client } from '../../client/client.ts'
import { createEventRecorder } from '../../client/event-broadcaster.ts'
import { createInformers } from '../../client/informer-set.ts'
import { createTransport, type Transport } from '../../client/node/transport.ts'
import { createClient } from '../../client/typed-client.ts'
import { Containerd } from '../../kubelet/containerd/containerd.ts'
import { type CriClient, createCriClient } from '../../kubelet/cri/cri-client.ts'
import type { ImageStore } from '../../kubelet/images/image-load.ts'
import { pauseImageName } from '../../kubelet/images/pause-image.ts'
import { runKubelet } from '../../kubelet/kubelet.ts'
import { runKubeletServer } from '../../kubelet/server/kubelet-server.ts'
import type { KubeletState } from '../../kubelet/server/kubelet-state.ts'
import type { ClusterOptions } from '../cluster-options.ts'
import type { Host } from '../host.ts'
import type { Layout } from '../layout.ts'
import type { KeyPair } from '../pki/authority.ts'
import type { ClusterPki } from '../pki/cluster-pki.ts'
import { prepareKeys } from '../pki/prepare-keys.ts'
import { dnsServiceIP } from '../service-addresses.ts'
import { version } from '../version.ts'
import { containerdOptions } from './containerd-options.ts'
import { preloadImages } from './images.ts'
import { runNetwork } from './run-network.ts'

export interface RunAgentContext {
  readonly layout: Layout
  readonly host: Host
  readonly signal: AbortSignal
  readonly onReady: () => void
}

/** Runs until the signal aborts; containers go on running then. */
export async function runAgent(options: ClusterOptions, context: RunAgentContext): Promise<void> {
  const { layout, host, signal, onReady } = context
  const pki = await prepareKeys(options, { layout, host })
  await using group = new TaskGroup({ signal })
  const runtime = await startRuntime(options, { layout, host, group })
  const cri = createCriClient({ socket: runtime.socket, clock: host.clock })
  using _cri = { [Symbol.dispose]: () => cri.close() }
  await using kubelet = connect(options, pki, pki.kubeletClient, { host, userAgent: 'kubelet' })
  await using network = connect(options, pki, pki.networkClient, { host, userAgent: 'kube-proxy' })
  group.spawn(async (stop) => {
    await runtime.ready(stop)
    await preloadImages({ store: runtime, cri, clock: host.clock, signal: stop })
    await runNode(options, { ...context, signal: stop, pki, cri, client: kubelet.client })
  })
  group.spawn((stop) => runNetwork(options, { layout, host, client: network.client, signal: stop }))
  group.spawn((stop) => announceReady(network.client, options, { host, signal: stop, onReady }))
  await group.wait()
}

interface Runtime extends ImageStore {
  ready(signal: AbortSignal): Promise<void>
}

async function startRuntime(
  options: ClusterOptions,
  { layout, host, group }: { readonly layout: Layout; readonly host: Host; readonly group: TaskGroup },
): Promise<Runtime> {
  const own = await containerdOptions(layout, { host, signal: group.signal })
  if (options.containerd !== undefined) {
    return {
      ctr: own.programs.ctr,
      socket: options.containerd,
      snapshotter: own.host.snapshotter,
      ready: async () => {},
    }
  }
  const containerd = new Containerd(own)
  group.spawn((stop) => containerd.run(stop))
  return { ...containerd.store, ready: (signal) => containerd.ready({ signal }) }
}

interface Connection extends AsyncDisposable {
  readonly client: Client
}

function connect(
  options: ClusterOptions,
  pki: ClusterPki,
  identity: KeyPair,
  { host, userAgent }: { readonly host: Host; readonly userAgent: string },
): Connection {
  const server = `https://127.0.0.1:${options.port}`
  const transport: Transport = createTransport({
    server,
    tls: { ca: pki.ca.cert, ...identity },
    clock: host.clock,
  })
  const client = createClient({ handler: transport.handler, clock: host.clock, userAgent })
  return { client, [Symbol.asyncDispose]: () => transport.close() }
}

type NodeContext = RunAgentContext & {
  readonly pki: ClusterPki
  readonly cri: CriClient
  readonly client: Client
}

/** The kubelet, and its server once it knows its pods. */
async function runNode(options: ClusterOptions, context: NodeContext): Promise<void> {
  const { layout, host, pki, cri, client, signal } = context
  const log = host.log.named('kubelet')
  const { nodeName } = options
  const informers = createInformers({ ...host, client, log })
  const events = createEventRecorder({ ...host, client, log, component: 'kubelet', host: nodeName })
  await using group = new TaskGroup({ signal })
  const serve = (state: KubeletState) =>
    group.spawn((stop) =>
      runKubeletServer({
        state,
        cri,
        client,
        clock: host.clock,
        log: log.named('server'),
        nodeName,
        tls: { ...pki.kubeletServer, clientCa: pki.ca.cert },
        signal: stop,
      }),
    )
  group.spawn((stop) => informers.run(stop))
  group.spawn((stop) => events.run(stop))
  group.spawn((stop) =>
    runKubelet({
      ...host,
      client,
      informers,
      events,
      cri,
      log,
      signal: stop,
      nodeName,
      nodeIPs: [options.nodeIP],
      rootDir: layout.kubelet,
      podLogsDir: `${layout.kubelet}/pod-logs`,
      clusterDNS: [dnsServiceIP(options.serviceCIDR)],
      clusterDomain: options.clusterDomain,
      kubeletVersion: version.gitVersion,
      // The runtime does not know that sandboxes need it.
      pinnedImages: [pauseImageName],
      onReady: serve,
    }),
  )
  await group.wait()
}

/** Says ready when the API shows the node as ready. */
async function announceReady(
  client: Client,
  options: ClusterOptions,
  {
    host,
    signal,
    onReady,
  }: { readonly host: Host; readonly signal: AbortSignal; readonly onReady: () => void },
): Promise<void> {
  const informers = createInformers({ ...host, client, log: host.log.named('ready') })
  const nodes = informers.of(Node, { fieldSelector: `metadata.name=${options.nodeName}` })
  await using group = new TaskGroup({ signal })
  const { promise, resolve } = Promise.withResolvers<void>()
  using _stop = onAbort(signal, resolve)
  const look = (node: Node) => void (isNodeReady(node) && resolve())
  using _handler = nodes.addHandler({ onAdd: look, onUpdate: look })
  group.spawn((stop) => informers.run(stop))
  await promise
  if (!signal.aborted) onReady()
}
