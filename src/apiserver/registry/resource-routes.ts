// From a request for a resource to the function that answers it.
import type { CustomTraits, Kind } from '../../machinery/kind.ts'
import { methodNotAllowed, methodNotSupported, statusFailure } from '../../machinery/status-error.ts'
import type { RouteHandler } from '../pipeline.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { negotiateText, negotiateUntabled } from '../request/negotiate.ts'
import type { Core } from './core.ts'
import { createObject } from './create.ts'
import { deleteCollection, deleteObject } from './delete.ts'
import { getObject } from './get.ts'
import { listObjects } from './list.ts'
import { patchObject } from './patch.ts'
import type { Resource } from './resource.ts'
import { type SubresourceHandlers, subresourceHandler } from './subresources.ts'
import { mainMode, updateObject } from './update.ts'
import { watchObjects } from './watch.ts'

/** Answers POSTs of kinds of which nothing is stored, by `group/plural`. */
export type VirtualHandlers = ReadonlyMap<
  string,
  (request: ApiRequest, kind: Kind) => ReturnType<RouteHandler>
>

export interface RouteTables {
  readonly core: Core
  readonly virtual: VirtualHandlers
  readonly subresources: SubresourceHandlers
}

const allVerbs: readonly string[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
]

const onCollection: ReadonlySet<string> = new Set(['create', 'list', 'watch', 'deletecollection'])

export function resourceRoute(tables: RouteTables): (request: ApiRequest) => RouteHandler | undefined {
  const { core } = tables
  return (request) => {
    const { info } = request
    const resource = core.resources.at(info)
    if (resource === undefined) return virtualRoute(request, tables)
    if (!scopeFits(request, resource) || info.rest.length > 0) return undefined
    if (resource.deprecation !== undefined) request.warnings.push(resource.deprecation)
    if (resource.kind.custom !== undefined) prepareCustom(request, resource.kind.custom)
    if (info.subresource !== '') {
      // Bindings, evictions and tokens.
      if (info.verb === 'create') refuseTable(request)
      return subresourceHandler(request, resource, tables)
    }
    // POST names a collection, PUT and PATCH an object; the other verbs follow from which it is. Below /watch/ it is both.
    if (info.verb === 'watch') requireGet(request)
    else if ((info.name === '') !== onCollection.has(info.verb)) throw methodNotAllowed()
    const verbs = resource.kind.verbs ?? allVerbs
    if (!verbs.includes(info.verb)) throw methodNotAllowed()
    return (routed) => handle(routed, resource, core)
  }
}

function requireGet({ http }: ApiRequest): void {
  if (http.method !== 'GET' && http.method !== 'HEAD') throw methodNotAllowed()
}

/** Kinds that users define have no protobuf, and may be on their way out. */
function prepareCustom(request: ApiRequest, custom: CustomTraits): void {
  if (request.accept.media === 'protobuf' && request.accept.as === undefined)
    request.accept = negotiateText(request.http.headers.accept)
  request.warnings.push(...custom.warnings)
  if (custom.terminating && request.info.verb === 'create' && request.info.subresource === '')
    throw statusFailure(
      405,
      'MethodNotAllowed',
      'create not allowed while custom resource definition is terminating',
    )
}

function virtualRoute(request: ApiRequest, { core, virtual }: RouteTables): RouteHandler | undefined {
  const { info } = request
  const kind = core.resources.virtualAt(info)
  if (kind === undefined || info.name !== '') return undefined
  if ((kind.scope === 'Namespaced') !== (info.namespace !== '')) return undefined
  const handler = virtual.get(`${kind.group}/${kind.plural}`)
  if (handler === undefined || info.verb !== 'create') {
    throw methodNotAllowed()
  }
  refuseTable(request)
  return (routed) => handler(routed, kind)
}

/** Upstream: apiserver pkg/endpoints/handlers/rest.go AllowsMediaTypeTransform, where a storage converts nothing to tables. */
function refuseTable(request: ApiRequest): void {
  if (request.accept.as === 'Table') request.accept = negotiateUntabled(request.http.headers.accept)
}

function scopeFits({ info }: ApiRequest, { kind }: Resource): boolean {
  // A namespace's own path names it as the request's namespace; no other cluster-wide object is reached from within one
  // (CVE-2019-11247).
  if (kind.scope === 'Cluster')
    return info.namespace === '' || (kind.plural === 'namespaces' && info.namespace === info.name)
  return info.namespace !== '' || info.name === ''
}

function handle(request: ApiRequest, resource: Resource, core: Core): ReturnType<RouteHandler> {
  switch (request.info.verb) {
    case 'get':
      return getObject(request, resource, core)
    case 'list':
      return listObjects(request, resource, core)
    case 'watch':
      return watchObjects(request, resource, core)
    case 'create':
      return createObject(request, resource, core)
    case 'update':
      return updateObject(request, resource, { core, mode: mainMode })
    case 'patch':
      return patchObject(request, resource, { core, mode: mainMode })
    case 'delete':
      return deleteObject(request, resource, core)
    case 'deletecollection':
      return deleteCollection(request, resource, core)
    default:
      throw methodNotSupported(resource.subject, request.info.verb)
  }
}
