// Flow control's numbers under upstream's metric names, read off when somebody asks.
// Upstream: apiserver pkg/util/flowcontrol/metrics/metrics.go.
import type { Registry } from 'prom-client'
import { asMetric, type Value } from '../metrics/as-metric.ts'
import type { Histogram } from '../metrics/histogram.ts'
import type { FlowControl } from './flow-control.ts'
import type { LevelState, SchemaState } from './flow-state.ts'

type Labels = Readonly<Record<string, string>>

export function observeFlowControl(registry: Registry, flowControl: FlowControl): void {
  const prefix = 'apiserver_flowcontrol_'
  const add = (name: string, type: 'counter' | 'gauge' | 'histogram', help: string, values: () => Value[]) =>
    registry.registerMetric(asMetric(prefix + name, { help, type, values }))
  for (const [name, type, help, value] of schemaNumbers)
    add(name, type, help, () => ofSchemas(flowControl, (schema) => value(schema)))
  for (const [name, help, value] of levelGauges)
    add(name, 'gauge', help, () => ofLevels(flowControl, (level) => value(level)))
  for (const [name, help, rows] of schemaHistograms) {
    const whole = prefix + name
    add(name, 'histogram', help, () =>
      flowControl.schemas.flatMap((schema) =>
        rows(schema).flatMap(([labels, histogram]) =>
          histogram.values(whole, { ...schemaLabels(schema), ...labels }),
        ),
      ),
    )
  }
  add(
    'rejected_requests_total',
    'counter',
    'Number of requests rejected by API Priority and Fairness subsystem',
    () =>
      flowControl.schemas.flatMap((schema) =>
        Object.entries(schema.stats.rejected)
          .filter(([, count]) => count > 0)
          .map(([reason, value]) => ({ labels: { ...schemaLabels(schema), reason }, value })),
      ),
  )
  const help = 'Maximal number of queued requests in this apiserver per request kind in last second.'
  registry.registerMetric(
    asMetric('apiserver_current_inqueue_requests', {
      help,
      type: 'gauge',
      values: () => waitingByKind(flowControl),
    }),
  )
}

function schemaLabels({ plan, level }: SchemaState): Labels {
  return { priority_level: level.plan.name, flow_schema: plan.name }
}

function ofSchemas({ schemas }: FlowControl, value: (schema: SchemaState) => number): Value[] {
  return schemas.map((schema) => ({ labels: schemaLabels(schema), value: value(schema) }))
}

function ofLevels({ levels }: FlowControl, value: (level: LevelState) => number): Value[] {
  return [...levels.values()].map((level) => ({
    labels: { priority_level: level.plan.name },
    value: value(level),
  }))
}

const schemaNumbers: readonly (readonly [
  string,
  'counter' | 'gauge',
  string,
  (schema: SchemaState) => number,
])[] = [
  [
    'dispatched_requests_total',
    'counter',
    'Number of requests executed by API Priority and Fairness subsystem',
    ({ stats }) => stats.dispatched,
  ],
  [
    'request_dispatch_no_accommodation_total',
    'counter',
    'Number of times a dispatch attempt resulted in a non accommodation due to lack of available seats',
    ({ stats }) => stats.held,
  ],
  [
    'current_inqueue_requests',
    'gauge',
    'Number of requests currently pending in queues of the API Priority and Fairness subsystem',
    ({ stats }) => stats.waiting,
  ],
  [
    'current_inqueue_seats',
    'gauge',
    'Number of seats currently pending in queues of the API Priority and Fairness subsystem',
    ({ stats }) => stats.seatsWaiting,
  ],
  [
    'current_executing_requests',
    'gauge',
    'Number of requests in initial (for a WATCH) or any (for a non-WATCH) execution stage in the API Priority and Fairness subsystem',
    ({ stats }) => stats.executing,
  ],
  [
    'current_executing_seats',
    'gauge',
    'Concurrency (number of seats) occupied by the currently executing (initial stage for a WATCH, any stage otherwise) requests in the API Priority and Fairness subsystem',
    ({ stats }) => stats.seatsExecuting,
  ],
]

const levelGauges: readonly (readonly [string, string, (level: LevelState) => number])[] = [
  [
    'nominal_limit_seats',
    'Nominal number of execution seats configured for each priority level',
    ({ limits }) => limits.nominal,
  ],
  [
    'lower_limit_seats',
    'Configured lower bound on number of execution seats available to each priority level',
    ({ limits }) => limits.lower,
  ],
  [
    'upper_limit_seats',
    'Configured upper bound on number of execution seats available to each priority level',
    ({ limits }) => limits.upper,
  ],
  [
    'current_limit_seats',
    'current derived number of execution seats available to each priority level',
    ({ currentLimit }) => currentLimit ?? 0,
  ],
  ['target_seats', 'Seat allocation targets', ({ target }) => target],
  [
    'demand_seats_high_watermark',
    'High watermark, over last adjustment period, of demand_seats',
    ({ demand }) => demand.stats.highWatermark,
  ],
  [
    'demand_seats_average',
    'Time-weighted average, over last adjustment period, of demand_seats',
    ({ demand }) => demand.stats.average,
  ],
  [
    'demand_seats_stdev',
    'Time-weighted standard deviation, over last adjustment period, of demand_seats',
    ({ demand }) => demand.stats.deviation,
  ],
  ['demand_seats_smoothed', 'Smoothed seat demands', ({ demand }) => demand.stats.smoothed],
  ['current_r', 'R(time of last change)', ({ queueSet }) => queueSet.currentR / 1000],
]

type HistogramRows = (schema: SchemaState) => readonly (readonly [Labels, Histogram])[]

const schemaHistograms: readonly (readonly [string, string, HistogramRows])[] = [
  [
    'request_wait_duration_seconds',
    'Length of time a request spent waiting in its queue',
    ({ stats }) => [
      [{ execute: 'true' }, stats.waitedAndRan],
      [{ execute: 'false' }, stats.waitedInVain],
    ],
  ],
  [
    'request_execution_seconds',
    'Duration of initial stage (for a WATCH) or any (for a non-WATCH) stage of request execution in the API Priority and Fairness subsystem',
    ({ stats }) => [
      [{ type: 'regular' }, stats.ran],
      [{ type: 'watch' }, stats.watchBegan],
    ],
  ],
  [
    'request_queue_length_after_enqueue',
    'Length of queue in the API Priority and Fairness subsystem, as seen by each request after it is enqueued',
    ({ stats }) => [[{}, stats.queueLengths]],
  ],
  [
    'work_estimated_seats',
    'Number of estimated seats (maximum of initial and final seats) associated with requests in API Priority and Fairness',
    ({ stats }) => [[{}, stats.seats]],
  ],
]

function waitingByKind({ waiting }: FlowControl): Value[] {
  const mutating = [...waiting].filter((ticket) => ticket.mutating).length
  return [
    { labels: { request_kind: 'mutating' }, value: mutating },
    { labels: { request_kind: 'readOnly' }, value: waiting.size - mutating },
  ]
}
