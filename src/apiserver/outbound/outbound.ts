// HTTPS calls that the server makes to servers that users run: webhooks, aggregated APIs. Nothing is followed, nothing of
// the caller's credentials is passed on, and every call ends by its deadline. Connections are kept for the next call.
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Agent, type RequestOptions, request as startRequest } from 'node:https'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { checkServerIdentity, type PeerCertificate } from 'node:tls'
import { abortReason, onAbort } from '../../base/abort.ts'
import { StatusError } from '../../machinery/status-error.ts'
import { guardedLookup, isReachable } from './addresses.ts'
import { OutboundError, transportText } from './outbound-error.ts'
import type { Place, ServiceReference } from './service-resolver.ts'

export interface PeerTls {
  /** PEM of whom to trust; the machine's authorities where absent. */
  readonly ca?: string
  /** Who we are, for servers that ask. */
  readonly cert?: string
  readonly key?: string
  /** Takes any certificate. */
  readonly insecure?: boolean
}

/** The server that a call goes to. */
export interface Peer {
  /** `host:port` as URLs, messages and the Host header name it. */
  readonly authority: string
  /** The name that its certificate has to bear. */
  readonly serverName: string
  /** A service of the cluster, or the address of `authority` itself. */
  readonly service?: ServiceReference
  /** Where it is, for those who have looked already. */
  readonly at?: Place
  readonly tls: PeerTls
}

export interface OutboundRequest {
  readonly method: string
  /** Raw path with query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body?: Uint8Array
  /** Asked again where a kept connection turns out to have been closed meanwhile; it may then arrive twice. */
  readonly mayRepeat?: boolean
  /** Ends the request, and the answer's body too. */
  readonly signal: AbortSignal
}

export type OutboundAnswer =
  | { readonly upgraded: false; readonly response: IncomingMessage }
  | {
      readonly upgraded: true
      readonly headers: IncomingHttpHeaders
      readonly socket: Duplex
      readonly head: Buffer
    }

export interface OutboundOptions {
  /** Throws where the service leads nowhere. */
  readonly resolve: (service: ServiceReference) => Place
  /** Connects somewhere else than the resolved place: through a tunnel, or to a test's own server. */
  readonly route?: ((place: Place) => Place | undefined) | undefined
}

/** Idle connections kept per peer. */
const idleSockets = 25

export class Outbound implements Disposable {
  readonly #options: OutboundOptions
  readonly #agent = new Agent({
    keepAlive: true,
    maxFreeSockets: idleSockets,
    scheduling: 'lifo',
    // Here, since Node keeps no connection of a request that has a check of its own.
    checkServerIdentity: identityFault,
  })

  constructor(options: OutboundOptions) {
    this.#options = options
  }

  /** Where a request for this peer would connect now. Throws OutboundError or StatusError. */
  locate(peer: Peer): Place {
    if (peer.at !== undefined) return peer.at
    return peer.service === undefined ? placeOf(peer.authority) : this.#options.resolve(peer.service)
  }

  /**
   * Sends a request and gives the head of its answer, whatever its status; the body is the caller's to read. Rejects
   * with OutboundError, StatusError (no endpoint), or the signal's reason.
   */
  async send(peer: Peer, request: OutboundRequest): Promise<OutboundAnswer> {
    const place = this.locate(peer)
    const routed = this.#options.route?.(place)
    const allowLoopback = routed !== undefined || peer.service === undefined
    const { host, port } = routed ?? place
    if (isIP(host) !== 0 && !isReachable(host, { allowLoopback }))
      throw new OutboundError('unresolved', `${host} is not connected to`)
    const upgrade = hasUpgrade(request.headers)
    const options: RequestOptions = {
      host,
      port,
      method: request.method,
      path: request.path,
      headers: { ...request.headers, host: peer.authority } as Record<string, string>,
      ...(upgrade ? alone : { agent: this.#agent }),
      lookup: guardedLookup({ allowLoopback }),
      ...tlsOptions(peer),
    }
    const address = `${bracketed(host)}:${port}`
    try {
      return await exchange(options, request, address)
    } catch (error) {
      // Servers close connections that stand idle, and one may be on its way while the other comes.
      if (!(error instanceof StaleConnection) || request.mayRepeat !== true) throw error
      return await exchange({ ...options, ...alone }, request, address)
    }
  }

  /** Closes the connections that are kept. */
  [Symbol.dispose](): void {
    this.#agent.destroy()
  }
}

/** A kept connection broke before anything had come back on it. */
class StaleConnection extends OutboundError {}

const brokenCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED'])

/** A connection that is not kept. */
const alone = { agent: false, checkServerIdentity: identityFault } as const

function hasUpgrade(headers: OutboundRequest['headers']): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'upgrade')
}

function placeOf(authority: string): Place {
  const { hostname, port } = new URL(`https://${authority}`)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 443 : Number(port) }
}

export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

function tlsOptions({ tls, serverName }: Peer): RequestOptions {
  const { ca, cert, key, insecure = false } = tls
  return {
    ...(ca !== undefined && { ca, allowPartialTrustChain: true }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    rejectUnauthorized: !insecure,
    // A server name in TLS is never an address; the certificate is checked against it all the same.
    servername: isIP(serverName) === 0 ? serverName : '',
    minVersion: 'TLSv1.2',
  }
}

/** Names of the subject alone do not count, as in Go. */
function identityFault(name: string, certificate: PeerCertificate): Error | undefined {
  const names = certificate.subjectaltname
  const text =
    names === undefined
      ? 'certificate relies on legacy Common Name field, use SANs instead'
      : checkServerIdentity(name, certificate) === undefined
        ? undefined
        : `certificate is valid for ${names.replace(/(DNS|IP Address):/g, '')}, not ${name}`
  if (text === undefined) return undefined
  return Object.assign(new Error(text), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
}

function exchange(
  options: RequestOptions,
  { body, signal }: OutboundRequest,
  address: string,
): Promise<OutboundAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<OutboundAnswer>()
  let call: ClientRequest
  try {
    call = startRequest(options)
  } catch (cause) {
    throw new OutboundError('transport', certificateText(cause), { cause })
  }
  const stop = onAbort(signal, () => call.destroy(abortReason(signal)))
  call.on('error', (cause: NodeJS.ErrnoException) => {
    if (signal.aborted || cause instanceof StatusError) return reject(cause)
    const isStale = call.reusedSocket && brokenCodes.has(cause.code ?? '')
    const Fault = isStale ? StaleConnection : OutboundError
    return reject(new Fault('transport', transportText(cause, address), { cause }))
  })
  call.on('close', () => stop[Symbol.dispose]())
  call.on('response', (response) => resolve({ upgraded: false, response }))
  call.on('upgrade', ({ headers }, socket, head) => {
    stop[Symbol.dispose]()
    resolve({ upgraded: true, headers, socket, head })
  })
  call.end(body)
  return promise
}

/** Keys and certificates that OpenSSL cannot read are told when the request is made. */
function certificateText(cause: unknown): string {
  const { code = '', message } = cause as NodeJS.ErrnoException
  return code.startsWith('ERR_OSSL')
    ? 'unable to load root certificates: unable to parse bytes as PEM block'
    : message
}
