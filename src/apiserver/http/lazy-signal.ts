// An AbortSignal that is made only when somebody asks for it, and only then listens to its peer: most requests are
// answered before.
import { StoppedError } from '../../base/abort.ts'

/** What closes when the exchange is over: an answer of HTTP/1.1, a stream of HTTP/2, an upgraded socket. */
export interface Peer {
  readonly destroyed: boolean
  readonly closed: boolean
  once(event: 'close', listener: () => void): unknown
}

export class LazySignal {
  readonly #outer: AbortSignal
  readonly #peer: Peer
  #signal: AbortSignal | undefined

  /** `outer` aborts as well. */
  constructor(outer: AbortSignal, peer: Peer) {
    this.#outer = outer
    this.#peer = peer
  }

  get signal(): AbortSignal {
    this.#signal ??= this.#make()
    return this.#signal
  }

  #make(): AbortSignal {
    const controller = new AbortController()
    const end = () => controller.abort(new StoppedError('the client has gone'))
    if (this.#peer.destroyed || this.#peer.closed) end()
    else this.#peer.once('close', end)
    return AbortSignal.any([this.#outer, controller.signal])
  }
}
