// Kubeconfig files: reading, and choosing a context. Each fault is one line that names the file. Upstream: client-go tools/clientcmd.
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import type { TlsMaterial } from './tls-exchange.ts'

export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError'
}

export interface KubeconfigCluster {
  readonly server: string
  readonly 'certificate-authority'?: string
  readonly 'certificate-authority-data'?: string
  readonly 'tls-server-name'?: string
  readonly 'insecure-skip-tls-verify'?: boolean
}

export interface KubeconfigUser {
  readonly 'client-certificate'?: string
  readonly 'client-certificate-data'?: string
  readonly 'client-key'?: string
  readonly 'client-key-data'?: string
  readonly token?: string
  readonly tokenFile?: string
  readonly [other: string]: unknown
}

export interface KubeconfigContext {
  readonly cluster: string
  readonly user: string
  readonly namespace?: string
}

export interface Kubeconfig {
  readonly apiVersion: 'v1'
  readonly kind: 'Config'
  readonly 'current-context': string
  readonly clusters: readonly { readonly name: string; readonly cluster: KubeconfigCluster }[]
  readonly users: readonly { readonly name: string; readonly user: KubeconfigUser }[]
  readonly contexts: readonly { readonly name: string; readonly context: KubeconfigContext }[]
}

/** How to reach a cluster, as one context of a kubeconfig says it. */
export interface ClusterAccess {
  readonly server: string
  readonly tls: TlsMaterial
  readonly token?: () => string | undefined
  readonly namespace: string
}

export async function readKubeconfig(path: string): Promise<Kubeconfig> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new KubeconfigError(`kubeconfig ${path}: ${firstLine(cause)}`, { cause })
  }
  return parseKubeconfig(text, path)
}

export function parseKubeconfig(text: string, path: string): Kubeconfig {
  let value: unknown
  try {
    value = parse(text, { maxAliasCount: 100 })
  } catch (cause) {
    throw new KubeconfigError(`kubeconfig ${path}: ${firstLine(cause)}`, { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new KubeconfigError(`kubeconfig ${path}: not a kubeconfig`)
  }
  const config = value as Partial<Kubeconfig>
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': config['current-context'] ?? '',
    clusters: entries(config.clusters, { path, field: 'clusters' }),
    users: entries(config.users, { path, field: 'users' }),
    contexts: entries(config.contexts, { path, field: 'contexts' }),
  }
}

function entries<T>(
  value: readonly T[] | null | undefined,
  where: { path: string; field: string },
): readonly T[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value))
    throw new KubeconfigError(`kubeconfig ${where.path}: ${where.field} is not a list`)
  return value.filter((entry) => typeof entry === 'object' && entry !== null)
}

/** What the chosen context (the current one unless given) says. Files that it names are read now, a tokenFile later. */
export function clusterAccess(
  config: Kubeconfig,
  options: { readonly path: string; readonly context?: string },
): ClusterAccess {
  const { path } = options
  const name = options.context ?? config['current-context']
  const fault = (what: string) => new KubeconfigError(`kubeconfig ${path}: ${what}`)
  if (name === '') throw fault('no context is chosen')
  const context = config.contexts.find((entry) => entry.name === name)?.context
  if (context == null) throw fault(`context ${JSON.stringify(name)} does not exist`)
  const cluster = config.clusters.find((entry) => entry.name === context.cluster)?.cluster
  if (cluster == null) throw fault(`cluster ${JSON.stringify(context.cluster)} does not exist`)
  if (!URL.canParse(cluster.server ?? ''))
    throw fault(`cluster ${JSON.stringify(context.cluster)} has no valid server`)
  const user = config.users.find((entry) => entry.name === context.user)?.user ?? {}
  if (user.exec !== undefined || user['auth-provider'] !== undefined) {
    throw fault(`user ${JSON.stringify(context.user)} needs a credential plugin, which is not supported`)
  }
  const token = tokenOf(user, path)
  return {
    server: cluster.server,
    tls: tlsOf(cluster, user, path),
    namespace: context.namespace ?? 'default',
    ...(token !== undefined && { token }),
  }
}

function tlsOf(cluster: KubeconfigCluster, user: KubeconfigUser, path: string): TlsMaterial {
  const ca = pem(cluster['certificate-authority-data'], cluster['certificate-authority'], path)
  const cert = pem(user['client-certificate-data'], user['client-certificate'], path)
  const key = pem(user['client-key-data'], user['client-key'], path)
  const serverName = cluster['tls-server-name']
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(serverName !== undefined && { serverName }),
    ...(cluster['insecure-skip-tls-verify'] === true && { insecureSkipTlsVerify: true }),
  }
}

/** Data goes before a file; files lie relative to the kubeconfig. */
function pem(data: string | undefined, file: string | undefined, path: string): string | undefined {
  if (data !== undefined && data !== '') return Buffer.from(data, 'base64').toString()
  return file === undefined || file === '' ? undefined : readBeside(file, path)
}

function tokenOf(user: KubeconfigUser, path: string): (() => string) | undefined {
  const { token, tokenFile } = user
  // A token file is rotated, so it goes before the token and is read each time.
  if (tokenFile !== undefined && tokenFile !== '') return () => readBeside(tokenFile, path).trim()
  return token === undefined || token === '' ? undefined : () => token
}

function readBeside(file: string, path: string): string {
  try {
    return readFileSync(resolve(dirname(path), file), 'utf8')
  } catch (cause) {
    throw new KubeconfigError(`kubeconfig ${path}: ${firstLine(cause)}`, { cause })
  }
}

function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? ''
}
