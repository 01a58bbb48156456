// What a controller counts, as plain numbers that /metrics and /debug read.

export interface ControllerCounters {
  /** Keys that wait now. */
  depth: number
  adds: number
  retries: number
  reconciles: number
  /** Reconciles that threw, conflicts left out. */
  errors: number
  /** Errors that were defects of our own. */
  bugs: number
  /** Reconciles put off because the cache did not contain an earlier write yet. */
  waits: number
  /** True where nothing waits, runs or is due later. */
  idle: boolean
}

export function newCounters(): ControllerCounters {
  return { depth: 0, adds: 0, retries: 0, reconciles: 0, errors: 0, bugs: 0, waits: 0, idle: true }
}
