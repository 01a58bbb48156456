// An AbortSignal that is made only when somebody asks for it: most requests are answered before.
import { StoppedError } from '../../base/abort.ts'

export class LazySignal {
  readonly #outer: AbortSignal
  #controller: AbortController | undefined
  #signal: AbortSignal | undefined
  #ended = false

  /** `outer` aborts as well. */
  constructor(outer: AbortSignal) {
    this.#outer = outer
  }

  get signal(): AbortSignal {
    if (this.#signal === undefined) {
      this.#controller = new AbortController()
      if (this.#ended) this.#controller.abort(new StoppedError('the client has gone'))
      this.#signal = AbortSignal.any([this.#outer, this.#controller.signal])
    }
    return this.#signal
  }

  /** The exchange is over. */
  end(): void {
    this.#ended = true
    this.#controller?.abort(new StoppedError('the client has gone'))
  }
}
