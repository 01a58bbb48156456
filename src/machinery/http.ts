// An HTTP exchange without a transport. The API server answers these, whether they come over TLS, a unix socket or a
// direct call in a test; the client sends them.

export interface HttpRequest {
  readonly method: string
  /** Raw path with query, as on the wire: `/api/v1/pods?limit=500`. Never decoded or normalised on the way. */
  readonly target: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
  readonly signal: AbortSignal
}

export interface HttpResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The body in pieces as they come; a watch's ends when the signal aborts. May be read once. */
  readonly body: AsyncIterable<Uint8Array>
}

/** Answers or carries a request. Rejects only for faults of transport; an HTTP error is a response. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse>
