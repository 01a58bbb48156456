// What lives on from one configuration to the next: levels with their seats, and schemas with the flows seen so far.

import { DroppedRequests } from './dropped-requests.ts'
import type { LevelPlan, SchemaPlan } from './flow-configuration.ts'
import { FlowStats } from './flow-stats.ts'
import { QueueSet } from './queue-set.ts'
import type { LevelLimits } from './seat-allocation.ts'
import { SeatDemand } from './seat-demand.ts'
import { dealHand, hashFlowID } from './shuffle-sharding.ts'

/** Of a level's seats, one request may take this part. */
const maxSeatsPart = 0.15

export class LevelState {
  plan: LevelPlan
  readonly demand: SeatDemand
  readonly queueSet: QueueSet
  readonly dropped = new DroppedRequests()
  limits: LevelLimits = { nominal: 0, lower: 0, upper: 0 }
  /** Seats as they are lent and borrowed now. */
  currentLimit: number | undefined = undefined
  /** What the level asked for when seats were last lent. */
  target = 0
  readonly totals = { dispatched: 0, rejected: 0, timedOut: 0, cancelled: 0 }
  /** Its object has gone; it stays until its last request has. */
  quiescing = false

  constructor(plan: LevelPlan, nowMs: number) {
    this.plan = plan
    this.demand = new SeatDemand(nowMs)
    this.queueSet = new QueueSet(this.demand)
  }

  /** Upstream: apf_controller.go finishQueueSetReconfigsLocked. 0: as many as a request may have anywhere. */
  get maxSeats(): number {
    const { queues, handSize } = this.plan.queueing
    if (queues === 0) return 0
    const { nominal } = this.limits
    return Math.max(1, Math.min(Math.ceil(nominal * maxSeatsPart), Math.floor(nominal / handSize)))
  }

  enforce(nowMs: number): void {
    const limit = this.plan.exempt ? Infinity : (this.currentLimit ?? 0)
    this.queueSet.configure(this.plan.queueing, limit, nowMs)
  }
}

/** Flows whose queues are remembered. Names are clients' own, so there is a bound. */
const keptFlows = 4096

type Headers = Readonly<Record<string, string>>

export class SchemaState {
  readonly plan: SchemaPlan
  readonly level: LevelState
  readonly stats: FlowStats
  readonly #hands = new Map<string, readonly number[]>()
  readonly #headers: Headers
  /** Most answers share a few header objects: the last is remembered with what became of it. */
  #before: Headers | undefined
  #after: Headers = {}

  constructor(plan: SchemaPlan, level: LevelState, stats = new FlowStats()) {
    this.plan = plan
    this.level = level
    this.stats = stats
    this.#headers = {
      'x-kubernetes-pf-flowschema-uid': plan.uid,
      'x-kubernetes-pf-prioritylevel-uid': level.plan.uid,
    }
  }

  /** The queues that the requests of a user or namespace wait in. */
  hand(userName: string, namespace: string): readonly number[] {
    const { queues, handSize } = this.level.plan.queueing
    if (queues === 0) return []
    const distinguisher = this.distinguisher(userName, namespace)
    let hand = this.#hands.get(distinguisher)
    if (hand === undefined) {
      if (this.#hands.size >= keptFlows) this.#hands.clear()
      hand = dealHand(hashFlowID(this.plan.name, distinguisher), queues, handSize)
      this.#hands.set(distinguisher, hand)
    }
    return hand
  }

  distinguisher(userName: string, namespace: string): string {
    const type = this.plan.spec.distinguisherMethod?.type
    return type === 'ByUser' ? userName : type === 'ByNamespace' ? namespace : ''
  }

  /** The headers with those that tell the schema and its level. Upstream tells UIDs, since names may give things away. */
  told(headers: Headers): Headers {
    if (headers !== this.#before) {
      this.#before = headers
      this.#after = { ...headers, ...this.#headers }
    }
    return this.#after
  }
}
