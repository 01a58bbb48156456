// Discovery and the OpenAPI index with what aggregated servers add. The local documents are taken as the local routes give
// them; where nobody aggregates, those answer alone.
import { createHash } from 'node:crypto'
import { isAvailable } from '../../api/apiregistration/api-service/api-service.conditions.ts'
import { openApi3Answer, openApi3Url } from '../openapi/openapi-answer.ts'
import type { RouteHandler } from '../pipeline.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { ServerResponse } from '../request/exchange.ts'
import { json, withHeaders } from '../request/respond.ts'
import type { Aggregator } from './aggregator.ts'
import { localDocument } from './local-document.ts'
import {
  type ApiGroup,
  type GroupDiscovery,
  mergedGroup,
  mergedGroups,
  mergedItems,
  type RemoteGroupVersion,
} from './merged-discovery.ts'
import { openApi2Route } from './openapi2-route.ts'
import type { RemoteService } from './remote-services.ts'

export type PlainRoute = (request: ApiRequest) => RouteHandler | undefined

export function withAggregatedDiscovery(local: PlainRoute, aggregator: Aggregator): PlainRoute {
  const openApi2 = openApi2Route(aggregator.openApi)
  return (request) => {
    const own = local(request)
    if (aggregator.services.all.size === 0) return own
    const { path } = request.info
    const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
    const remote = remoteVersions(aggregator)
    if (trimmed === '/apis' && own !== undefined) return (routed) => groups(routed, own, remote)
    if (trimmed === '/openapi/v3' && own !== undefined)
      return (routed) => openApiIndex(routed, own, aggregator)
    if (trimmed === '/openapi/v2' && own !== undefined) return openApi2(own)
    const group = /^\/apis\/([^/]+)$/.exec(trimmed)?.[1]
    if (group !== undefined) return oneGroup(group, own, remote)
    return openApiDocument(trimmed, aggregator) ?? own
  }
}

function remoteVersions(aggregator: Aggregator): readonly RemoteGroupVersion[] {
  return [...aggregator.services.all.values()].map((service) => ({
    service,
    documents: aggregator.documentsOf(service),
    isUp: isAvailable(service.object),
  }))
}

async function groups(
  request: ApiRequest,
  own: RouteHandler,
  remote: readonly RemoteGroupVersion[],
): Promise<ServerResponse> {
  type Lists = { groups?: ApiGroup[]; items?: GroupDiscovery[] }
  const { answer, parse } = await localDocument<Lists>(request, own)
  const value = parse()
  if (value === undefined) return answer
  if (value.groups !== undefined) return json({ ...value, groups: mergedGroups(value.groups, remote) })
  const body = Buffer.from(`${JSON.stringify({ ...value, items: mergedItems(value.items ?? [], remote) })}\n`)
  const etag = `"${createHash('sha512').update(body).digest('hex').toUpperCase()}"`
  const headers = { ...answer.headers, etag }
  if (request.http.headers['if-none-match'] === etag) return { status: 304, headers, body: Buffer.alloc(0) }
  return { status: 200, headers, body }
}

function oneGroup(
  name: string,
  own: RouteHandler | undefined,
  all: readonly RemoteGroupVersion[],
): RouteHandler | undefined {
  const remote = all.filter(({ service }) => service.group === name)
  if (remote.length === 0) return own
  return async (request) => {
    const local = own === undefined ? undefined : (await localDocument<ApiGroup>(request, own)).parse()
    return json({ kind: 'APIGroup', apiVersion: 'v1', ...mergedGroup(local, name, remote) })
  }
}

async function openApiIndex(
  request: ApiRequest,
  own: RouteHandler,
  aggregator: Aggregator,
): Promise<ServerResponse> {
  const { answer, parse } = await localDocument<{ paths: Record<string, object> }>(request, own)
  const value = parse()
  if (value === undefined) return answer
  const paths = new Map(Object.entries(value.paths))
  for (const { service, documents } of remoteVersions(aggregator)) {
    const path = `apis/${service.group}/${service.version}`
    const hash = documents?.openApiHash || aggregator.openApi.converted(service)?.hash
    if (hash !== undefined) paths.set(path, { serverRelativeURL: openApi3Url(path, hash) })
    else paths.delete(path)
  }
  return withHeaders(json({ ...value, paths: Object.fromEntries(paths) }), { vary: 'Accept' })
}

/** A document of an aggregated server is asked of it, or made from its document of version 2 where it has no other. */
function openApiDocument(path: string, aggregator: Aggregator): RouteHandler | undefined {
  const match = /^\/openapi\/v3\/apis\/([^/]+)\/([^/]+)$/.exec(path)
  const service: RemoteService | undefined =
    match === null ? undefined : aggregator.services.of(match[1] ?? '', match[2] ?? '')
  if (service === undefined) return undefined
  const hasOwn = (aggregator.documentsOf(service)?.openApiHash ?? '') !== ''
  const converted = hasOwn ? undefined : aggregator.openApi.converted(service)
  if (converted !== undefined) return async (request) => openApi3Answer(request, converted)
  const { handle } = aggregator.proxyTo(service)
  return (request) => handle(request)
}
