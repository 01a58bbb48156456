// One request under flow control, from its arrival to its answer.
import type { RequestInfo } from '../request/request-info.ts'
import type { UserInfo } from '../request/user.ts'
import type { SchemaState } from './flow-state.ts'
import type { RejectReason } from './flow-stats.ts'
import { QueueItem } from './queue-set.ts'

export interface TicketOptions {
  readonly schema: SchemaState
  readonly info: RequestInfo
  readonly user: UserInfo
  readonly seats: number
  readonly nowMs: number
}

export class Ticket extends QueueItem {
  readonly schema: SchemaState
  readonly info: RequestInfo
  readonly user: UserInfo
  readonly arrivedMs: number
  /** Why it may not run. */
  rejected: RejectReason | undefined = undefined
  /** It runs, and has not been given back. */
  running = false
  #wake: (() => void) | undefined = undefined

  constructor(options: TicketOptions) {
    const { schema, info, user, seats, nowMs } = options
    super(seats, schema.hand(user.name, info.namespace))
    this.schema = schema
    this.info = info
    this.user = user
    this.arrivedMs = nowMs
  }

  get mutating(): boolean {
    const { verb } = this.info
    return verb !== 'get' && verb !== 'list' && verb !== 'watch'
  }

  /** Resolves when it is settled whether the request runs. */
  settled(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    return promise
  }

  wake(): void {
    this.#wake?.()
  }

  override start(): void {
    this.wake()
  }

  override held(): void {
    this.schema.stats.held++
  }
}
