// What is counted of the requests of one flow schema at its level. Upstream: apiserver
// pkg/util/flowcontrol/metrics/metrics.go.
import { Histogram } from '../metrics/histogram.ts'

export type RejectReason = 'queue-full' | 'concurrency-limit' | 'time-out' | 'cancelled'

const durationBuckets = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30]
const queueLengthBuckets = [0, 10, 25, 50, 100, 250, 500, 1000]
const seatBuckets = [1, 2, 4, 10]

export class FlowStats {
  dispatched = 0
  readonly rejected: Record<RejectReason, number> = {
    'queue-full': 0,
    'concurrency-limit': 0,
    'time-out': 0,
    cancelled: 0,
  }
  /** Times that the next request needed more seats than were free. */
  held = 0
  waiting = 0
  seatsWaiting = 0
  executing = 0
  seatsExecuting = 0
  readonly waitedAndRan = new Histogram(durationBuckets)
  readonly waitedInVain = new Histogram(durationBuckets)
  readonly ran = new Histogram(durationBuckets)
  /** Until a watch was ready to send. */
  readonly watchBegan = new Histogram(durationBuckets)
  readonly queueLengths = new Histogram(queueLengthBuckets)
  readonly seats = new Histogram(seatBuckets)
}
