// Answers names of the cluster's zone from services, endpoints and pods. Pure: it sees the cluster through ZoneView.
// Upstream: kubernetes/dns docs/specification.md 1.1.0; coredns plugin/kubernetes for what the page leaves open.
import type { Answer } from 'dns-packet'
import { isHeadless } from '../../api/core/service/service.facts.ts'
import type { Service } from '../../api/core/service/service.kind.ts'
import type { Endpoint, EndpointSlice } from '../../api/discovery/endpoint-slice/endpoint-slice.schema.ts'

/** What the zone is made of. Names in lower case. */
export interface ZoneView {
  /** Such as cluster.local, without a dot at the end. */
  readonly domain: string
  service(namespace: string, name: string): Service | undefined
  slices(namespace: string, name: string): readonly EndpointSlice[]
  hasNamespace(name: string): boolean
  serviceByIP(ip: string): Service | undefined
  /** Endpoints with this address that have a host name, with their service. */
  endpointsByIP(
    ip: string,
  ): readonly { readonly namespace: string; readonly service: string; readonly hostname: string }[]
}

export interface Question {
  /** Lower case, without a dot at the end. */
  readonly name: string
  readonly type: string
}

export type ZoneAnswer =
  /** The name is there; no answers means none of this type. */
  | {
      readonly code: 'NOERROR'
      readonly answers: readonly Answer[]
      readonly additionals?: readonly Answer[]
    }
  | { readonly code: 'NXDOMAIN' }
  /** Not in this zone: ask elsewhere. */
  | { readonly code: 'FORWARD' }
  /** An alias of a name that has to be looked up elsewhere. */
  | { readonly code: 'ALIAS'; readonly target: string }

/** Seconds that an answer may be kept. CoreDNS' default for this zone. */
export const ttl = 5
const specVersion = '1.1.0'

const nothing: ZoneAnswer = { code: 'NXDOMAIN' }
const noData: ZoneAnswer = { code: 'NOERROR', answers: [] }

/** The answer for one question. */
export function answerZone(view: ZoneView, question: Question): ZoneAnswer {
  const { name } = question
  if (name.endsWith('.in-addr.arpa')) return answerReverse(view, question)
  if (name === view.domain) return noData
  if (!name.endsWith(`.${view.domain}`)) return { code: 'FORWARD' }
  const labels = name.slice(0, -view.domain.length - 1).split('.')
  const top = labels.pop()
  if (top === 'dns-version' && labels.length === 0)
    return ofType(question, [{ type: 'TXT', name, ttl, data: specVersion }])
  if (top === 'svc') return answerService(view, labels, question)
  if (top === 'pod') return answerPod(view, labels, question)
  return nothing
}

function ofType(question: Question, records: readonly Answer[]): ZoneAnswer {
  const wanted = question.type === 'ANY' ? records : records.filter((record) => record.type === question.type)
  return { code: 'NOERROR', answers: wanted }
}

const address = (name: string, ip: string): Answer => ({
  type: ip.includes(':') ? 'AAAA' : 'A',
  name,
  ttl,
  data: ip,
})

/** `[_port._proto. | hostname.]service.namespace.svc`; labels come without `svc`. */
function answerService(view: ZoneView, labels: readonly string[], question: Question): ZoneAnswer {
  const namespace = labels.at(-1)
  const name = labels.at(-2)
  if (namespace === undefined) return noData
  if (name === undefined) return view.hasNamespace(namespace) ? noData : nothing
  const service = view.service(namespace, name)
  if (service === undefined) return nothing
  const head = labels.slice(0, -2)
  if (service.spec.type === 'ExternalName') {
    return head.length > 0
      ? nothing
      : { code: 'ALIAS', target: (service.spec.externalName ?? '').replace(/\.$/, '') }
  }
  const host = `${name}.${namespace}.svc.${view.domain}`
  if (head.length === 0) return wholeService(view, service, { question, host })
  if (head.length === 2 && head.every((label) => label.startsWith('_'))) {
    return namedPort(view, service, {
      question,
      host,
      port: (head[0] as string).slice(1),
      protocol: (head[1] as string).slice(1),
    })
  }
  return head.length === 1 && isHeadless(service)
    ? oneEndpoint(view, service, { question, host, hostname: head[0] as string })
    : nothing
}

interface Reachable {
  readonly ip: string
  readonly hostname: string
  readonly ports: EndpointSlice['ports']
}

/** Addresses of a headless service that DNS gives: the ready ones, or all where the service publishes those too. */
function reachable(view: ZoneView, service: Service): readonly Reachable[] {
  const { namespace = '', name } = service.metadata
  const isShown = (endpoint: Endpoint) =>
    service.spec.publishNotReadyAddresses === true || endpoint.conditions?.ready !== false
  return view.slices(namespace, name).flatMap((slice) =>
    (slice.endpoints ?? []).filter(isShown).flatMap((endpoint) =>
      endpoint.addresses.map((ip) => ({
        ip,
        hostname: endpoint.hostname ?? dashed(ip),
        ports: slice.ports,
      })),
    ),
  )
}

const dashed = (ip: string) => ip.replaceAll(/[.:]/g, '-')

interface ServiceQuestion {
  readonly question: Question
  /** The service's own full name. */
  readonly host: string
}

function wholeService(view: ZoneView, service: Service, { question, host }: ServiceQuestion): ZoneAnswer {
  if (!isHeadless(service)) {
    const ips = service.spec.clusterIPs ?? [service.spec.clusterIP ?? '']
    const records = ips.filter((ip) => ip !== '').map((ip) => address(question.name, ip))
    return question.type === 'SRV'
      ? portRecords(view, service, { question, host })
      : ofType(question, records)
  }
  const endpoints = reachable(view, service)
  if (endpoints.length === 0) return nothing
  if (question.type === 'SRV') return portRecords(view, service, { question, host })
  const ips = new Set(endpoints.map((endpoint) => endpoint.ip))
  return ofType(
    question,
    [...ips].map((ip) => address(question.name, ip)),
  )
}

function oneEndpoint(
  view: ZoneView,
  service: Service,
  { question, hostname }: ServiceQuestion & { readonly hostname: string },
): ZoneAnswer {
  const ips = new Set(
    reachable(view, service)
      .filter((endpoint) => endpoint.hostname === hostname)
      .map(({ ip }) => ip),
  )
  if (ips.size === 0) return nothing
  return ofType(
    question,
    [...ips].map((ip) => address(question.name, ip)),
  )
}

interface PortQuestion extends ServiceQuestion {
  readonly port?: string
  readonly protocol?: string
}

function namedPort(view: ZoneView, service: Service, asked: PortQuestion): ZoneAnswer {
  const found = portRecords(view, service, asked)
  if (found.code !== 'NOERROR' || found.answers.length === 0) return nothing
  return asked.question.type === 'SRV' || asked.question.type === 'ANY' ? found : noData
}

/** SRV records of a service, of one named port where asked, with the targets' addresses beside. */
function portRecords(view: ZoneView, service: Service, asked: PortQuestion): ZoneAnswer {
  const { question, host } = asked
  const matches = (port: { readonly name?: string | undefined; readonly protocol?: string | undefined }) =>
    asked.port === undefined ||
    (port.name === asked.port && (port.protocol ?? 'TCP').toLowerCase() === asked.protocol)
  const srv = (port: number, target: string, weight: number): Answer => ({
    type: 'SRV',
    name: question.name,
    ttl,
    data: { priority: 0, weight, port, target },
  })
  if (!isHeadless(service)) {
    const ports = (service.spec.ports ?? []).filter(matches)
    const ips = (service.spec.clusterIPs ?? [service.spec.clusterIP ?? '']).filter((ip) => ip !== '')
    return {
      code: 'NOERROR',
      answers: ports.map((port) => srv(port.port, host, Math.floor(100 / ports.length))),
      additionals: ports.length > 0 ? ips.map((ip) => address(host, ip)) : [],
    }
  }
  const endpoints = reachable(view, service)
  const weight = Math.max(1, Math.floor(100 / Math.max(1, endpoints.length)))
  return {
    code: 'NOERROR',
    answers: endpoints.flatMap(({ hostname, ports }) =>
      (ports ?? []).filter(matches).map((port) => srv(port.port ?? 0, `${hostname}.${host}`, weight)),
    ),
    additionals: endpoints.map(({ ip, hostname }) => address(`${hostname}.${host}`, ip)),
  }
}

/** `1-2-3-4.namespace.pod`: any address in a namespace that exists, as CoreDNS' mode "insecure" has it. */
function answerPod(view: ZoneView, labels: readonly string[], question: Question): ZoneAnswer {
  const namespace = labels.at(-1)
  if (namespace === undefined) return noData
  if (!view.hasNamespace(namespace)) return nothing
  if (labels.length === 1) return noData
  const parts = (labels[0] as string).split('-')
  const valid =
    labels.length === 2 &&
    parts.length === 4 &&
    parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)
  return valid ? ofType(question, [address(question.name, parts.map(Number).join('.'))]) : nothing
}

function answerReverse(view: ZoneView, question: Question): ZoneAnswer {
  const ip = question.name
    .replace(/\.in-addr\.arpa$/, '')
    .split('.')
    .reverse()
    .join('.')
  const pointer = (data: string): Answer => ({ type: 'PTR', name: question.name, ttl, data })
  const service = view.serviceByIP(ip)
  if (service !== undefined) {
    const { name, namespace } = service.metadata
    return ofType(question, [pointer(`${name}.${namespace}.svc.${view.domain}`)])
  }
  const endpoints = view.endpointsByIP(ip)
  if (endpoints.length === 0) return { code: 'FORWARD' }
  return ofType(
    question,
    endpoints.map((entry) =>
      pointer(`${entry.hostname}.${entry.service}.${entry.namespace}.svc.${view.domain}`),
    ),
  )
}
