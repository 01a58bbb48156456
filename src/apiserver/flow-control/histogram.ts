// A histogram kept as plain numbers: a few additions a request. Metrics read it when somebody asks.

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
}
