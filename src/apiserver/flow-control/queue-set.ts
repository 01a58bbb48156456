// The seats of one priority level and the queues before them: fair queuing for server requests. Virtual time R grows by
// the seat-milliseconds that each busy queue is due; a queue's next dispatch lies further ahead the more it has been
// given. It knows no clock: every call says what time it is.
// Upstream: apiserver pkg/util/flowcontrol/fairqueuing/queueset/queueset.go.
import type { SeatDemand } from './seat-demand.ts'

export interface QueueingConfig {
  /** 0 where requests that find no seat are refused. */
  readonly queues: number
  readonly handSize: number
  readonly queueLengthLimit: number
}

export const noQueues: QueueingConfig = { queues: 0, handSize: 0, queueLengthLimit: 0 }

/** What came of a request's arrival. */
export type Arrival = 'executing' | 'waiting' | 'queue-full' | 'concurrency-limit'

/** How long a request is taken to run before it has, in milliseconds. */
const estimatedServiceMs = 3

/** So many idle queues are kept for the next request. */
const keptQueues = 1024

interface Queue {
  readonly index: number
  first: QueueItem | undefined
  last: QueueItem | undefined
  length: number
  /** Of the requests that wait. */
  seatsWaiting: number
  executing: number
  seatsInUse: number
  /** R at which the next request of this queue is due. */
  nextDispatchR: number
}

/** A request in a queue set. The fields that can be written are the queue set's own. */
export abstract class QueueItem {
  readonly seats: number
  /** The queues it may wait in. */
  readonly hand: readonly number[]
  queue: Queue | undefined = undefined
  waiting = false
  arrivalR = 0
  startMs = 0
  next: QueueItem | undefined = undefined
  previous: QueueItem | undefined = undefined

  constructor(seats: number, hand: readonly number[]) {
    this.seats = seats
    this.hand = hand
  }

  /** A seat has become free for this request, which waited. */
  abstract start(nowMs: number): void

  /** It is the next, and needs more seats than are free. */
  abstract held(): void
}

export class QueueSet {
  readonly #demand: SeatDemand
  #config: QueueingConfig = noQueues
  #limit = 0
  readonly #queues = new Map<number, Queue>()
  readonly #nonEmpty = new Set<Queue>()
  /** Queues in which something waits or runs. */
  #active = 0
  #r = 0
  #lastMs = 0
  /** Index of the queue dispatched last: the others win a tie. */
  #robin = -1
  #arrivals = 0
  #waiting = 0
  #executing = 0
  #seatsInUse = 0
  #seatsWaiting = 0

  constructor(demand: SeatDemand) {
    this.#demand = demand
  }

  get waiting(): number {
    return this.#waiting
  }

  get executing(): number {
    return this.#executing
  }

  get seatsInUse(): number {
    return this.#seatsInUse
  }

  get seatsWaiting(): number {
    return this.#seatsWaiting
  }

  get idle(): boolean {
    return this.#waiting === 0 && this.#executing === 0
  }

  get currentR(): number {
    return this.#r
  }

  /** The queues in use, for dumps. */
  queues(): Iterable<Readonly<Queue>> {
    return this.#queues.values()
  }

  /** `limit` is Infinity where nothing is limited. */
  configure(config: QueueingConfig, limit: number, nowMs: number): void {
    this.#sync(nowMs)
    this.#config = config
    this.#limit = limit
    this.#dispatch(nowMs)
    this.#note(nowMs)
  }

  /** Takes a seat or a place in a queue, or says why there is none. */
  arrive(item: QueueItem, nowMs: number): Arrival {
    if (this.#config.queues === 0) return this.#arriveUnqueued(item, nowMs)
    this.#sync(nowMs)
    item.arrivalR = this.#r
    const queue = this.#pick(item.hand)
    if (this.#waiting === 0 && this.#seatsInUse < this.#limit && this.#fits(item.seats)) {
      this.#awake(queue)
      this.#begin(item, queue, nowMs)
      this.#note(nowMs)
      return 'executing'
    }
    if (this.#seatsInUse >= this.#limit && queue.length >= this.#config.queueLengthLimit) return 'queue-full'
    this.#enqueue(item, queue)
    this.#dispatch(nowMs)
    this.#note(nowMs)
    return item.waiting ? 'waiting' : 'executing'
  }

  /** The request that ran is over. */
  finish(item: QueueItem, nowMs: number): void {
    this.#sync(nowMs)
    const { queue, seats } = item
    this.#executing--
    this.#seatsInUse -= seats
    if (queue !== undefined) {
      queue.executing--
      queue.seatsInUse -= seats
      // What it took instead of what had been thought.
      queue.nextDispatchR -= seats * (estimatedServiceMs - (nowMs - item.startMs))
      this.#bound(queue)
      this.#settle(queue)
    }
    this.#dispatch(nowMs)
    this.#note(nowMs)
  }

  /** Takes a waiting request away; false where it does not wait any more. */
  remove(item: QueueItem, nowMs: number): boolean {
    const { queue } = item
    if (!item.waiting || queue === undefined) return false
    this.#sync(nowMs)
    this.#unlink(item, queue)
    this.#bound(queue)
    this.#settle(queue)
    // The next in line may need fewer seats.
    this.#dispatch(nowMs)
    this.#note(nowMs)
    return true
  }

  #arriveUnqueued(item: QueueItem, nowMs: number): Arrival {
    if (!this.#fits(item.seats)) return 'concurrency-limit'
    this.#begin(item, undefined, nowMs)
    this.#note(nowMs)
    return 'executing'
  }

  /** Of the hand, the queue with the least waiting work; the first considered differs from request to request. */
  #pick(hand: readonly number[]): Queue {
    const size = hand.length
    const offset = this.#arrivals++ % size
    let best = hand[offset] as number
    if (this.#waiting > 0) {
      let least = Infinity
      for (let i = 0; i < size && least > 0; i++) {
        const index = hand[(offset + i) % size] as number
        const seats = this.#queues.get(index)?.seatsWaiting ?? 0
        if (seats >= least) continue
        least = seats
        best = index
      }
    }
    return this.#queue(best)
  }

  #queue(index: number): Queue {
    let queue = this.#queues.get(index)
    if (queue === undefined) {
      const [first, last] = [undefined, undefined]
      queue = {
        index,
        first,
        last,
        length: 0,
        seatsWaiting: 0,
        executing: 0,
        seatsInUse: 0,
        nextDispatchR: 0,
      }
      this.#queues.set(index, queue)
    }
    return queue
  }

  /** Brings virtual time up to now, as if nothing had changed since the last call. */
  #sync(nowMs: number): void {
    const passedMs = nowMs - this.#lastMs
    this.#lastMs = nowMs
    if (this.#active === 0) return
    const seats = Math.min(this.#seatsInUse + this.#seatsWaiting, this.#limit)
    this.#r += (passedMs * seats) / this.#active
  }

  /** A request wider than the whole level runs alone. */
  #fits(seats: number): boolean {
    if (seats > this.#limit) return this.#executing === 0
    return this.#seatsInUse + seats <= this.#limit
  }

  #begin(item: QueueItem, queue: Queue | undefined, nowMs: number): void {
    item.startMs = nowMs
    item.queue = queue
    this.#executing++
    this.#seatsInUse += item.seats
    if (queue !== undefined) {
      queue.executing++
      queue.seatsInUse += item.seats
      queue.nextDispatchR += item.seats * estimatedServiceMs
      this.#robin = queue.index
    }
  }

  /** A queue that was idle starts from now: it neither saves up nor owes anything. */
  #awake(queue: Queue): void {
    if (queue.length > 0 || queue.executing > 0) return
    queue.nextDispatchR = this.#r
    this.#active++
  }

  #enqueue(item: QueueItem, queue: Queue): void {
    this.#awake(queue)
    item.queue = queue
    item.waiting = true
    item.previous = queue.last
    if (queue.last === undefined) queue.first = item
    else queue.last.next = item
    queue.last = item
    queue.length++
    queue.seatsWaiting += item.seats
    this.#nonEmpty.add(queue)
    this.#waiting++
    this.#seatsWaiting += item.seats
  }

  #unlink(item: QueueItem, queue: Queue): void {
    const { next, previous } = item
    if (previous === undefined) queue.first = next
    else previous.next = next
    if (next === undefined) queue.last = previous
    else next.previous = previous
    item.next = undefined
    item.previous = undefined
    item.waiting = false
    queue.length--
    queue.seatsWaiting -= item.seats
    if (queue.length === 0) this.#nonEmpty.delete(queue)
    this.#waiting--
    this.#seatsWaiting -= item.seats
  }

  #dispatch(nowMs: number): void {
    while (this.#waiting > 0 && this.#seatsInUse < this.#limit) {
      const queue = this.#next()
      const item = queue?.first
      if (queue === undefined || item === undefined) return
      if (!this.#fits(item.seats)) {
        item.held()
        return
      }
      this.#unlink(item, queue)
      this.#begin(item, queue, nowMs)
      this.#bound(queue)
      item.start(nowMs)
    }
  }

  /** The queue whose first request would be done soonest in virtual time; in a tie, the next in turn. */
  #next(): Queue | undefined {
    let best: Queue | undefined
    let bestFinish = Infinity
    let bestTurn = Infinity
    for (const queue of this.#nonEmpty) {
      const finish = queue.nextDispatchR + (queue.first?.seats ?? 0) * estimatedServiceMs
      if (finish > bestFinish) continue
      const turn = queue.index > this.#robin ? queue.index - this.#robin : queue.index + 2 ** 32
      if (finish === bestFinish && turn >= bestTurn) continue
      best = queue
      bestFinish = finish
      bestTurn = turn
    }
    return best
  }

  /** No request is due before it came: a queue that could not use its part saves nothing up. */
  #bound(queue: Queue): void {
    const { first } = queue
    if (first !== undefined && queue.nextDispatchR < first.arrivalR) queue.nextDispatchR = first.arrivalR
  }

  #settle(queue: Queue): void {
    if (queue.length > 0 || queue.executing > 0) return
    this.#active--
    this.#dropIdle(queue)
  }

  #dropIdle(queue: Queue): void {
    if (queue.length > 0 || queue.executing > 0) return
    if (queue.index >= this.#config.queues || this.#queues.size > keptQueues) this.#queues.delete(queue.index)
  }

  #note(nowMs: number): void {
    this.#demand.set(this.#seatsInUse + this.#seatsWaiting, nowMs)
  }
}
