// How long those who are refused are told to wait: longer while many are.
// Upstream: apiserver pkg/util/flowcontrol/dropped_requests_tracker.go.

const maxSeconds = 32

export class DroppedRequests {
  /** Refused in each of the last seconds. */
  #history: { readonly second: number; readonly count: number }[] = []
  #second = -1
  #count = 0
  #retryAfterSeconds = 1
  #raisedAt = -maxSeconds

  get retryAfterSeconds(): number {
    return this.#retryAfterSeconds
  }

  record(nowMs: number): void {
    const second = Math.floor(nowMs / 1000)
    if (second === this.#second) {
      this.#count++
      return
    }
    if (this.#count > 0) this.#history.push({ second: this.#second, count: this.#count })
    this.#history = this.#history.filter((one) => second - one.second <= maxSeconds)
    this.#second = second
    this.#count = 1
    this.#adjust(second)
  }

  /** Doubled while many were refused within the time told, one less when few were. */
  #adjust(second: number): void {
    const seconds = this.#retryAfterSeconds
    const recent = this.#history.filter((one) => second - one.second <= seconds)
    const dropped = recent.reduce((all, { count }) => all + count, 0)
    if (second - this.#raisedAt >= seconds && dropped >= 3 * seconds) {
      this.#retryAfterSeconds = Math.min(2 * seconds, maxSeconds)
      this.#raisedAt = second
    } else if (dropped < seconds && seconds > 1) this.#retryAfterSeconds--
  }
}
