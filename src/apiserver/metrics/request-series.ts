// The request counter and the latency histogram, kept as plain numbers by label set.
import type { Metric } from 'prom-client'
import { asMetric, type Value } from './as-metric.ts'
import { Histogram } from './histogram.ts'

// Upstream: apiserver pkg/endpoints/metrics/metrics.go.
const buckets = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
]

export interface SeriesLabels {
  readonly verb: string
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly subresource: string
  readonly scope: string
}

interface Series {
  readonly labels: SeriesLabels
  readonly byCode: Map<number, number>
  readonly durations: Histogram
}

interface Observation {
  readonly code: number
  readonly seconds: number
  readonly timed: boolean
}

const limit = 20_000

export class RequestSeries {
  readonly #series = new Map<string, Series>()

  add(key: string, labels: SeriesLabels): void {
    if (this.#series.size >= limit || this.#series.has(key)) return
    this.#series.set(key, { labels, byCode: new Map(), durations: new Histogram(buckets) })
  }

  /** False where there is no such series yet. */
  observe(key: string, observation: Observation): boolean {
    const series = this.#series.get(key)
    if (series === undefined) return false
    const { code, seconds, timed } = observation
    series.byCode.set(code, (series.byCode.get(code) ?? 0) + 1)
    if (timed) series.durations.observe(seconds)
    return true
  }

  /** For a prom-client registry. */
  metrics(): Metric[] {
    return [
      asMetric('apiserver_request_total', {
        help: 'Counter of apiserver requests broken out for each verb, group, version, resource, subresource, scope, and HTTP response code.',
        type: 'counter',
        values: () => this.#totals(),
      }),
      asMetric('apiserver_request_duration_seconds', {
        help: 'Response latency distribution in seconds for each verb, group, version, resource, subresource and scope.',
        type: 'histogram',
        values: () => this.#durations(),
      }),
    ]
  }

  #totals(): Value[] {
    return [...this.#series.values()].flatMap(({ labels, byCode }) =>
      [...byCode].map(([code, value]) => ({ labels: { ...labels, code }, value })),
    )
  }

  #durations(): Value[] {
    const name = 'apiserver_request_duration_seconds'
    return [...this.#series.values()].flatMap(({ labels, durations }) =>
      durations.values(name, { ...labels }),
    )
  }
}
