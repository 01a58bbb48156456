// The Client over any transport: verbs become requests, answers become objects. It holds no state of its own.
import type { Clock } from '../base/clock.ts'
import type { HttpHandler } from '../machinery/http.ts'
import type { Kind, KubeObject } from '../machinery/kind.ts'
import { badRequest, type Status, StatusError } from '../machinery/status-error.ts'
import type {
  CallOptions,
  Client,
  DeleteOptions,
  ListOptions,
  ListResult,
  PatchOptions,
  PatchType,
  Ref,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './client.ts'
import { type Call, type ExchangeOptions, exchange, readBody } from './http-exchange.ts'
import { jsonLines, parseJson } from './json-lines.ts'
import { collectionPath, listQuery, objectPath, query, watchQuery } from './resource-path.ts'
import { TransportError } from './transport-error.ts'

export interface ClientConfig {
  readonly handler: HttpHandler
  readonly clock: Clock
  /** Sent with every request; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  /** The bearer token, asked for at every request, so that it may change. */
  readonly token?: () => string | undefined
  readonly userAgent?: string
}

/** Twice what a stored object may be, with room for managed fields in two forms. */
const maxEventBytes = 16 << 20

export function createClient(config: ClientConfig): Client {
  const options: ExchangeOptions = {
    handler: config.handler,
    clock: config.clock,
    headers: { 'user-agent': config.userAgent ?? 'wherry', ...config.headers },
    token: config.token,
  }
  const bytes = async (call: Call) => readBody(await exchange(call, options))
  const value = async (call: Call) => parseJson(await bytes(call))
  const object = async <T extends KubeObject>(kind: Kind<T>, call: Call) => typed(kind, await value(call))

  return {
    get: (kind, ref, { signal }) => object(kind, { method: 'GET', target: objectPath(kind, ref), signal }),
    list: async (kind, list) => listResult(kind, await value(listCall(kind, list))),
    create: async (kind, draft, write) => {
      const { namespace } = draft.metadata
      requireNamespace(kind, namespace)
      const target = collectionPath(kind, namespace) + writeQuery(write)
      return object(kind, { method: 'POST', target, body: named(kind, draft), signal: write.signal })
    },
    update: async (kind, obj, write) => object(kind, updateCall(kind, obj, write)),
    updateStatus: async (kind, obj, write) =>
      object(kind, updateCall(kind, obj, { ...write, subresource: 'status' })),
    patch: async (kind, ref, patch) => object(kind, patchCall(kind, ref, patch)),
    delete: async (kind, ref, remove) => {
      await bytes({ method: 'DELETE', target: objectPath(kind, ref), ...deleteBody(remove) })
    },
    deleteCollection: async (kind, remove) => {
      const target = collectionPath(kind, remove.namespace) + query(listQuery(remove))
      await bytes({ method: 'DELETE', target, ...deleteBody(remove) })
    },
    watch: (kind, watch) => watchEvents(kind, { watch, options }),
    post: async <R>(kind: Kind, ref: Ref, post: WriteOptions & { subresource: string; body: unknown }) => {
      const target = objectPath(kind, ref, post.subresource) + writeQuery(post)
      return (await value({ method: 'POST', target, body: post.body, signal: post.signal })) as R
    },
    raw: (request) => bytes(request),
  }
}

/** Names the type where the server left it out, as it does for the items of a list. */
function typed<T extends KubeObject>(kind: Kind<T>, value: unknown): T {
  const obj = value as T
  if (typeof value !== 'object' || value === null)
    throw new TransportError('protocol', 'the server sent no object')
  return obj.kind === undefined || obj.kind === '' ? named(kind, obj) : obj
}

function named<T>(kind: Kind, obj: T): T {
  return { ...obj, apiVersion: kind.apiVersion, kind: kind.kind }
}

function requireNamespace(kind: Kind, namespace: string | undefined): void {
  if (kind.scope === 'Namespaced' && (namespace === undefined || namespace === '')) {
    throw badRequest('an empty namespace may not be set during creation')
  }
}

function writeQuery(write: WriteOptions): string {
  return query({ dryRun: write.dryRun ? 'All' : undefined, fieldManager: write.fieldManager })
}

function listCall(kind: Kind, list: ListOptions): Call {
  const target = collectionPath(kind, list.namespace) + query(listQuery(list))
  return { method: 'GET', target, signal: list.signal }
}

function listResult<T extends KubeObject>(kind: Kind<T>, value: unknown): ListResult<T> {
  const { items, metadata } = value as { items?: readonly T[] | null; metadata: ListResult<T>['metadata'] }
  return { items: (items ?? []).map((item) => typed(kind, item)), metadata }
}

function updateCall(
  kind: Kind,
  obj: KubeObject,
  write: WriteOptions & { readonly subresource?: string },
): Call {
  const target = objectPath(kind, obj.metadata, write.subresource) + writeQuery(write)
  return { method: 'PUT', target, body: named(kind, obj), signal: write.signal }
}

const patchTypes: Readonly<Record<PatchType, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  // JSON is YAML.
  apply: 'application/apply-patch+yaml',
}

function patchCall(kind: Kind, ref: Ref, patch: PatchOptions): Call {
  const { type, body, force, signal } = patch
  const dryRun = patch.dryRun ? 'All' : undefined
  const target =
    objectPath(kind, ref, patch.subresource) + query({ dryRun, fieldManager: patch.fieldManager, force })
  return { method: 'PATCH', target, body: JSON.stringify(body), contentType: patchTypes[type], signal }
}

function deleteBody(remove: DeleteOptions): Pick<Call, 'body' | 'signal'> {
  const { signal, gracePeriodSeconds, propagationPolicy, preconditions, dryRun } = remove
  const given = { gracePeriodSeconds, propagationPolicy, preconditions, ...(dryRun && { dryRun: ['All'] }) }
  if (Object.values(given).every((option) => option === undefined)) return { signal }
  return { body: { kind: 'DeleteOptions', apiVersion: 'v1', ...given }, signal }
}

async function* watchEvents<T extends KubeObject>(
  kind: Kind<T>,
  request: { readonly watch: WatchOptions; readonly options: ExchangeOptions },
): AsyncGenerator<WatchEvent<T>, void> {
  const { watch, options } = request
  // Whoever stops reading ends the request, whether or not their own signal is aborted.
  const stop = new AbortController()
  const signal = AbortSignal.any([watch.signal, stop.signal])
  const target = collectionPath(kind, watch.namespace) + query(watchQuery(watch))
  try {
    const response = await exchange({ method: 'GET', target, signal } satisfies Call & CallOptions, options)
    for await (const value of jsonLines(response.body, { maxLineBytes: maxEventBytes })) {
      yield watchEvent(kind, value)
    }
  } finally {
    stop.abort(new Error('the watch is no longer read'))
  }
  watch.signal.throwIfAborted()
}

function watchEvent<T extends KubeObject>(kind: Kind<T>, value: unknown): WatchEvent<T> {
  const { type, object } = value as { readonly type: string; readonly object: unknown }
  if (type === 'ERROR') throw new StatusError(object as Status)
  if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED' && type !== 'BOOKMARK') {
    throw new TransportError('protocol', `unknown watch event type ${JSON.stringify(type)}`)
  }
  return { type, object: typed(kind, object) } as WatchEvent<T>
}
