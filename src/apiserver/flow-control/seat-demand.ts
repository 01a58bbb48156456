// How many seats a priority level could have used, over time. Upstream: apiserver
// pkg/util/flowcontrol/fairqueuing/integrator.go, apf_controller.go seatDemandStats.

/** Of what is remembered, the part that stays after ten seconds: half of it is gone after five minutes. */
const smoothingCoefficient = 0.977
export const adjustmentPeriodMs = 10_000

export interface DemandStats {
  readonly highWatermark: number
  readonly average: number
  readonly deviation: number
  readonly smoothed: number
}

export class SeatDemand {
  #value = 0
  #lastMs: number
  #periodMs = 0
  #integral = 0
  #squares = 0
  #max = 0
  #stats: DemandStats = { highWatermark: 0, average: 0, deviation: 0, smoothed: 0 }

  constructor(nowMs: number) {
    this.#lastMs = nowMs
  }

  get stats(): DemandStats {
    return this.#stats
  }

  set(value: number, nowMs: number): void {
    this.#advance(nowMs)
    this.#value = value
    if (value > this.#max) this.#max = value
  }

  #advance(nowMs: number): void {
    const passedMs = nowMs - this.#lastMs
    this.#lastMs = nowMs
    this.#periodMs += passedMs
    this.#integral += this.#value * passedMs
    this.#squares += this.#value * this.#value * passedMs
  }

  /** Ends a period and begins the next. */
  update(nowMs: number): DemandStats {
    this.#advance(nowMs)
    const highWatermark = this.#max
    if (this.#periodMs > 0) {
      const average = this.#integral / this.#periodMs
      const variance = Math.max(0, this.#squares / this.#periodMs - average * average)
      const deviation = Math.sqrt(variance)
      const smoothed = smooth(this.#stats.smoothed, average + deviation, this.#periodMs)
      this.#stats = { highWatermark, average, deviation, smoothed }
    } else this.#stats = { ...this.#stats, highWatermark }
    this.#periodMs = 0
    this.#integral = 0
    this.#squares = 0
    this.#max = this.#value
    return this.#stats
  }
}

/** Rises at once and falls slowly. Periods are longer than ten seconds where nothing was asked for a while. */
function smooth(before: number, envelope: number, periodMs: number): number {
  const kept = smoothingCoefficient ** (periodMs / adjustmentPeriodMs)
  return Math.max(envelope, kept * before + (1 - kept) * envelope)
}
