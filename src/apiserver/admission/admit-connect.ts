// Admission of connections (exec, attach, port-forward, proxies): judged before anything is opened.
// Upstream: apiserver pkg/endpoints/handlers/rest.go ConnectResource.
import { must } from '../../base/assert.ts'
import type { KubeObject } from '../../machinery/kind.ts'
import type { ConnectHandler, ConnectHandlers } from '../connect.ts'
import type { Core } from '../registry/core.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { isTrue } from '../request/request-info.ts'
import type { AdmissionRequest } from './admission.ts'

const commandFlags = ['stdin', 'stdout', 'stderr', 'tty'] as const

interface Options {
  readonly kind: string
  /** What the query says, as the fields of the options' kind. */
  read(request: ApiRequest): object
}

const pathOptions = (kind: string): Options => ({ kind, read: proxyFields })
const commandOptions = (kind: string): Options => ({ kind, read: commandFields })

/** By resource and subresource; others (logs) are plain reads. */
const optionsOf: ReadonlyMap<string, Options> = new Map([
  ['pods/exec', commandOptions('PodExecOptions')],
  ['pods/attach', commandOptions('PodAttachOptions')],
  ['pods/portforward', { kind: 'PodPortForwardOptions', read: portFields }],
  ['pods/proxy', pathOptions('PodProxyOptions')],
  ['services/proxy', pathOptions('ServiceProxyOptions')],
  ['nodes/proxy', pathOptions('NodeProxyOptions')],
])

function commandFields({ query }: ApiRequest): object {
  const container = query.get('container')?.[0] ?? ''
  const command = query.get('command') ?? []
  return {
    ...Object.fromEntries(
      commandFlags.filter((name) => isTrue(query.get(name)?.[0] ?? '')).map((name) => [name, true]),
    ),
    ...(container !== '' && { container }),
    ...(command.length > 0 && { command }),
  }
}

function portFields({ query }: ApiRequest): object {
  const ports = (query.get('ports') ?? []).flatMap((text) => text.split(',')).map(Number)
  return ports.length > 0 ? { ports } : {}
}

function proxyFields({ info }: ApiRequest): object {
  return info.rest.length > 0 ? { path: `/${info.rest.join('/')}` } : {}
}

/** The same handlers, which open nothing that admission refuses. */
export function withAdmission(handlers: ConnectHandlers): ConnectHandlers {
  return Object.fromEntries(
    Object.entries(handlers).map(([route, handler]) => {
      const options = optionsOf.get(route)
      return [route, options === undefined ? handler : admitted(handler, options)]
    }),
  )
}

function admitted(handler: ConnectHandler, options: Options): ConnectHandler {
  const { handle, upgrade } = handler
  return {
    ...(handle && {
      async handle(request, core) {
        await admit(request, core, options)
        return await handle(request, core)
      },
    }),
    ...(upgrade && {
      async upgrade(request, connection, core) {
        await admit(request, core, options)
        await upgrade(request, connection, core)
      },
    }),
  }
}

async function admit(request: ApiRequest, core: Core, options: Options): Promise<void> {
  const { info } = request
  const resource = must(core.resources.at(info), 'a connection to a resource that is not served')
  const admission: AdmissionRequest = {
    operation: 'CONNECT',
    kind: resource.kind,
    subresource: info.subresource,
    namespace: info.namespace,
    name: info.name,
    user: request.user,
    dryRun: false,
    // Options have no metadata, and no plugin but those that know connections is asked.
    object: { kind: options.kind, apiVersion: 'v1', ...options.read(request) } as unknown as KubeObject,
    oldObject: undefined,
    origin: request,
    warn: (text) => request.warnings.push(text),
  }
  await core.admission.mutate(admission)
  await core.admission.validate(admission)
}
