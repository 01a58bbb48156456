// Cluster DNS on one address, by UDP and TCP: the cluster's zone from a ZoneView, everything else forwarded. Questions are
// hostile input: what cannot be read is dropped or answered FORMERR, and work in flight is bounded.
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { createServer, type Server, type Socket } from 'node:net'
import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  type Packet,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
  TRUNCATED_RESPONSE,
} from 'dns-packet'
import { aborted } from '../../base/abort.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import { answerZone, ttl, type ZoneView } from './cluster-zone.ts'
import type { Forwarder } from './forward.ts'

export interface DnsServerOptions {
  readonly address: string
  readonly port: number
  readonly view: ZoneView
  readonly forwarder: Forwarder
  readonly clock: Clock
  readonly log: Logger
  readonly signal: AbortSignal
  readonly onListening?: (address: { readonly address: string; readonly port: number }) => void
}

const rcodes = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4 } as const
const maxInFlight = 1000
const maxConnections = 200
/** Answers that a connection may leave unread, in bytes. */
const maxUnread = 1 << 20
const plainUdpSize = 512
const maxUdpSize = 1232

/** Serves until the signal aborts. */
export async function runDnsServer(options: DnsServerOptions): Promise<void> {
  const responder = new Responder(options)
  const udp = createSocket(options.address.includes(':') ? 'udp6' : 'udp4')
  const tcp = createServer((socket) => serveConnection(socket, responder))
  tcp.maxConnections = maxConnections
  const connections = new Set<Socket>()
  tcp.on('connection', (socket) => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
  })
  try {
    const port = await listen(udp, tcp, options)
    options.onListening?.({ address: options.address, port })
    await aborted(options.signal)
  } finally {
    udp.close()
    for (const socket of connections) socket.destroy()
    tcp.close()
  }

  async function listen(
    udpSocket: UdpSocket,
    server: Server,
    { address, port }: DnsServerOptions,
  ): Promise<number> {
    const bound = Promise.withResolvers<void>()
    udpSocket.once('error', bound.reject)
    udpSocket.bind({ address, port }, bound.resolve)
    await bound.promise
    udpSocket.on('error', (error) => options.log.warn('dns socket failed', { error }))
    udpSocket.on('message', (message, from) => {
      void responder.answer(message, 'udp').then((answer) => {
        if (answer !== undefined && !options.signal.aborted)
          udpSocket.send(answer, from.port, from.address, () => {})
      })
    })
    const listening = Promise.withResolvers<void>()
    server.once('error', listening.reject)
    server.listen({ host: address, port: udpSocket.address().port }, listening.resolve)
    await listening.promise
    return udpSocket.address().port
  }
}

/** A connection carries questions one after another, each behind its length. */
function serveConnection(socket: Socket, responder: Responder): void {
  let received = Buffer.alloc(0)
  socket.setTimeout(10_000, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    while (received.length >= 2 && received.length >= received.readUInt16BE(0) + 2) {
      const length = received.readUInt16BE(0)
      const message = received.subarray(2, 2 + length)
      received = received.subarray(2 + length)
      void responder.answer(message, 'tcp').then((answer) => {
        if (answer === undefined || socket.destroyed) return
        const prefix = Buffer.alloc(2)
        prefix.writeUInt16BE(answer.length)
        socket.write(Buffer.concat([prefix, answer]))
        if (socket.writableLength > maxUnread) socket.resetAndDestroy()
      })
    }
  })
}

class Responder {
  readonly #options: DnsServerOptions
  #inFlight = 0

  constructor(options: DnsServerOptions) {
    this.#options = options
  }

  /** The encoded answer; undefined for what deserves none. Never rejects. */
  async answer(message: Buffer, transport: 'udp' | 'tcp'): Promise<Buffer | undefined> {
    const query = readQuery(message)
    if (query === undefined) return undefined
    if (this.#inFlight >= maxInFlight) return this.#fail(query, transport)
    this.#inFlight++
    try {
      return encodeReply(query, await this.#reply(query), transport)
    } catch (error) {
      this.#options.log.debug('cannot answer a dns question', { question: query.questions?.[0]?.name, error })
      return this.#fail(query, transport)
    } finally {
      this.#inFlight--
    }
  }

  #fail(query: Packet, transport: 'udp' | 'tcp'): Buffer | undefined {
    try {
      return encodeReply(query, { rcode: rcodes.SERVFAIL, answers: [] }, transport)
    } catch {
      // What can be read is not always something that can be written back.
      return undefined
    }
  }

  async #reply(query: Packet): Promise<Reply> {
    const asked = query.questions?.[0]
    if (asked === undefined || query.questions?.length !== 1) return { rcode: rcodes.FORMERR, answers: [] }
    if ((query as { opcode?: string }).opcode !== 'QUERY') return { rcode: rcodes.NOTIMP, answers: [] }
    const question = { name: asked.name.toLowerCase(), type: asked.type }
    const found = answerZone(this.#options.view, question)
    if (found.code === 'FORWARD') return this.#forward(question)
    if (found.code === 'NXDOMAIN')
      return { rcode: rcodes.NXDOMAIN, answers: [], authoritative: true, authorities: [this.#soa()] }
    if (found.code === 'ALIAS') return this.#alias(asked.name, question.type, found.target)
    const empty = found.answers.length === 0
    return {
      rcode: rcodes.NOERROR,
      authoritative: true,
      // The name goes back in the spelling that was asked with: some resolvers check it.
      answers: found.answers.map((answer) => ({ ...answer, name: asked.name }) as Answer),
      additionals: found.additionals ?? [],
      authorities: empty ? [this.#soa()] : [],
    }
  }

  async #forward(question: { readonly name: string; readonly type: string }): Promise<Reply> {
    const answer = await this.#options.forwarder.ask(question)
    const code = rcodes[(answer as { rcode?: keyof typeof rcodes }).rcode ?? 'NOERROR'] ?? rcodes.SERVFAIL
    return { rcode: code, answers: answer.answers ?? [], authorities: answer.authorities ?? [] }
  }

  async #alias(name: string, type: string, target: string): Promise<Reply> {
    const alias: Answer = { type: 'CNAME', name, ttl, data: target }
    if (type === 'CNAME') return { rcode: rcodes.NOERROR, answers: [alias], authoritative: true }
    const inZone = answerZone(this.#options.view, { name: target.toLowerCase(), type })
    if (inZone.code === 'NOERROR')
      return { rcode: rcodes.NOERROR, answers: [alias, ...inZone.answers], authoritative: true }
    if (inZone.code !== 'FORWARD') return { rcode: rcodes.NOERROR, answers: [alias], authoritative: true }
    const rest = await this.#forward({ name: target, type })
    return { ...rest, answers: [alias, ...rest.answers] }
  }

  #soa(): Answer {
    const { domain } = this.#options.view
    return {
      type: 'SOA',
      name: domain,
      ttl,
      data: {
        mname: `ns.dns.${domain}`,
        rname: `hostmaster.${domain}`,
        serial: Math.floor(this.#options.clock.now() / 1000),
        refresh: 7200,
        retry: 1800,
        expire: 86_400,
        minimum: ttl,
      },
    }
  }
}

interface Reply {
  readonly rcode: number
  readonly answers: readonly Answer[]
  readonly authorities?: readonly Answer[]
  readonly additionals?: readonly Answer[]
  readonly authoritative?: boolean
}

function readQuery(message: Buffer): Packet | undefined {
  try {
    const packet = decode(message)
    return packet.type === 'query' ? packet : undefined
  } catch {
    return undefined
  }
}

/** EDNS: the answer that the asker can take, and whether it spoke EDNS at all. */
function udpSizeOf(query: Packet): { readonly size: number; readonly edns: boolean } {
  const option = (query.additionals ?? []).find((record) => record.type === 'OPT') as
    | { udpPayloadSize?: number }
    | undefined
  if (option === undefined) return { size: plainUdpSize, edns: false }
  return { size: Math.min(maxUdpSize, Math.max(plainUdpSize, option.udpPayloadSize ?? 0)), edns: true }
}

function encodeReply(query: Packet, reply: Reply, transport: 'udp' | 'tcp'): Buffer {
  const { size, edns } = udpSizeOf(query)
  const flags =
    ((query.flags ?? 0) & RECURSION_DESIRED) |
    RECURSION_AVAILABLE |
    (reply.authoritative === true ? AUTHORITATIVE_ANSWER : 0) |
    reply.rcode
  const option = {
    type: 'OPT',
    name: '.',
    udpPayloadSize: maxUdpSize,
    flags: 0,
    options: [],
  } as unknown as Answer
  const packet: Packet = {
    type: 'response',
    id: query.id ?? 0,
    flags,
    questions: query.questions ?? [],
    answers: [...reply.answers],
    authorities: [...(reply.authorities ?? [])],
    additionals: [...(reply.additionals ?? []), ...(edns ? [option] : [])],
  }
  const whole = encode(packet)
  if (transport === 'tcp' || whole.length <= size) return whole
  const bare = { ...packet, authorities: [], additionals: edns ? [option] : [] }
  const shorter = encode(bare)
  if (shorter.length <= size) return shorter
  return encode({ ...bare, flags: flags | TRUNCATED_RESPONSE, answers: [] })
}
