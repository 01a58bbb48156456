// A request as it came, taken apart: the record that the pipeline fills in. Its signal is made only when somebody asks.
import type { ApiRequest } from './api-request.ts'
import type { ServerRequest } from './exchange.ts'
import { plainJson } from './negotiate.ts'
import { parseTarget, type Query } from './path.ts'
import { isLongRunning } from './request-deadlines.ts'
import { type RequestInfo, requestInfo } from './request-info.ts'
import { anonymousUser } from './user.ts'

export class RoutedRequest implements ApiRequest {
  readonly http: ServerRequest
  readonly info: RequestInfo
  readonly query: Query
  user = anonymousUser
  accept = plainJson
  readonly warnings: string[] = []
  bytes: Uint8Array | undefined = undefined
  #controller: AbortController | undefined
  #signal: AbortSignal | undefined

  /** Throws StatusError where the target or the path cannot be read. */
  constructor(http: ServerRequest) {
    const target = parseTarget(http.target)
    this.http = http
    this.info = requestInfo(target, http.method)
    this.query = target.query
  }

  /** Aborts when the client goes away, the server stops, or the time is over. */
  get signal(): AbortSignal {
    // What has no time limit is never stopped for it.
    this.#signal ??= isLongRunning(this.info)
      ? this.http.signal
      : AbortSignal.any([this.http.signal, this.#stopper().signal])
    return this.#signal
  }

  /** Aborts what is still being done for it. */
  stop(reason: Error): void {
    this.#stopper().abort(reason)
  }

  #stopper(): AbortController {
    this.#controller ??= new AbortController()
    return this.#controller
  }
}
