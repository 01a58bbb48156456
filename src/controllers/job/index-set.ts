// A set of completion indexes in the text form of a job's status ("1,3-5,7"), kept as ranges: a job may have a hundred
// thousand. Immutable. Upstream: pkg/controller/job/indexed_job_utils.go orderedIntervals.

type Range = readonly [first: number, last: number]

export class IndexSet {
  readonly #ranges: readonly Range[]
  readonly size: number

  private constructor(ranges: readonly Range[]) {
    this.#ranges = ranges
    this.size = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0)
  }

  static readonly empty = new IndexSet([])

  static of(indexes: Iterable<number>): IndexSet {
    return IndexSet.empty.with(indexes)
  }

  /** Reads the text form; what is malformed, or not below `completions`, is left out. */
  static parse(text: string | undefined, completions: number): IndexSet {
    const ranges: Range[] = []
    for (const part of (text ?? '').split(',')) {
      const match = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(part)
      if (match === null) continue
      const first = Number(match[1])
      const last = Math.min(Number(match[2] ?? match[1]), completions - 1)
      if (first <= last) ranges.push([first, last])
    }
    return new IndexSet(merge(ranges))
  }

  has(index: number): boolean {
    let low = 0
    let high = this.#ranges.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const [first, last] = this.#ranges[middle] as Range
      if (index < first) high = middle - 1
      else if (index > last) low = middle + 1
      else return true
    }
    return false
  }

  with(indexes: Iterable<number>): IndexSet {
    const added = Array.from(indexes, (index): Range => [index, index])
    return added.length === 0 ? this : new IndexSet(merge([...this.#ranges, ...added]))
  }

  union(other: IndexSet): IndexSet {
    return new IndexSet(merge([...this.#ranges, ...other.#ranges]))
  }

  /** How many of these are in `other` too. */
  countIn(other: IndexSet): number {
    let count = 0
    for (const [first, last] of this.#ranges) {
      for (const [from, to] of other.#ranges)
        count += Math.max(0, Math.min(last, to) - Math.max(first, from) + 1)
    }
    return count
  }

  /** The lowest indexes below `completions` that are not in the set. */
  missing(count: number, completions: number): readonly number[] {
    const found: number[] = []
    let next = 0
    for (const [first, last] of [...this.#ranges, [completions, completions] as const]) {
      for (; next < Math.min(first, completions) && found.length < count; next++) found.push(next)
      next = last + 1
    }
    return found
  }

  toString(): string {
    return this.#ranges.map(([first, last]) => rangeText(first, last)).join(',')
  }
}

/** Two neighbours are written apart, as upstream does. */
function rangeText(first: number, last: number): string {
  if (first === last) return String(first)
  return last === first + 1 ? `${first},${last}` : `${first}-${last}`
}

function merge(ranges: readonly Range[]): readonly Range[] {
  const merged: [number, number][] = []
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const before = merged.at(-1)
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else merged.push([first, last])
  }
  return merged
}
