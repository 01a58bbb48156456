// API priority and fairness: every request gets seats at the priority level that its flow schema names, waits in a queue
// for them, or is refused. A request that finds a seat takes it at once, without a promise.
// Upstream: apiserver pkg/util/flowcontrol, pkg/server/filters/priority-and-fairness.go.
import type { FlowSchema } from '../../api/flowcontrol/flow-schema/flow-schema.schema.ts'
import { catchAllName } from '../../api/flowcontrol/mandatory.data.ts'
import type { PriorityLevelConfiguration } from '../../api/flowcontrol/priority-level-configuration/priority-level-configuration.schema.ts'
import { onAbort } from '../../base/abort.ts'
import { must } from '../../base/assert.ts'
import type { Clock, Timer } from '../../base/clock.ts'
import type { Query } from '../request/path.ts'
import type { RequestInfo } from '../request/request-info.ts'
import type { UserInfo } from '../request/user.ts'
import { type FlowConfiguration, planConfiguration } from './flow-configuration.ts'
import { flowsOf, matchFlow, type UserFlows } from './flow-matching.ts'
import { LevelState, SchemaState } from './flow-state.ts'
import type { FlowStats, RejectReason } from './flow-stats.ts'
import { allocateSeats, levelLimits } from './seat-allocation.ts'
import { adjustmentPeriodMs } from './seat-demand.ts'
import { Ticket } from './ticket.ts'
import { estimateSeats } from './work-estimate.ts'

/** Upstream: apiserver pkg/server/config.go MaxRequestsInFlight, MaxMutatingRequestsInFlight. Their sum is divided. */
export interface InFlightLimits {
  readonly reads: number
  readonly writes: number
}

export const defaultLimits: InFlightLimits = { reads: 400, writes: 200 }

export interface FlowObjects {
  schemas(): readonly FlowSchema[]
  levels(): readonly PriorityLevelConfiguration[]
}

export interface FlowControlOptions {
  readonly clock: Clock
  readonly limits: InFlightLimits
  readonly objects: FlowObjects
  objectCount(info: RequestInfo): number | undefined
}

/** What flow control looks at. */
export interface FlowRequest {
  readonly info: RequestInfo
  readonly query: Query
  readonly user: UserInfo
  readonly signal: AbortSignal
}

/** Of the time that a request has left, it may wait this part in a queue, and never longer than the limit. */
const queueWaitPart = 4
const maxQueueWaitMs = 60_000
/** Of a watch, which has no time limit. */
const watchQueueWaitMs = 15_000

export class FlowControl {
  readonly #clock: Clock
  readonly #options: FlowControlOptions
  readonly #totalSeats: number
  #levels = new Map<string, LevelState>()
  #schemas: readonly SchemaState[] = []
  #catchAll: SchemaState
  #flows = new WeakMap<UserInfo, UserFlows<SchemaState>>()
  #stale = false
  #timer: Timer | undefined
  #adjusting = false
  readonly #waiting = new Set<Ticket>()
  readonly #running = { readOnly: 0, mutating: 0 }

  constructor(options: FlowControlOptions) {
    this.#clock = options.clock
    this.#options = options
    this.#totalSeats = options.limits.reads + options.limits.writes
    this.#catchAll = this.#adopt(planConfiguration([], []), this.#clock.monotonic())
  }

  get levels(): ReadonlyMap<string, LevelState> {
    return this.#levels
  }

  get schemas(): readonly SchemaState[] {
    return this.#schemas
  }

  /** Requests in queues. */
  get waiting(): ReadonlySet<Ticket> {
    return this.#waiting
  }

  get running(): Readonly<Record<'readOnly' | 'mutating', number>> {
    return this.#running
  }

  /** Configuration objects are not what they were: the next request sees it. */
  changed(): void {
    this.#stale = true
  }

  /** Seats are lent and borrowed anew, every ten seconds in which there are requests, until this is disposed of. */
  adjust(): Disposable {
    this.#adjusting = true
    return {
      [Symbol.dispose]: () => {
        this.#adjusting = false
        this.#timer?.cancel()
        this.#timer = undefined
      },
    }
  }

  /**
   * Seats for a request, at once where they are free. A ticket that is `rejected` must not run; every other has to be
   * given back with leave(). `remainingMs` is what the request has left of its time; undefined where there is no limit.
   */
  enter(
    request: FlowRequest,
    { nowMs, remainingMs }: { readonly nowMs: number; readonly remainingMs: number | undefined },
  ): Ticket | Promise<Ticket> {
    if (this.#stale) this.#reload(nowMs)
    if (this.#timer === undefined && this.#adjusting) this.#arm()
    const { info, user } = request
    const schema = this.#schemaOf(info, user)
    const { level, stats } = schema
    const seats = info.verb === 'list' || info.verb === 'watch' ? this.#seatsOf(request, level) : 1
    const ticket = new Ticket({ schema, info, user, seats, nowMs })
    stats.seats.observe(seats)
    const arrival = level.queueSet.arrive(ticket, nowMs)
    if (arrival === 'executing') this.#begun(ticket, nowMs)
    else if (arrival === 'waiting') return this.#wait(ticket, request.signal, queueWaitMs(remainingMs))
    else this.#reject(ticket, arrival, nowMs)
    return ticket
  }

  /** The request has been answered. */
  leave(ticket: Ticket, nowMs: number): void {
    if (!ticket.running) return
    ticket.running = false
    const { level, stats } = ticket.schema
    level.queueSet.finish(ticket, nowMs)
    stats.executing--
    stats.seatsExecuting -= ticket.seats
    this.#running[ticket.mutating ? 'mutating' : 'readOnly']--
    const spent = ticket.info.verb === 'watch' ? stats.watchBegan : stats.ran
    spent.observe((nowMs - ticket.startMs) / 1000)
    if (level.quiescing && level.queueSet.idle) this.#stale = true
  }

  #schemaOf(info: RequestInfo, user: UserInfo): SchemaState {
    let flows = this.#flows.get(user)
    if (flows === undefined) {
      flows = flowsOf(user, this.#schemas)
      this.#flows.set(user, flows)
    }
    return matchFlow(info, flows) ?? this.#catchAll
  }

  #seatsOf({ info, query }: FlowRequest, { maxSeats }: LevelState): number {
    return estimateSeats({ info, query, maxSeats, objectCount: this.#options.objectCount })
  }

  #begun(ticket: Ticket, nowMs: number): void {
    const { level, stats } = ticket.schema
    ticket.running = true
    level.totals.dispatched++
    stats.dispatched++
    stats.executing++
    stats.seatsExecuting += ticket.seats
    this.#running[ticket.mutating ? 'mutating' : 'readOnly']++
    if (!level.plan.exempt) stats.waitedAndRan.observe((nowMs - ticket.arrivedMs) / 1000)
  }

  #reject(ticket: Ticket, reason: RejectReason, nowMs: number): void {
    const { level, stats } = ticket.schema
    ticket.rejected = reason
    stats.rejected[reason]++
    level.totals.rejected++
    if (reason === 'time-out') level.totals.timedOut++
    if (reason === 'cancelled') level.totals.cancelled++
    stats.waitedInVain.observe((nowMs - ticket.arrivedMs) / 1000)
    level.dropped.record(nowMs)
  }

  async #wait(ticket: Ticket, signal: AbortSignal, waitMs: number): Promise<Ticket> {
    const settled = ticket.settled()
    const { stats } = ticket.schema
    this.#waiting.add(ticket)
    stats.waiting++
    stats.seatsWaiting += ticket.seats
    stats.queueLengths.observe(ticket.queue?.length ?? 0)
    const giveUp = (reason: RejectReason) => {
      const nowMs = this.#clock.monotonic()
      if (!ticket.schema.level.queueSet.remove(ticket, nowMs)) return
      this.#reject(ticket, reason, nowMs)
      ticket.wake()
    }
    {
      using _timer = this.#clock.after(waitMs, () => giveUp('time-out'))
      using _abort = onAbort(signal, () => giveUp('cancelled'))
      await settled
    }
    this.#waiting.delete(ticket)
    stats.waiting--
    stats.seatsWaiting -= ticket.seats
    if (ticket.rejected === undefined) this.#begun(ticket, ticket.startMs)
    return ticket
  }

  #reload(nowMs: number): void {
    this.#stale = false
    const { objects } = this.#options
    this.#catchAll = this.#adopt(planConfiguration(objects.schemas(), objects.levels()), nowMs)
  }

  /** Makes the configuration the one in force; gives the schema of last resort. */
  #adopt({ schemas, levels }: FlowConfiguration, nowMs: number): SchemaState {
    for (const [name, plan] of levels) {
      const known = this.#levels.get(name)
      if (known === undefined) this.#levels.set(name, new LevelState(plan, nowMs))
      else {
        known.plan = plan
        known.quiescing = false
      }
    }
    for (const [name, level] of this.#levels) {
      if (levels.has(name)) continue
      if (level.queueSet.idle) this.#levels.delete(name)
      else level.quiescing = true
    }
    this.#divide()
    this.#lend(nowMs)
    const before = new Map(this.#schemas.map(({ plan, level, stats }) => [statsKey(plan.name, level), stats]))
    this.#schemas = schemas.map((plan) => this.#schemaState(plan, before))
    this.#flows = new WeakMap()
    return must(
      this.#schemas.find(({ plan }) => plan.name === catchAllName),
      'there is always a flow schema of last resort',
    )
  }

  #schemaState(plan: SchemaState['plan'], before: ReadonlyMap<string, FlowStats>): SchemaState {
    const level = must(
      this.#levels.get(plan.spec.priorityLevelConfiguration.name),
      'every flow schema in force has its priority level',
    )
    return new SchemaState(plan, level, before.get(statsKey(plan.name, level)))
  }

  #divide(): void {
    const levels = [...this.#levels.values()]
    const limits = levelLimits(
      levels.map(({ plan }) => plan.shares),
      this.#totalSeats,
    )
    for (const [index, level] of levels.entries()) level.limits = limits[index] ?? level.limits
  }

  /** Upstream: apf_controller.go updateBorrowingLocked. */
  #lend(nowMs: number): void {
    const levels = [...this.#levels.values()]
    const claims = levels.map(({ limits, demand }) => {
      const { highWatermark, smoothed } = demand.update(nowMs)
      const lowerBound = Math.max(limits.lower, Math.min(limits.nominal, highWatermark))
      return { lowerBound, upperBound: limits.upper, target: Math.max(lowerBound, smoothed) }
    })
    const sum = levels.reduce((all, { limits }) => all + limits.nominal, 0)
    const parts = allocateSeats(sum, claims)
    for (const [index, level] of levels.entries()) {
      level.target = claims[index]?.target ?? 0
      level.currentLimit = Math.round(parts?.[index] ?? level.currentLimit ?? level.limits.nominal)
      level.enforce(nowMs)
    }
  }

  #arm(): void {
    this.#timer = this.#clock.after(adjustmentPeriodMs, () => {
      this.#timer = undefined
      this.#lend(this.#clock.monotonic())
      // Whoever waits, waits for the next time, too.
      if (this.#waiting.size > 0) this.#arm()
    })
  }
}

function statsKey(schema: string, level: LevelState): string {
  return `${schema} ${level.plan.name}`
}

function queueWaitMs(remainingMs: number | undefined): number {
  return remainingMs === undefined ? watchQueueWaitMs : Math.min(remainingMs / queueWaitPart, maxQueueWaitMs)
}
