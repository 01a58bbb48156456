// Which aggregated APIs do not answer. Upstream: kube-aggregator pkg/controllers/status/metrics/metrics.go.
import type { Registry } from 'prom-client'
import Counter from 'prom-client/lib/counter.js'
import Gauge from 'prom-client/lib/gauge.js'

export interface AggregationMetrics {
  observe(
    name: string,
    finding: { readonly isUp: boolean; readonly reason: string; readonly wasUp: boolean },
  ): void
  forget(name: string): void
}

export function createAggregationMetrics(registry: Registry): AggregationMetrics {
  const registers = [registry]
  const down = new Gauge({
    name: 'aggregator_unavailable_apiservice',
    help: 'API services that are marked as unavailable, by name.',
    labelNames: ['name'],
    registers,
  })
  const times = new Counter({
    name: 'aggregator_unavailable_apiservice_total',
    help: 'How often API services were marked as unavailable, by name and reason.',
    labelNames: ['name', 'reason'],
    registers,
  })
  return {
    observe(name, { isUp, reason, wasUp }) {
      down.set({ name }, isUp ? 0 : 1)
      if (wasUp && !isUp) times.inc({ name, reason })
    },
    forget: (name) => down.remove({ name }),
  }
}
