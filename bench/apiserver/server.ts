// The API server as it serves users, in this process, for its benches: TLS, client certificates, RBAC, flow control,
// admission, validation and managed fields on, the store on disk in a folder of its own.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kinds } from '../../src/api/kinds.ts'
import { listenTls } from '../../src/apiserver/http/listeners.ts'
import { type ApiServer, createApiServer } from '../../src/apiserver/server.ts'
import { createLogger } from '../../src/base/log.ts'
import { systemClock } from '../../src/base/node/system-clock.ts'
import { systemRng } from '../../src/base/node/system-rng.ts'
import { uuid } from '../../src/base/rng.ts'
import { createAuthority, issue } from '../../src/cluster/pki/authority.ts'
import { openLmdbStore } from '../../src/store/lmdb/lmdb-store.ts'
import type { Store } from '../../src/store/store.ts'
import type { Tls } from './load.ts'

const sources = { clock: systemClock, rng: systemRng }

export interface BenchServer extends AsyncDisposable {
  readonly dir: string
  readonly api: ApiServer
  readonly store: Store
  readonly port: number
  /** What a load needs to connect, as a user who may edit in the namespaces made here. */
  readonly client: Tls
  /** What another server needs to be found as genuine as this one. */
  readonly served: { readonly cert: string; readonly key: string; readonly ca: string }
  /** A request of the administrator without a socket. Rejects on a failure. */
  admin(method: string, target: string, options?: AdminOptions): Promise<Buffer>
  /** A namespace in which the load's user may edit. */
  addNamespace(name: string): Promise<void>
}

export interface AdminOptions {
  readonly body?: object
  readonly accept?: string
}

export interface BenchServerOptions {
  /** Called with the open store before the server reads it. */
  readonly fill?: (store: Store) => Promise<void>
}

export async function startBenchServer(options: BenchServerOptions = {}): Promise<BenchServer> {
  const authority = await createAuthority('bench', sources)
  const served = await issue(
    authority,
    { commonName: 'server', usage: 'server', ips: ['127.0.0.1'], days: 1 },
    sources,
  )
  const client = await issue(
    authority,
    { commonName: 'bench', organizations: ['benchers'], usage: 'client', days: 1 },
    sources,
  )
  const dir = await mkdtemp(join(tmpdir(), 'bench-apiserver-'))
  const ending = new AbortController()
  const log = createLogger({ level: 'warn', write: (record) => console.error(record.message, record.fields) })
  const store = await openLmdbStore({ dir: join(dir, 'store'), clock: systemClock })
  await options.fill?.(store)
  const adminToken = uuid(systemRng)
  const api = createApiServer({
    store,
    kinds,
    log,
    ...sources,
    tokens: [{ token: adminToken, user: 'admin', groups: ['system:masters'] }],
  })
  const running = api.run(ending.signal)
  await api.ready
  const { pipeline } = api
  const tls = { ...served, clientCa: authority.cert }
  const listening = await listenTls({
    pipeline,
    log,
    signal: ending.signal,
    address: '127.0.0.1',
    port: 0,
    tls,
  })
  const handler = api.handle()
  const admin = async (method: string, target: string, { body, accept }: AdminOptions = {}) => {
    const response = await handler({
      method,
      target,
      headers: {
        authorization: `Bearer ${adminToken}`,
        'content-type': 'application/json',
        ...(accept !== undefined && { accept }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: ending.signal,
    })
    const parts: Uint8Array[] = []
    for await (const part of response.body) parts.push(part)
    const bytes = Buffer.concat(parts)
    if (response.status >= 300) throw new Error(`${method} ${target}: ${response.status} ${bytes}`)
    return bytes
  }
  return {
    dir,
    api,
    store,
    port: listening.port,
    client: { cert: client.cert, key: client.key, ca: authority.cert },
    served: { cert: served.cert, key: served.key, ca: authority.cert },
    admin,
    addNamespace: (name) => addNamespace(name, admin),
    async [Symbol.asyncDispose]() {
      ending.abort(new Error('done'))
      await running
      await listening.closed
      await store.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function addNamespace(name: string, admin: BenchServer['admin']): Promise<void> {
  const group = 'rbac.authorization.k8s.io'
  if (name !== 'default') await admin('POST', '/api/v1/namespaces', { body: { metadata: { name } } })
  await admin('POST', `/api/v1/namespaces/${name}/serviceaccounts`, {
    body: { metadata: { name: 'default' } },
  })
  const roles = `/apis/${group}/v1/namespaces/${name}`
  // As the kubelet's, which no role that people have allows.
  const rules = [{ apiGroups: [''], resources: ['pods/status'], verbs: ['update', 'patch'] }]
  await admin('POST', `${roles}/roles`, { body: { metadata: { name: 'bench-status' }, rules } })
  for (const [kind, role] of [
    ['ClusterRole', 'edit'],
    ['Role', 'bench-status'],
  ]) {
    await admin('POST', `${roles}/rolebindings`, {
      body: {
        metadata: { name: `bench-${kind?.toLowerCase()}` },
        roleRef: { apiGroup: group, kind, name: role },
        subjects: [{ apiGroup: group, kind: 'Group', name: 'benchers' }],
      },
    })
  }
}
