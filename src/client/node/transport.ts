// HttpHandlers that go over the wire: TLS, plain HTTP and unix sockets. Redirects are never followed; a request is sent
// once. Hand the handler to createClient().
import type { Clock } from '../../base/clock.ts'
import type { HttpHandler } from '../../machinery/http.ts'
import { Http1Exchange } from './http1-exchange.ts'
import { TlsExchange, type TlsMaterial } from './tls-exchange.ts'

export interface Transport extends AsyncDisposable {
  readonly handler: HttpHandler
  /** Ends every connection; requests under way fail with TransportError 'closed' or 'reset'. */
  close(): Promise<void>
}

export interface TransportOptions {
  /** `https://host:port`, perhaps with a path that goes before every target. */
  readonly server: string
  /** A function is asked at each new connection, so that certificates may be rotated. */
  readonly tls?: TlsMaterial | (() => TlsMaterial)
  readonly clock: Clock
}

export function createTransport(options: TransportOptions): Transport {
  const { protocol, hostname, port, pathname, host } = new URL(options.server)
  const { tls = {}, clock } = options
  const prefix = pathname.replace(/\/$/, '')
  const address = hostname.replace(/^\[|\]$/g, '')
  if (protocol === 'http:') {
    const exchange = new Http1Exchange({ host: address, port: port === '' ? 80 : Number(port) })
    return transport(exchange, { server: options.server, prefix, host })
  }
  const material = typeof tls === 'function' ? tls : () => tls
  const exchange = new TlsExchange({ host: address, port: port === '' ? 443 : Number(port), material, clock })
  return transport(exchange, { server: options.server, prefix, host })
}

/** A server on the same machine, over its socket. */
export function createUnixTransport(options: { readonly socketPath: string }): Transport {
  const exchange = new Http1Exchange({ socketPath: options.socketPath })
  return transport(exchange, { server: options.socketPath, prefix: '', host: 'localhost' })
}

function transport(
  exchange: Http1Exchange | TlsExchange,
  to: { readonly server: string; readonly prefix: string; readonly host: string },
): Transport {
  const close = async () => {
    await exchange.close()
  }
  return {
    handler: (request) => {
      const target = to.prefix + request.target
      const headers = { host: to.host, ...request.headers }
      const path = request.target.replace(/\?.*$/s, '')
      return exchange.send({ ...request, target, headers }, `${request.method} ${path} from ${to.server}`)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
