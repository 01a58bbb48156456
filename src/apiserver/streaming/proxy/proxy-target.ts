// Where a proxied request goes, from what the caller named: `name`, `name:port` or `scheme:name:port`. Addresses come from
// objects that users write, so those that lead to the control plane's own neighbourhood are refused (CVE-2020-8555).
// Upstream: pkg/registry/core/pod/strategy.go ResourceLocation, pkg/registry/core/service/storage/storage.go
// ResourceLocation, pkg/registry/core/node/strategy.go ResourceLocation, apimachinery pkg/util/net/util.go SplitSchemeNamePort.
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import type { Service } from '../../../api/core/service/service.kind.ts'
import type { EndpointSlice } from '../../../api/discovery/endpoint-slice/endpoint-slice.kind.ts'
import { type Rng, randomInt } from '../../../base/rng.ts'
import { badRequest, serviceUnavailable } from '../../../machinery/status-error.ts'
import { isReachable } from '../../outbound/addresses.ts'

export type Scheme = 'http' | 'https'

export interface ProxyId {
  /** '' where none was named. */
  readonly scheme: Scheme | ''
  readonly name: string
  readonly port: string
}

export interface ProxyTarget {
  readonly scheme: Scheme
  readonly host: string
  readonly port: number
}

/** Throws 400 for what is no such name; `what` is pod, service or node. */
export function parseProxyId(id: string, what: 'pod' | 'service' | 'node'): ProxyId {
  const parts = id.split(':')
  const [scheme = '', name = '', port = ''] =
    parts.length === 3 ? parts : parts.length === 2 ? ['', ...parts] : ['', id]
  if (parts.length > 3 || name === '' || !isScheme(scheme))
    throw badRequest(`invalid ${what} request ${JSON.stringify(id)}`)
  return { scheme, name, port }
}

function isScheme(text: string): text is Scheme | '' {
  return text === '' || text === 'http' || text === 'https'
}

export const notAllowed = 'address not allowed'

function portNumber(text: string, fallback: number): number {
  if (text === '') return fallback
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (port < 1 || port > 65_535) throw badRequest(`invalid port ${JSON.stringify(text)}`)
  return port
}

function defaultPort(scheme: Scheme): number {
  return scheme === 'https' ? 443 : 80
}

/** Where no port was named, the first that a container of the pod declares. */
export function podTarget(id: ProxyId, pod: Pod): ProxyTarget {
  const scheme = id.scheme === '' ? 'http' : id.scheme
  const declared = pod.spec.containers.flatMap(({ ports = [] }) => ports)[0]?.containerPort
  const port = portNumber(id.port, declared ?? defaultPort(scheme))
  const host = pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP ?? ''
  if (!isReachable(host, { allowLoopback: false })) throw badRequest(notAllowed)
  return { scheme, host, port }
}

export interface ServiceParts {
  readonly service: Service
  readonly slices: readonly EndpointSlice[]
  readonly rng: Rng
}

/** One of the ready endpoints of a port, which is named by its number or its name. */
export function serviceTarget(id: ProxyId, { service, slices, rng }: ServiceParts): ProxyTarget {
  const portName = servicePortName(id, service)
  const found = slices.flatMap((slice) => endpointsOf(slice, portName))
  const chosen = found[found.length > 1 ? randomInt(rng, found.length) : 0]
  if (chosen === undefined)
    throw serviceUnavailable(`no endpoints available for service ${JSON.stringify(id.name)}`)
  if (!isReachable(chosen.host, { allowLoopback: false })) throw badRequest(notAllowed)
  return { scheme: id.scheme === '' ? 'http' : id.scheme, ...chosen }
}

function servicePortName({ name, port }: ProxyId, service: Service): string {
  if (!/^\d+$/.test(port)) return port
  const found = service.spec.ports?.find((one) => one.port === Number(port))
  if (found === undefined)
    throw serviceUnavailable(`no service port ${port} found for service ${JSON.stringify(name)}`)
  return found.name ?? ''
}

function endpointsOf(slice: EndpointSlice, portName: string): { host: string; port: number }[] {
  if (slice.addressType === 'FQDN') return []
  const port = slice.ports?.find((one) => (one.name ?? '') === portName)?.port
  if (port === undefined) return []
  const ready = (slice.endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false)
  return ready.flatMap(({ addresses }) => addresses.slice(0, 1).map((host) => ({ host, port })))
}

/** A port of the node that is not its kubelet's; `host` is the node's address. */
export function nodeTarget(id: ProxyId, host: string): ProxyTarget {
  const scheme = id.scheme === '' ? 'http' : id.scheme
  if (!isReachable(host, { allowLoopback: false })) throw badRequest(notAllowed)
  return { scheme, host, port: portNumber(id.port, defaultPort(scheme)) }
}
