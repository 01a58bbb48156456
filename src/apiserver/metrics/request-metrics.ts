// Counts and times requests under upstream's metric names. Label values come from closed sets, so that random paths
// cannot make the server grow.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { InFlight } from '../flow-control/in-flight.ts'
import type { Resources } from '../registry/resources.ts'
import type { ApiRequest } from '../request/api-request.ts'

// Upstream: apiserver pkg/endpoints/metrics/metrics.go.
const buckets = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
]

export interface RequestMetrics {
  observe(request: ApiRequest, result: { readonly code: number; readonly ms: number }): void
}

interface Series {
  readonly count: { inc(): void }
  readonly time: { observe(seconds: number): void } | undefined
}

const verbs: Readonly<Record<string, string>> = {
  get: 'GET',
  list: 'LIST',
  watch: 'WATCH',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETECOLLECTION',
}

export function createRequestMetrics(options: {
  readonly registry: Registry
  readonly resources: () => Resources
  readonly inFlight: InFlight
}): RequestMetrics {
  const { registry, inFlight } = options
  const labels = ['verb', 'group', 'version', 'resource', 'subresource', 'scope'] as const
  const total = new Counter({
    name: 'apiserver_request_total',
    help: 'Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.',
    labelNames: [...labels, 'code'],
    registers: [registry],
  })
  const duration = new Histogram({
    name: 'apiserver_request_duration_seconds',
    help: 'Response latency distribution in seconds for each verb, dry run value, group, version, resource, subresource, scope and component.',
    labelNames: [...labels],
    buckets,
    registers: [registry],
  })
  new Gauge({
    name: 'apiserver_current_inflight_requests',
    help: 'Maximal number of currently used inflight request limit of this apiserver per request kind in last second.',
    labelNames: ['request_kind'],
    registers: [registry],
    collect() {
      this.set({ request_kind: 'readOnly' }, inFlight.reads)
      this.set({ request_kind: 'mutating' }, inFlight.writes)
    },
  })
  const seriesByKey = new Map<string, Series>()
  const seriesOf = (request: ApiRequest, code: number): Series => {
    const { info } = request
    const key = `${info.verb} ${info.group} ${info.version} ${info.resource} ${info.subresource} ${scopeOf(request)} ${code}`
    let series = seriesByKey.get(key)
    if (series !== undefined) return series
    const values = labelsOf(request, options.resources())
    series = {
      count: total.labels({ ...values, code: String(code) }),
      time: info.verb === 'watch' ? undefined : duration.labels(values),
    }
    // Unknown paths share their series, but must not fill this map.
    if (values.resource !== '' && seriesByKey.size < 10_000) seriesByKey.set(key, series)
    return series
  }
  return {
    observe(request, { code, ms }) {
      const { count, time } = seriesOf(request, code)
      count.inc()
      time?.observe(ms / 1000)
    },
  }
}

function scopeOf({ info }: ApiRequest): string {
  if (!info.isResource) return ''
  if (info.name !== '') return 'resource'
  return info.namespace === '' ? 'cluster' : 'namespace'
}

function labelsOf(request: ApiRequest, resources: Resources) {
  const { info } = request
  const resource = resources.at(info)
  const known = resource !== undefined || resources.virtualAt(info) !== undefined
  const verb = verbs[info.verb] ?? (info.isResource ? 'other' : 'GET')
  if (!known) return { verb, group: '', version: '', resource: '', subresource: '', scope: '' }
  const subresource = resource?.kind.subresources?.some(({ name }) => name === info.subresource)
    ? info.subresource
    : ''
  return {
    verb,
    group: info.group,
    version: info.version,
    resource: info.resource,
    subresource,
    scope: scopeOf(request),
  }
}
