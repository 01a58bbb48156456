// What a cluster is made with: defaults as kubeadm has them, and checks with messages that say what to do.
import { hostname, networkInterfaces } from 'node:os'
import { isAbsolute, resolve } from 'node:path'
import { type AuditOptions, parseAuditOptions, type RawAuditOptions } from './audit-options.ts'
import { defaultDataDir } from './layout.ts'
import { choice, duration, wholeNumber } from './option-values.ts'
import { UserError } from './user-error.ts'

export type RuntimeChoice = 'containerd' | 'simulated' | 'auto'
export type StoreChoice = 'lmdb' | 'memory'

export interface ClusterOptions {
  readonly dataDir: string
  readonly port: number
  readonly runtime: RuntimeChoice
  /** Simulated nodes; with containerd there is one. */
  readonly nodes: number
  readonly store: StoreChoice
  /** Socket of a containerd that runs already. */
  readonly containerd: string | undefined
  readonly nodeName: string
  /** The address of this machine that pods and other machines reach. */
  readonly nodeIP: string
  readonly serviceCIDR: string
  readonly podCIDR: string
  readonly clusterDomain: string
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
  /** The flags' texts, which the server understands. */
  readonly featureGates: string
  readonly runtimeConfig: string
  /** What the API server takes on at once, and how long it lets a request take. */
  readonly requests: { readonly reads: number; readonly writes: number; readonly timeoutMs: number }
  /** Undefined where nothing is audited. */
  readonly audit: AuditOptions | undefined
}

/** What the command line gives: all text, all optional. */
export interface RawOptions extends RawAuditOptions {
  readonly dataDir?: string
  readonly port?: string
  readonly runtime?: string
  readonly nodes?: string
  readonly store?: string
  readonly containerd?: string
  readonly logLevel?: string
  readonly featureGates?: string
  readonly runtimeConfig?: string
  readonly maxRequestsInflight?: string
  readonly maxMutatingRequestsInflight?: string
  readonly requestTimeout?: string
}

const fixed = {
  serviceCIDR: '10.96.0.0/12',
  podCIDR: '10.244.0.0/16',
  clusterDomain: 'cluster.local',
} as const

export function parseClusterOptions(raw: RawOptions): ClusterOptions {
  const runtime = choice('--runtime', raw.runtime ?? 'auto', ['containerd', 'simulated', 'auto'])
  const nodes = wholeNumber('--nodes', raw.nodes ?? '1', { min: 1, max: 10_000 })
  if (nodes > 1 && runtime === 'containerd') {
    throw new UserError('--nodes above 1 needs --runtime simulated: this machine is one node')
  }
  const containerd = raw.containerd === undefined ? undefined : socketPath(raw.containerd)
  return {
    dataDir: resolve(raw.dataDir ?? defaultDataDir()),
    port: wholeNumber('--port', raw.port ?? '6443', { min: 1, max: 65_535 }),
    runtime: nodes > 1 ? 'simulated' : runtime,
    nodes,
    store: storeChoice(raw.store ?? 'lmdb'),
    containerd,
    nodeName: nodeNameOf(hostname()),
    nodeIP: primaryAddress(),
    logLevel: choice('--log-level', raw.logLevel ?? 'info', ['debug', 'info', 'warn', 'error']),
    featureGates: raw.featureGates ?? '',
    runtimeConfig: raw.runtimeConfig ?? '',
    requests: requestLimits(raw),
    audit: parseAuditOptions(raw),
    ...fixed,
  }
}

/** Refuses wrong flags before anything starts. What knows the API is loaded only where it is needed. */
export async function checkEnablement(options: ClusterOptions): Promise<void> {
  if (options.audit !== undefined) {
    const { readPolicy } = await import('./server/auditing.ts')
    await readPolicy(options.audit.policyFile)
  }
  if (options.featureGates === '' && options.runtimeConfig === '') return
  const { servedKinds } = await import('./server/served-kinds.ts')
  await servedKinds(options)
}

/** Upstream: apiserver pkg/server/options/server_run_options.go. */
function requestLimits(raw: RawOptions): ClusterOptions['requests'] {
  const range = { min: 1, max: 1_000_000 }
  const reads = wholeNumber('--max-requests-inflight', raw.maxRequestsInflight ?? '400', range)
  const writes = wholeNumber(
    '--max-mutating-requests-inflight',
    raw.maxMutatingRequestsInflight ?? '200',
    range,
  )
  const timeoutMs = duration('--request-timeout', raw.requestTimeout ?? '1m0s')
  return { reads, writes, timeoutMs }
}

function storeChoice(text: string): StoreChoice {
  if (text.startsWith('etcd=')) throw new UserError('--store etcd is not supported yet: use lmdb or memory')
  return choice('--store', text, ['lmdb', 'memory'])
}

function socketPath(text: string): string {
  const path = text.replace(/^unix:\/\//, '')
  if (!isAbsolute(path))
    throw new UserError(`--containerd must be an absolute path to a socket, not ${JSON.stringify(text)}`)
  return path
}

/** A host name made fit to be a node's name. */
export function nodeNameOf(host: string): string {
  const name = host
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
  return name === '' ? 'node' : name
}

/** The first IPv4 address of an interface that is not loopback; loopback where there is none. */
export function primaryAddress(): string {
  const all = Object.entries(networkInterfaces())
    .filter(([name]) => !/^(docker|br-|cni|wherry|veth|virbr)/.test(name))
    .flatMap(([, addresses]) => addresses ?? [])
  return all.find((address) => address.family === 'IPv4' && !address.internal)?.address ?? '127.0.0.1'
}
