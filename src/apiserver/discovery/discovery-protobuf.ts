// Discovery in protobuf, made from the JSON that the routes below give, local or aggregated.
// Upstream: apiserver pkg/endpoints/discovery, whose documents are API objects like others.
import { apiGroupDiscovery } from '../../api/apidiscovery/api-group-discovery/api-group-discovery.v2.schema.ts'
import {
  apiGroup,
  apiGroupList,
  apiResourceList,
  apiVersions,
  kindFields,
  listMeta,
} from '../../machinery/meta/meta.schema.ts'
import { protobufMediaType, writeProtobuf } from '../../machinery/protobuf/kube-codec.ts'
import { decode } from '../../machinery/schema/decode.ts'
import { list, type ObjectSchema, object, opt, req } from '../../machinery/schema/schema.ts'
import type { RouteHandler } from '../pipeline.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { isStream, pieces, type ServerResponse } from '../request/exchange.ts'
import { acceptClauses } from '../request/negotiate.ts'
import { protobufObject, withHeaders } from '../request/respond.ts'

type PlainRoute = (request: ApiRequest) => RouteHandler | undefined

const { apiVersion, kind } = kindFields
const groupDiscoveryList = object('io.k8s.api.apidiscovery.v2.APIGroupDiscoveryList', {
  apiVersion,
  kind,
  metadata: opt(1, listMeta, { empty: 'zero' }),
  items: req(2, list(apiGroupDiscovery), { empty: 'null' }),
})

const schemas: ReadonlyMap<string, ObjectSchema> = new Map<string, ObjectSchema>([
  ['APIVersions', apiVersions],
  ['APIGroupList', apiGroupList],
  ['APIGroup', apiGroup],
  ['APIResourceList', apiResourceList],
  ['APIGroupDiscoveryList', groupDiscoveryList],
])

const aggregated = 'g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

/** The routes, and discovery in protobuf where the client likes that best. */
export function withProtobufDiscovery(route: PlainRoute): PlainRoute {
  return (request) => {
    const handler = route(request)
    if (handler === undefined || request.http.headers.accept?.includes(protobufMediaType) !== true)
      return handler
    const { path } = request.info
    if (!/^\/apis?(?:\/|$)/.test(path)) return handler
    const parameters = wanted(request)
    return parameters === undefined ? handler : (routed) => inProtobuf(routed, handler, parameters)
  }
}

/** Parameters of the protobuf form that is to be given, '' for the plain one; undefined where JSON comes first. */
function wanted({ http, info }: ApiRequest): string | undefined {
  for (const { type, parameters } of acceptClauses(http.headers.accept ?? '')) {
    const isAggregated = parameters.get('as') === 'APIGroupDiscoveryList'
    const fits = !isAggregated || (parameters.get('v') === 'v2' && /^\/apis?\/?$/.test(info.path))
    if (!fits) continue
    if (type === protobufMediaType) return isAggregated ? aggregated : ''
    if (type === 'application/json' || type === '*/*' || type === 'application/*') return undefined
  }
  return undefined
}

async function inProtobuf(
  request: ApiRequest,
  handler: RouteHandler,
  parameters: string,
): Promise<ServerResponse> {
  const { method, target, connection, headers, signal } = request.http
  const accept = parameters === '' ? 'application/json' : `application/json;${parameters}`
  const http = {
    method,
    target,
    connection,
    headers: { ...headers, accept },
    signal,
    readBody: async () => new Uint8Array(),
  }
  const answer = await handler({ ...request, http, signal: request.signal })
  const type = parameters === '' ? protobufMediaType : `${protobufMediaType};${parameters}`
  if (answer.status !== 200 || isStream(answer.body)) return answer
  const value = JSON.parse(Buffer.concat(pieces(answer.body)).toString())
  const schema = schemas.get(value.kind)
  if (schema === undefined) return answer
  const message = writeProtobuf(schema, decode<object>(schema, value).value)
  const made = protobufObject({ apiVersion: value.apiVersion ?? 'v1', kind: value.kind }, message)
  return withHeaders({ ...made, headers: answer.headers }, { 'content-type': type })
}
