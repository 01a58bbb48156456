// Which feature gates are on. They do not change while the server runs.
// Upstream: component-base/metrics/prometheus/feature/metrics.go.
import type { Registry } from 'prom-client'
import Gauge from 'prom-client/lib/gauge.js'
import type { FeatureGates } from '../../api/enablement/feature-gates.ts'

export function observeFeatureGates(registry: Registry, gates: FeatureGates): void {
  const gauge = new Gauge({
    name: 'kubernetes_feature_enabled',
    help: '[BETA] This metric records the data about the stage and enablement of a k8s feature.',
    labelNames: ['name', 'stage'],
    registers: [registry],
  })
  for (const { name, stage, enabled } of gates.all) gauge.set({ name, stage }, enabled ? 1 : 0)
}
