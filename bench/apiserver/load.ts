// The load of the API server's benches, in a process of its own: HTTP/1.1 over TLS by hand, parsing no more than it must,
// or Node's HTTP/2 client; one request a connection at a time. It times nothing but the length of the run.
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2'
import { connect, type TLSSocket } from 'node:tls'

export interface Tls {
  readonly cert: string
  readonly key: string
  readonly ca: string
}

/** In targets and bodies: a name of its own for every request, and a value that has not been there before. */
export const nameToken = 'name-of-object'
export const stampToken = 'stamp-of-write'

export interface Job {
  readonly port: number
  readonly http: 1 | 2
  readonly connections: number
  readonly method: string
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
  /** One character a byte. Tokens in it are replaced by texts of the same length. */
  readonly body?: string
  /** The first name's number; what several jobs write must not clash. */
  readonly firstName?: number
  /** Names are used again after so many; a connection keeps to its own. */
  readonly names?: number
  /** Ends after this time, or after so many requests. */
  readonly seconds?: number
  readonly requests?: number
  /** For watches: lines to wait for on all connections together. */
  readonly lines?: number
  /** Told how long each request took, in milliseconds. */
  readonly latencies?: boolean
  readonly tls: Tls
}

export interface Report {
  readonly count: number
  /** Sorted. */
  readonly latencies?: readonly number[]
}

/** Names have the length of their token. */
export function nameOf(serial: number): string {
  return `n${String(serial).padStart(nameToken.length - 1, '0')}`
}

/** One connection: sends a request, resolves when its answer has come whole. */
interface Connection {
  exchange(request: { readonly target: string; readonly body: Buffer | undefined }): Promise<void>
  end(): void
}

if (process.send !== undefined) process.on('message', (message) => void run(message as Job))

let go: (() => void) | undefined

async function run(message: Job | 'go'): Promise<void> {
  if (message === 'go') {
    go?.()
    return
  }
  const job = message
  const begin = new Promise<void>((resolve) => {
    go = resolve
  })
  const report = job.lines === undefined ? await exchangeAll(job, begin) : await watchAll(job, begin)
  process.send?.(report)
}

function ready(): void {
  process.send?.({ count: 0 } satisfies Report)
}

async function exchangeAll(job: Job, begin: Promise<void>): Promise<Report> {
  const opened = Array.from({ length: job.connections }, () =>
    job.http === 1 ? openHttp1(job) : openHttp2(job),
  )
  const connections = await Promise.all(opened)
  const latencies: number[] = []
  ready()
  await begin
  const endMs = performance.now() + (job.seconds ?? Number.POSITIVE_INFINITY) * 1000
  let serial = 0
  const over = () => performance.now() >= endMs || serial >= (job.requests ?? Number.POSITIVE_INFINITY)
  const counts = await Promise.all(
    connections.map(async (connection, index) => {
      let count = 0
      while (!over()) {
        const beganMs = job.latencies ? performance.now() : 0
        await connection.exchange(filled(job, { serial: serial++, index, count }))
        if (job.latencies) latencies.push(performance.now() - beganMs)
        count++
      }
      connection.end()
      return count
    }),
  )
  const count = counts.reduce((sum, each) => sum + each, 0)
  return { count, ...(job.latencies && { latencies: latencies.sort((a, b) => a - b) }) }
}

function filled(job: Job, at: { readonly serial: number; readonly index: number; readonly count: number }) {
  const { names, connections, firstName = 0 } = job
  const own = names === undefined ? at.serial : at.index + ((at.count * connections) % names)
  const name = nameOf(firstName + own)
  const stamp = `s${String(at.serial).padStart(stampToken.length - 1, '0')}`
  const text = (template: string) => template.replaceAll(nameToken, name).replaceAll(stampToken, stamp)
  return {
    target: text(job.target),
    body: job.body === undefined ? undefined : Buffer.from(text(job.body), 'latin1'),
  }
}

async function openTls(job: Job): Promise<TLSSocket> {
  const socket = connect({
    host: '127.0.0.1',
    port: job.port,
    ...job.tls,
    ALPNProtocols: ['http/1.1'],
    checkServerIdentity: () => undefined,
  })
  socket.setNoDelay(true)
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve)
    socket.once('error', reject)
  })
  return socket
}

function headOf(job: Job, target: string, length: number | undefined): string {
  let head = `${job.method} ${target} HTTP/1.1\r\nhost: bench\r\nuser-agent: bench/1\r\n`
  for (const [name, value] of Object.entries(job.headers ?? {})) head += `${name}: ${value}\r\n`
  return length === undefined ? `${head}\r\n` : `${head}content-length: ${length}\r\n\r\n`
}

const lastChunk = Buffer.from('0\r\n\r\n')

async function openHttp1(job: Job): Promise<Connection> {
  const socket = await openTls(job)
  let waiting = Promise.withResolvers<void>()
  /** Bytes of the answer that are still to come; -1 before its head is complete. */
  let missing = -1
  let head = ''
  socket.on('error', (error) => waiting.reject(error))
  socket.on('data', (chunk: Buffer) => {
    if (missing < 0) {
      head += chunk.toString('latin1')
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      if (!/^HTTP\/1.1 2/.test(head)) return waiting.reject(new Error(head))
      const length = /content-length: (\d+)/i.exec(head)?.[1]
      // Without a length it comes in chunks, and ends with an empty one.
      missing = length === undefined ? Number.POSITIVE_INFINITY : Number(length) - (head.length - end - 4)
      head = ''
    } else missing -= chunk.length
    if (
      missing === Number.POSITIVE_INFINITY
        ? !chunk.subarray(-lastChunk.length).equals(lastChunk)
        : missing > 0
    )
      return
    missing = -1
    waiting.resolve()
  })
  return {
    exchange({ target, body }) {
      waiting = Promise.withResolvers()
      const bytes = Buffer.from(headOf(job, target, body?.length), 'latin1')
      socket.write(body === undefined ? bytes : Buffer.concat([bytes, body]))
      return waiting.promise
    },
    end: () => socket.destroy(),
  }
}

async function openHttp2(job: Job): Promise<Connection> {
  const session = connectHttp2(`https://127.0.0.1:${job.port}`, {
    ...job.tls,
    checkServerIdentity: () => undefined,
    settings: { initialWindowSize: 16 << 20, enablePush: false },
  })
  await new Promise<void>((resolve, reject) => {
    session.once('connect', () => resolve())
    session.once('error', reject)
  })
  session.setLocalWindowSize(32 << 20)
  return {
    exchange: (request) => exchangeStream(session, job, request),
    end: () => session.destroy(),
  }
}

function exchangeStream(
  session: ClientHttp2Session,
  job: Job,
  { target, body }: { readonly target: string; readonly body: Buffer | undefined },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = session.request(
      { ':method': job.method, ':path': target, 'user-agent': 'bench/1', ...job.headers },
      { endStream: body === undefined },
    )
    stream.once('response', (headers) => {
      const status = Number(headers[':status'])
      if (status >= 300) reject(new Error(`${job.method} ${target}: ${status}`))
    })
    stream.on('data', () => {})
    stream.once('error', reject)
    stream.once('end', resolve)
    if (body !== undefined) stream.end(body)
  })
}

const accepted = Buffer.from('HTTP/1.1 200')
const closingBrace = 0x7d
const newline = 0x0a

/** Counts the lines of all watches until as many have come as are waited for. */
async function watchAll(job: Job, begin: Promise<void>): Promise<Report> {
  const sockets: TLSSocket[] = []
  // Not all at once: a thousand handshakes take seconds.
  for (let from = 0; from < job.connections; from += 50) {
    const some = Array.from({ length: Math.min(50, job.connections - from) }, () => openTls(job))
    sockets.push(...(await Promise.all(some)))
  }
  const done = Promise.withResolvers<number>()
  let seen = 0
  const count = (chunk: Buffer) => {
    // Lines of the events end an object; those of the chunks' frames do not.
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) {
      if (chunk[at - 1] === closingBrace) seen++
    }
    if (seen >= (job.lines ?? 0)) done.resolve(seen)
  }
  await Promise.all(
    sockets.map((socket) => {
      const started = Promise.withResolvers<void>()
      socket.once('data', (head: Buffer) => {
        if (!head.subarray(0, 12).equals(accepted)) started.reject(new Error(head.toString('latin1')))
        socket.on('data', count)
        started.resolve()
      })
      socket.write(headOf(job, job.target, undefined))
      return started.promise
    }),
  )
  ready()
  await begin
  const total = await done.promise
  for (const socket of sockets) socket.destroy()
  return { count: total }
}
