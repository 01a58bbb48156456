// The API server's handlers of pods/exec, pods/attach, pods/portforward, pods/log and of the proxies.
import { Node } from '../../api/core/node/node.kind.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import type { Logger } from '../../base/log.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import { notFound } from '../../machinery/status-error.ts'
import { cacheReader } from '../admission/cache-reader.ts'
import type { ConnectHandlers, UpgradeConnection } from '../connect.ts'
import type { Core } from '../registry/core.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { KubeletTls } from './kubelet-connection.ts'
import type { StreamKind } from './pod-options.ts'
import { createPodStreams, type PodStreams } from './pod-streams.ts'
import { connectProxies } from './proxy/connect-proxies.ts'

export interface ConnectPodsOptions {
  readonly tls: KubeletTls
  readonly allowLoopback?: boolean
  readonly log: Logger
}

const openingMethods: ReadonlySet<string> = new Set(['GET', 'POST'])
const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** Handlers by route; see connect.ts. */
export function connectPods(options: ConnectPodsOptions): ConnectHandlers {
  const upgrade = (kind: StreamKind) => ({
    methods: openingMethods,
    upgrade: (request: ApiRequest, connection: UpgradeConnection, core: Core) =>
      connect(kind, { request, connection, streams: streamsOf(core, options) }),
  })
  return {
    ...connectProxies(options),
    'pods/exec': upgrade('exec'),
    'pods/attach': upgrade('attach'),
    'pods/portforward': upgrade('portforward'),
    'pods/log': {
      methods: readingMethods,
      handle: async ({ info, http, signal }, core) => {
        const { namespace, name } = info
        const query = queryOf(http.target)
        return { ...(await streamsOf(core, options).log({ namespace, name, query, signal })), mayStall: true }
      },
    },
  }
}

function streamsOf(core: Core, options: ConnectPodsOptions): PodStreams {
  const reader = cacheReader(core.resources, core.feed)
  const get = async <T extends KubeObject>(kind: Kind<T>, namespace: string, name: string): Promise<T> => {
    // A pod that was bound a moment ago must be found on its node.
    await reader.fresh()
    const found = reader.get(kind, { namespace, name })
    if (found === undefined) throw notFound({ group: '', resource: kind.plural }, name)
    return found
  }
  return createPodStreams({
    pod: (namespace, name) => get(Pod, namespace, name),
    node: (name) => get(Node, '', name),
    ...options,
  })
}

function queryOf(target: string): URLSearchParams {
  const mark = target.indexOf('?')
  return new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1))
}

async function connect(
  kind: StreamKind,
  {
    request,
    connection,
    streams,
  }: {
    readonly request: ApiRequest
    readonly connection: UpgradeConnection
    readonly streams: PodStreams
  },
): Promise<void> {
  const { info, http, signal } = request
  await streams.connect({
    kind,
    namespace: info.namespace,
    name: info.name,
    query: queryOf(http.target),
    headers: http.headers,
    socket: connection.socket,
    head: connection.head,
    signal,
  })
}
