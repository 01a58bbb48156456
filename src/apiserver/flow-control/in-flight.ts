// Bounds how many requests run at once, reads and writes apart; watches and the masters group are not counted.
// Upstream: apiserver pkg/server/filters/maxinflight.go.
import { type StatusError, tooManyRequests } from '../../machinery/status-error.ts'
import { mastersGroup, type UserInfo } from '../request/user.ts'

export interface InFlightLimits {
  readonly reads: number
  readonly writes: number
}

export const defaultLimits: InFlightLimits = { reads: 400, writes: 200 }

const readVerbs: ReadonlySet<string> = new Set(['get', 'list', 'watch'])

export type FlowClass = 'read' | 'write' | 'exempt'

export class InFlight {
  readonly #limits: InFlightLimits
  #reads = 0
  #writes = 0

  constructor(limits: InFlightLimits = defaultLimits) {
    this.#limits = limits
  }

  get reads(): number {
    return this.#reads
  }

  get writes(): number {
    return this.#writes
  }

  classOf(verb: string, user: UserInfo): FlowClass {
    if (verb === 'watch' || verb === 'connect' || user.groups.includes(mastersGroup)) return 'exempt'
    return readVerbs.has(verb) ? 'read' : 'write'
  }

  /** Takes a place, or says why there is none. */
  enter(flowClass: FlowClass): StatusError | undefined {
    if (flowClass === 'read') {
      if (this.#reads >= this.#limits.reads) return full()
      this.#reads++
    } else if (flowClass === 'write') {
      if (this.#writes >= this.#limits.writes) return full()
      this.#writes++
    }
    return undefined
  }

  leave(flowClass: FlowClass): void {
    if (flowClass === 'read') this.#reads--
    else if (flowClass === 'write') this.#writes--
  }
}

function full(): StatusError {
  return tooManyRequests('Too many requests, please try again later.', 1)
}
