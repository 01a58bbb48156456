// Requests over the wire: one HTTP/2 connection, opened again where the server has had enough of it, and raw HTTP/1.1.
import { once } from 'node:events'
import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from 'node:http2'
import { adminToken } from '../../src/testing/cluster.ts'
import type { TlsServer } from '../integration/security-tls.ts'
import type { Dice } from './dice.ts'
import type { FuzzRequest } from './requests.ts'

/** How long a watch is read. */
const watchMs = 40

export interface FuzzAnswer {
  /** 0: there was none. */
  readonly status: number
  readonly text: string
}

export const isEndless = ({ target }: FuzzRequest) =>
  /[?&](?:watch|follow)=/.test(target) || /\/watch\//.test(target)

export class Wire {
  readonly #server: TlsServer
  #session: ClientHttp2Session | undefined

  constructor(server: TlsServer) {
    this.#server = server
  }

  async http2(request: FuzzRequest): Promise<FuzzAnswer> {
    const { method, target, headers, body } = request
    const session = await this.#open()
    const all: OutgoingHttpHeaders = {
      ':method': method,
      ':path': target === '' ? '/' : target,
      authorization: `Bearer ${adminToken}`,
      ...headers,
    }
    try {
      const stream = session.request(all, { endStream: body === undefined })
      const closed = new Promise<void>((resolve) => void stream.on('error', () => {}).once('close', resolve))
      let status = 0
      stream.on('response', (head) => {
        status = Number(head[':status'])
      })
      let text = ''
      stream.on('data', (chunk: Buffer) => {
        if (text.length < 400) text += chunk.toString()
      })
      if (body !== undefined) stream.end(body)
      const enough = isEndless(request) ? setTimeout(() => stream.close(), watchMs) : undefined
      await closed
      clearTimeout(enough)
      return { status, text }
    } catch (error) {
      // Node's own client refuses to send some of it.
      if (error instanceof TypeError || (error as { code?: string }).code?.startsWith('ERR_'))
        return { status: 0, text: '' }
      throw error
    }
  }

  /** As it is written, on a connection of its own; 0 where the server only closes. */
  async http1(request: FuzzRequest, dice: Dice): Promise<FuzzAnswer> {
    const raw = await this.#server.open()
    const { method, target, headers, body } = request
    const fields = {
      host: 'x',
      authorization: `Bearer ${adminToken}`,
      ...(body !== undefined && { 'content-length': String(body.length) }),
      ...headers,
    }
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`)
    const head = Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    if (dice.chance(3)) head[dice.below(head.length)] = dice.below(256)
    raw.write(head)
    if (body !== undefined) raw.write(body)
    // Half a head or body is no fault of the server's.
    raw.socket.end()
    const enough = setTimeout(() => raw.socket.destroy(), 2000)
    // Of an answer that says 500 the text is wanted, too.
    const text = await raw.until(/^HTTP\/1\.1 (?!500)\d{3}|"code":500/).catch(() => raw.received())
    clearTimeout(enough)
    raw.socket.destroy()
    return { status: Number(text.slice(9, 12)), text }
  }

  async #open(): Promise<ClientHttp2Session> {
    if (this.#session !== undefined && !this.#session.closed && !this.#session.destroyed) return this.#session
    const session = connect(`https://127.0.0.1:${this.#server.port}`, { ca: this.#server.ca })
    session.on('error', () => {})
    this.#session = session
    await once(session, 'connect')
    return session
  }

  close(): void {
    this.#session?.destroy()
  }
}
