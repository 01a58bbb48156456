// A histogram kept as plain numbers: a few additions a request. Metrics read it when somebody asks.
import type { Value } from './as-metric.ts'

export class Histogram {
  readonly buckets: readonly number[]
  /** Observations no larger than the bucket of that place; the last for all larger ones. */
  readonly counts: number[]
  sum = 0
  total = 0

  constructor(buckets: readonly number[]) {
    this.buckets = buckets
    this.counts = new Array<number>(buckets.length + 1).fill(0)
  }

  observe(value: number): void {
    const { buckets, counts } = this
    let place = 0
    while (place < buckets.length && value > (buckets[place] as number)) place++
    counts[place] = (counts[place] as number) + 1
    this.sum += value
    this.total++
  }
  /** Nothing for what has never been observed. `name` is the metric's. */
  values(name: string, labels: Value['labels']): Value[] {
    const { buckets, counts, sum, total } = this
    if (total === 0) return []
    let below = 0
    const values: Value[] = counts.map((count, place) => {
      below += count
      return {
        labels: { ...labels, le: buckets[place] ?? '+Inf' },
        value: below,
        metricName: `${name}_bucket`,
      }
    })
    values.push({ labels, value: sum, metricName: `${name}_sum` })
    values.push({ labels, value: total, metricName: `${name}_count` })
    return values
  }
}
