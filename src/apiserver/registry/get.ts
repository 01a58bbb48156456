// GET of one object.
import { notFound } from '../../machinery/status-error.ts'
import type { Entry } from '../cache/entry.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { ServerResponse } from '../request/exchange.ts'
import { parseRevision } from '../request/options.ts'
import { queryValue } from '../request/path.ts'
import { answerEntry } from './answer-object.ts'
import type { Core } from './core.ts'
import { keyOf } from './object.ts'
import type { Resource } from './resource.ts'

export async function getObject(
  request: ApiRequest,
  resource: Resource,
  core: Core,
): Promise<ServerResponse> {
  await reachAskedRevision(request, core)
  return answerEntry(existing(request, resource), { request, resource, nowMs: core.clock.now() })
}

/** Waits until the cache is as new as the request asks: by default as new as the store. */
async function reachAskedRevision(request: ApiRequest, core: Core): Promise<void> {
  const revision =
    request.query.size === 0 ? undefined : parseRevision(queryValue(request.query, 'resourceVersion'))
  if (revision === undefined) {
    if (core.store.revision > core.feed.revision) await core.feed.fresh(request)
  } else await core.feed.reached(revision, request)
}

/** The entry that the request names. Throws 404. */
export function existing(request: ApiRequest, resource: Resource): Entry {
  const { name } = request.info
  const entry = resource.cache.get(keyOf(namespaceFor(request, resource), name))
  if (entry === undefined) throw notFound(resource.subject, name)
  return entry
}

/** A cluster-scoped object has no namespace, even where the path gives one (namespaces themselves). */
export function namespaceFor(request: ApiRequest, resource: Resource): string {
  return resource.kind.scope === 'Namespaced' ? request.info.namespace : ''
}
