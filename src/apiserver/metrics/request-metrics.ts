// Counts and times requests under upstream's metric names. Label values come from closed sets, so that random paths
// cannot make the server grow. Counting costs a few additions; prom-client only sees the numbers when they are asked for.
import type { Registry } from 'prom-client'
import Gauge from 'prom-client/lib/gauge.js'
import type { FlowControl } from '../flow-control/flow-control.ts'
import type { Resources } from '../registry/resources.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { RequestSeries, type SeriesLabels } from './request-series.ts'

export interface RequestMetrics {
  observe(request: ApiRequest, result: { readonly code: number; readonly ms: number }): void
}

const verbs: ReadonlyMap<string, string> = new Map(
  Object.entries({
    get: 'GET',
    list: 'LIST',
    watch: 'WATCH',
    create: 'POST',
    update: 'PUT',
    patch: 'PATCH',
    delete: 'DELETE',
    deletecollection: 'DELETECOLLECTION',
  }),
)

export function createRequestMetrics(options: {
  readonly registry: Registry
  readonly resources: Resources
  readonly flowControl: FlowControl
}): RequestMetrics {
  const { registry, resources, flowControl } = options
  const series = new RequestSeries()
  for (const metric of series.metrics()) registry.registerMetric(metric)
  new Gauge({
    name: 'apiserver_current_inflight_requests',
    help: 'Maximal number of currently used inflight request limit of this apiserver per request kind in last second.',
    labelNames: ['request_kind'],
    registers: [registry],
    collect() {
      for (const [kind, count] of Object.entries(flowControl.running)) this.set({ request_kind: kind }, count)
    },
  })
  return {
    observe(request, { code, ms }) {
      const { group, version, resource, subresource } = request.info
      const verb = verbOf(request)
      const observation = { code, seconds: ms / 1000, timed: verb !== 'WATCH' }
      const key = `${verb} ${group}/${version}/${resource}/${subresource} ${scopeOf(request)}`
      if (series.observe(key, observation)) return
      const known = resources.isServed(request.info)
      // One series for all that is not served.
      const own = known ? key : verb
      series.add(own, labelsOf(request, known))
      series.observe(own, observation)
    },
  }
}

function verbOf({ info }: ApiRequest): string {
  return verbs.get(info.verb) ?? 'other'
}

function scopeOf({ info }: ApiRequest): string {
  if (!info.isResource) return ''
  if (info.name !== '') return 'resource'
  return info.namespace === '' ? 'cluster' : 'namespace'
}

function labelsOf(request: ApiRequest, known: boolean): SeriesLabels {
  const { info } = request
  const verb = verbOf(request)
  if (!known) return { verb, group: '', version: '', resource: '', subresource: '', scope: '' }
  const { group, version, resource, subresource } = info
  return { verb, group, version, resource, subresource, scope: scopeOf(request) }
}
