// Numbers that are kept elsewhere, as a metric that a prom-client registry prints.
import type { Metric } from 'prom-client'

export interface Value {
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
  readonly metricName?: string
}

/** The part of a metric that a registry uses. */
export function asMetric(
  name: string,
  own: {
    readonly help: string
    readonly type: 'counter' | 'gauge' | 'histogram'
    readonly values: () => Value[]
  },
): Metric {
  const { help, type, values } = own
  return {
    name,
    get: async () => ({ name, help, type, aggregator: 'sum', values: values() }),
    reset() {},
  } as unknown as Metric
}
