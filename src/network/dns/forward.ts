// Asks the machine's own resolvers, by UDP first and by TCP where an answer was cut short.
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { connect, isIP } from 'node:net'
import { decode, encode, type Packet, RECURSION_DESIRED, streamDecode, streamEncode } from 'dns-packet'
import type { Clock } from '../../base/clock.ts'
import { type Rng, randomInt } from '../../base/rng.ts'

export interface Forwarder {
  /** The upstream's whole answer; rejects when no upstream gave one. */
  ask(question: { readonly name: string; readonly type: string }): Promise<Packet>
}

export interface ForwardOptions {
  readonly servers: readonly string[]
  readonly port?: number
  readonly clock: Clock
  readonly rng: Rng
  readonly signal: AbortSignal
}

const tryMs = 2000
const maxAnswer = 64 * 1024

/** Resolvers of a resolv.conf, those left out that would lead back here or nowhere. */
export function resolversOf(text: string): readonly string[] {
  return [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)]
    .map(([, server]) => server as string)
    .filter((server) => isIP(server) !== 0)
    .slice(0, 3)
}

export function hostResolvers(path = '/etc/resolv.conf'): readonly string[] {
  try {
    return resolversOf(readFileSync(path, 'utf8'))
  } catch {
    return []
  }
}

export function createForwarder(options: ForwardOptions): Forwarder {
  return {
    async ask(question) {
      let fault: unknown = new Error('this machine has no resolver')
      for (const server of options.servers) {
        const id = randomInt(options.rng, 65_536)
        const packet: Packet = {
          type: 'query',
          id,
          flags: RECURSION_DESIRED,
          questions: [{ name: question.name, type: question.type as 'A' }],
        }
        try {
          const short = await askUdp(packet, { ...options, server, id })
          return short.flag_tc === true ? await askTcp(packet, { ...options, server, id }) : short
        } catch (error) {
          fault = error
        }
      }
      throw fault
    },
  }
}

type Attempt = ForwardOptions & { readonly server: string; readonly id: number }
type FlaggedPacket = Packet & { readonly flag_tc?: boolean }

function deadline(attempt: Attempt, fail: (error: Error) => void): Disposable {
  const { clock, server, signal } = attempt
  const timer = clock.after(tryMs, () => fail(new Error(`resolver ${server} did not answer`)))
  const stop = () => fail(new Error('stopped'))
  signal.addEventListener('abort', stop, { once: true })
  return {
    [Symbol.dispose]() {
      timer.cancel()
      signal.removeEventListener('abort', stop)
    },
  }
}

async function askUdp(packet: Packet, attempt: Attempt): Promise<FlaggedPacket> {
  const { promise, resolve, reject } = Promise.withResolvers<FlaggedPacket>()
  const socket = createSocket(attempt.server.includes(':') ? 'udp6' : 'udp4')
  using _ = deadline(attempt, reject)
  socket.on('error', reject)
  socket.on('message', (message) => {
    const answer = tryDecode(message)
    if (answer?.id === attempt.id && answer.type === 'response') resolve(answer)
  })
  // Connected: the kernel drops what comes from anybody else.
  socket.connect(attempt.port ?? 53, attempt.server, () => socket.send(encode(packet)))
  try {
    return await promise
  } finally {
    socket.close()
  }
}

async function askTcp(packet: Packet, attempt: Attempt): Promise<FlaggedPacket> {
  const { promise, resolve, reject } = Promise.withResolvers<FlaggedPacket>()
  const socket = connect(attempt.port ?? 53, attempt.server, () => socket.write(streamEncode(packet)))
  using _ = deadline(attempt, reject)
  let received = Buffer.alloc(0)
  socket.on('error', reject)
  socket.on('close', () => reject(new Error(`resolver ${attempt.server} hung up`)))
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    if (received.length > maxAnswer + 2) reject(new Error('answer too long'))
    else if (received.length >= 2 && received.length >= received.readUInt16BE(0) + 2) {
      const answer = streamDecode(received)
      if (answer?.id === attempt.id) resolve(answer)
      else reject(new Error(`resolver ${attempt.server} gave no answer`))
    }
  })
  try {
    return await promise
  } finally {
    socket.destroy()
  }
}

function tryDecode(message: Buffer): Packet | undefined {
  try {
    return decode(message)
  } catch {
    return undefined
  }
}
