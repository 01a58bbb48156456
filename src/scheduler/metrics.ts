// Counts under upstream's metric names, as plain numbers: whoever serves /metrics reads samples().
// Upstream: pkg/scheduler/metrics/metrics.go.

export interface MetricSample {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export type AttemptResult = 'scheduled' | 'unschedulable' | 'error'
export type QueueName = 'active' | 'backoff' | 'unschedulable' | 'gated'

export class SchedulerMetrics {
  readonly #profile: string
  readonly #attempts = new Map<AttemptResult, number>()
  readonly #incoming = new Map<string, { event: string; queue: string; count: number }>()
  readonly #rejectedBy = new Map<string, number>()
  #attemptSeconds = 0
  preemptionAttempts = 0
  preemptionVictims = 0
  /** Set by the scheduler: what is in the queues and the cache now. */
  gauges: () => {
    readonly pending: Readonly<Record<QueueName, number>>
    readonly cache: Readonly<Record<string, number>>
  } = () => ({ pending: { active: 0, backoff: 0, unschedulable: 0, gated: 0 }, cache: {} })

  constructor(profile: string) {
    this.#profile = profile
  }

  attempt(result: AttemptResult, durationMs: number): void {
    this.#attempts.set(result, this.attempts(result) + 1)
    this.#attemptSeconds += durationMs / 1000
  }

  attempts(result: AttemptResult): number {
    return this.#attempts.get(result) ?? 0
  }

  incoming(event: string, queue: string): void {
    const key = `${event} ${queue}`
    const entry = this.#incoming.get(key) ?? { event, queue, count: 0 }
    entry.count++
    this.#incoming.set(key, entry)
  }

  rejectedBy(plugin: string): void {
    this.#rejectedBy.set(plugin, (this.#rejectedBy.get(plugin) ?? 0) + 1)
  }

  samples(): MetricSample[] {
    const samples: MetricSample[] = []
    const add = (
      type: 'counter' | 'gauge',
      name: string,
      value: number,
      labels: Record<string, string> = {},
    ) => samples.push({ type, name: `scheduler_${name}`, labels, value })
    const profile = this.#profile
    let total = 0
    for (const [result, count] of this.#attempts) {
      add('counter', 'schedule_attempts_total', count, { profile, result })
      total += count
    }
    add('counter', 'scheduling_attempt_duration_seconds_sum', this.#attemptSeconds, { profile })
    add('counter', 'scheduling_attempt_duration_seconds_count', total, { profile })
    for (const { event, queue, count } of this.#incoming.values()) {
      add('counter', 'queue_incoming_pods_total', count, { event, queue })
    }
    for (const [plugin, count] of this.#rejectedBy)
      add('counter', 'rejections_total', count, { plugin, profile })
    add('counter', 'preemption_attempts_total', this.preemptionAttempts)
    add('counter', 'preemption_victims_sum', this.preemptionVictims)
    const { pending, cache } = this.gauges()
    for (const [queue, count] of Object.entries(pending)) add('gauge', 'pending_pods', count, { queue })
    for (const [type, count] of Object.entries(cache)) add('gauge', 'cache_size', count, { type })
    return samples
  }
}
