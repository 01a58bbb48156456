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

/** Waits only where the cache is not as new as the request asks: by default as new as the store. */
export function getObject(
  request: ApiRequest,
  resource: Resource,
  core: Core,
): ServerResponse | Promise<ServerResponse> {
  const asked =
    request.query.size === 0 ? undefined : parseRevision(queryValue(request.query, 'resourceVersion'))
  const needed = asked ?? core.store.revision
  if (needed > core.feed.revision) {
    return core.feed.reached(needed, request).then(() => answerExisting(request, resource, core))
  }
  return answerExisting(request, resource, core)
}

function answerExisting(
  request: ApiRequest,
  resource: Resource,
  core: Core,
): ServerResponse | Promise<ServerResponse> {
  const entry = existing(request, resource)
  const answer = () => answerEntry(entry, { request, resource, nowMs: core.clock.now() })
  return resource.ready === undefined ? answer() : resource.ready([entry]).then(answer)
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
