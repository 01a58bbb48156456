// CPU in use now, from two readings of the time used in all.
export interface CpuReading {
  readonly atMs: number
  readonly nanoseconds: number
}

/** Remembers the last reading of each subject. */
export class UsageRates {
  readonly #last = new Map<string, { readonly reading: CpuReading; readonly nanoCores: number | undefined }>()

  /** Nanoseconds of CPU per second since the reading before; undefined at the first. */
  rate(subject: string, reading: CpuReading): number | undefined {
    const last = this.#last.get(subject)
    if (last === undefined) {
      this.#last.set(subject, { reading, nanoCores: undefined })
      return undefined
    }
    const elapsed = reading.atMs - last.reading.atMs
    // Too close together the difference says nothing.
    if (elapsed < 1_000) return last.nanoCores
    const used = Math.max(0, reading.nanoseconds - last.reading.nanoseconds)
    const nanoCores = Math.round((used * 1000) / elapsed)
    this.#last.set(subject, { reading, nanoCores })
    return nanoCores
  }

  /** Forgets all but these subjects. */
  keep(subjects: ReadonlySet<string>): void {
    for (const subject of this.#last.keys()) if (!subjects.has(subject)) this.#last.delete(subject)
  }
}
