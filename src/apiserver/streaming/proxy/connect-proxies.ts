// The proxy subresources of pods, services and nodes: plain requests and upgrades, passed on to what the name leads to.
import { Node } from '../../../api/core/node/node.kind.ts'
import { Pod } from '../../../api/core/pod/pod.kind.ts'
import { Service } from '../../../api/core/service/service.kind.ts'
import { EndpointSlice } from '../../../api/discovery/endpoint-slice/endpoint-slice.kind.ts'
import type { Kind, KubeObject } from '../../../machinery/kind.ts'
import { notFound } from '../../../machinery/status-error.ts'
import { cacheReader } from '../../admission/cache-reader.ts'
import type { ConnectHandler, ConnectHandlers } from '../../connect.ts'
import type { Core } from '../../registry/core.ts'
import type { ApiRequest } from '../../request/api-request.ts'
import type { ServerResponse } from '../../request/exchange.ts'
import { type KubeletTls, kubeletPlace } from '../kubelet-connection.ts'
import { type Backend, forward, forwardUpgrade } from './forward.ts'
import { nodeTarget, type ProxyTarget, parseProxyId, podTarget, serviceTarget } from './proxy-target.ts'

export interface ConnectProxiesOptions {
  readonly tls: KubeletTls
  /** Where the cluster's only machine has no other address; for its kubelet alone. */
  readonly allowLoopback?: boolean
  /** Connects somewhere else than to the target: to a test's own server. */
  readonly route?: (target: ProxyTarget) => ProxyTarget
}

type Locate = (request: ApiRequest, core: Core) => Promise<Pick<Backend, 'target' | 'tls'>>

const serviceName = 'kubernetes.io/service-name'

/** Handlers by route; see connect.ts. */
export function connectProxies(options: ConnectProxiesOptions): ConnectHandlers {
  const { route = (target: ProxyTarget) => target } = options
  const proxy = (locate: Locate): ConnectHandler => ({
    async handle(request, core) {
      const rooted = withRoot(request)
      if (rooted !== undefined) return rooted
      const { target, ...more } = await locate(request, core)
      return forward(request, { ...more, target: route(target), ...pathsOf(request) })
    },
    async upgrade(request, connection, core) {
      const { target, ...more } = await locate(request, core)
      await forwardUpgrade(request, connection, { ...more, target: route(target), ...pathsOf(request) })
    },
  })
  return {
    'pods/proxy': proxy(locatePod),
    'services/proxy': proxy(locateService),
    'nodes/proxy': proxy((request, core) => locateNode(request, core, options)),
  }
}

async function locatePod({ info }: ApiRequest, core: Core): Promise<Pick<Backend, 'target'>> {
  const id = parseProxyId(info.name, 'pod')
  return { target: podTarget(id, await found(Pod, { ...info, name: id.name }, core)) }
}

async function locateService({ info }: ApiRequest, core: Core): Promise<Pick<Backend, 'target'>> {
  const id = parseProxyId(info.name, 'service')
  const service = await found(Service, { ...info, name: id.name }, core)
  const slices = cacheReader(core.resources, core.feed)
    .list(EndpointSlice, info.namespace)
    .filter(({ metadata }) => metadata.labels?.[serviceName] === id.name)
  return { target: serviceTarget(id, { service, slices, rng: core.rng }) }
}

/** Without a port, or with its own, the node is its kubelet, whose certificate has to name it. */
async function locateNode(
  { info }: ApiRequest,
  core: Core,
  { tls, allowLoopback = false }: ConnectProxiesOptions,
): Promise<Pick<Backend, 'target' | 'tls'>> {
  const id = parseProxyId(info.name, 'node')
  const node = await found(Node, { namespace: '', name: id.name }, core)
  const place = kubeletPlace(node, { allowLoopback })
  const url = new URL(place.origin)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (id.port !== '' && id.port !== url.port) return { target: nodeTarget(id, host) }
  const { checkServerIdentity } = place
  return { target: { scheme: 'https', host, port: Number(url.port) }, tls: { ...tls, checkServerIdentity } }
}

async function found<T extends KubeObject>(
  kind: Kind<T>,
  key: { readonly namespace: string; readonly name: string },
  core: Core,
): Promise<T> {
  const reader = cacheReader(core.resources, core.feed)
  // What was made a moment ago must be found.
  await reader.fresh()
  const object = reader.get(kind, { namespace: key.namespace, name: key.name })
  if (object === undefined) throw notFound({ group: kind.group, resource: kind.plural }, key.name)
  return object
}

/** The raw path up to `/proxy`, and what comes behind it with the query: the backend decodes for itself. */
function pathsOf({ http, info }: ApiRequest): { readonly prefix: string; readonly path: string } {
  const mark = http.target.indexOf('?')
  const raw = mark < 0 ? http.target : http.target.slice(0, mark)
  const query = mark < 0 ? '' : http.target.slice(mark)
  const segments = raw.split('/')
  const depth = info.namespace === '' ? 6 : 8
  const prefix = segments.slice(0, depth).join('/')
  return { prefix, path: `/${segments.slice(depth).join('/')}${query}` }
}

/** Relative links of the backend's first page need a path that ends in a slash. */
function withRoot({ http, info }: ApiRequest): ServerResponse | undefined {
  if (info.rest.length > 0 || info.path.endsWith('/')) return undefined
  if (http.method !== 'GET' && http.method !== 'HEAD') return undefined
  const mark = http.target.indexOf('?')
  const location = `${info.path}/${mark < 0 ? '' : http.target.slice(mark)}`
  return { status: 301, headers: { location }, body: new Uint8Array() }
}
