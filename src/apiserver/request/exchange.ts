// One HTTP exchange as a transport hands it to the pipeline. Bodies are read only when somebody asks, and answers may
// be ready buffers, so that a read from the cache allocates almost nothing. Never knows Kubernetes' words.
import type { HttpHandler, HttpRequest, HttpResponse } from '../../machinery/http.ts'

/** A client certificate that the transport has verified against its CA. */
export interface VerifiedCertificate {
  readonly commonName: string
  readonly organizations: readonly string[]
  readonly notAfterMs: number
  /** SHA-256 of the DER form in hex. */
  readonly fingerprint: string
}

/** What lasts as long as the connection: who the peer proved to be, and what authentication remembers of it. */
export interface Connection {
  readonly transport: 'tls' | 'unix' | 'direct'
  readonly remoteAddress: string
  readonly certificate: VerifiedCertificate | undefined
  /** The same of a front proxy, which may say in headers for whom it speaks; it is no client certificate. */
  readonly proxy?: VerifiedCertificate | undefined
  /** The client showed a certificate that does not verify; the reason. */
  readonly certificateFault: string | undefined
  /** For the authenticator alone: the last credentials seen and what they gave. */
  memo: unknown
}

export interface ServerRequest {
  readonly method: string
  /** Raw path and query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly connection: Connection
  /** Aborts when the client goes away or the server stops. */
  readonly signal: AbortSignal
  /** The values of a header that may come several times, for those whose values may have commas. */
  values?(name: string): readonly string[]
  /** The whole body. Throws StatusError 413 where it is longer than `limit`. */
  readBody(limit: number): Promise<Uint8Array>
}

export type ServerBody = Uint8Array | readonly Uint8Array[] | AsyncIterable<Uint8Array>

export interface ServerResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Buffers are shared with the cache: nobody may change them. */
  readonly body: ServerBody
  /** The reader may take as long as it likes: a log in a pager. Others are cut off when they stop reading. */
  readonly mayStall?: true
  /** A streamed body that is much and ends by itself, so that compressing it pays: a list, not a watch. */
  readonly bulk?: true
}

/** Never rejects: faults are responses. */
export type ServerHandler = (request: ServerRequest) => Promise<ServerResponse>

export function isStream(body: ServerBody): body is AsyncIterable<Uint8Array> {
  return Symbol.asyncIterator in body
}

/** The pieces of a body that is already whole. */
export function pieces(body: Uint8Array | readonly Uint8Array[]): readonly Uint8Array[] {
  return body instanceof Uint8Array ? [body] : body
}

async function* iterate(body: ServerBody): AsyncGenerator<Uint8Array> {
  if (isStream(body)) yield* body
  else yield* pieces(body)
}

export function directConnection(): Connection {
  return {
    transport: 'direct',
    remoteAddress: '127.0.0.1',
    certificate: undefined,
    certificateFault: undefined,
    memo: undefined,
  }
}

/** Calls without a socket: the HttpHandler that clients in the same process use. */
export function directHandler(
  handle: ServerHandler,
  options: { readonly tooLarge: (limit: number) => Error },
): HttpHandler {
  const connection = directConnection()
  return async (request: HttpRequest): Promise<HttpResponse> => {
    const response = await handle({
      method: request.method,
      target: request.target,
      headers: request.headers,
      connection,
      signal: request.signal,
      async readBody(limit) {
        const { body = '' } = request
        const bytes = typeof body === 'string' ? Buffer.from(body) : body
        if (bytes.length > limit) throw options.tooLarge(limit)
        return bytes
      },
    })
    return { status: response.status, headers: response.headers, body: iterate(response.body) }
  }
}
