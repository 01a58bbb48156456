// Asks the runtime every five seconds how it is, and keeps what speaks against the node being ready.
// Upstream: pkg/kubelet/kubelet.go updateRuntimeUp; pkg/kubelet/runtime.go
import { isAbort } from '../../base/abort.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { RuntimeCondition, RuntimeHandler, StatusResponse } from '../cri/cri.types.ts'
import type { CriClient } from '../cri/cri-client.ts'

export interface RuntimeHealthOptions {
  readonly cri: Pick<CriClient, 'status'>
  readonly clock: Clock
  /** Milliseconds by the monotonic clock since when the runtime's containers could be listed; undefined before. */
  lastListMs(): number | undefined
  /** The faults are others than before. */
  onChange(): void
}

const periodMs = 5_000
const answerMs = 10_000
const downAfterMs = 30_000
const listMaxAgeMs = 180_000

export class RuntimeHealth {
  readonly #options: RuntimeHealthOptions
  #lastAnswerMs: number | undefined
  #runtimeFault: string | undefined
  #networkFault: string | undefined = 'network state unknown'
  #handlers: readonly RuntimeHandler[] = []

  constructor(options: RuntimeHealthOptions) {
    this.#options = options
  }

  networkFault(): string | undefined {
    return this.#networkFault
  }

  get handlers(): readonly RuntimeHandler[] {
    return this.#handlers
  }

  /** Why the node is not ready; empty where it is. */
  faults(): readonly string[] {
    return [this.#downFault(), this.#listFault(), this.#runtimeFault, this.#networkFault].filter(
      (fault) => fault !== undefined,
    )
  }

  #downFault(): string | undefined {
    const now = this.#options.clock.monotonic()
    const down = this.#lastAnswerMs === undefined || now - this.#lastAnswerMs > downAfterMs
    return down ? 'container runtime is down' : undefined
  }

  #listFault(): string | undefined {
    const last = this.#options.lastListMs()
    const age = last === undefined ? 0 : this.#options.clock.monotonic() - last
    if (age <= listMaxAgeMs) return undefined
    const minutes = Math.floor(age / 60_000)
    return `PLEG is not healthy: pleg was last seen active ${minutes}m${Math.floor((age % 60_000) / 1000)}s ago; threshold is 3m0s`
  }

  async run(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.check({ signal })
      await sleep(this.#options.clock, periodMs, { signal })
    }
  }

  /** Asks once. */
  async check({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    const before = this.faults().join()
    try {
      this.#take(await this.#options.cri.status({}, { signal, timeoutMs: answerMs }))
    } catch (error) {
      if (isAbort(error, signal)) throw error
    }
    if (this.faults().join() !== before) this.#options.onChange()
  }

  #take({ status, runtimeHandlers }: StatusResponse): void {
    this.#lastAnswerMs = this.#options.clock.monotonic()
    this.#handlers = runtimeHandlers
    const condition = (type: string) => status?.conditions.find((one) => one.type === type)
    this.#networkFault = faultOf(condition('NetworkReady'), 'container runtime network not ready')
    this.#runtimeFault = faultOf(condition('RuntimeReady'), 'container runtime not ready')
  }
}

function faultOf(condition: RuntimeCondition | undefined, text: string): string | undefined {
  if (condition === undefined) return `${text}: <nil>`
  const { type, status, reason, message } = condition
  return status ? undefined : `${text}: ${type}=false reason:${reason} message:${message}`
}
