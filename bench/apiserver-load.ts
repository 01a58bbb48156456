// The load of bench/apiserver.ts, in a process of its own: raw HTTP/1.1 over TLS, one request a connection at a time,
// parsing no more than it must, so that the server is what is measured.
import { connect, type TLSSocket } from 'node:tls'

export interface Job {
  readonly port: number
  readonly connections: number
  readonly seconds: number
  readonly method: 'GET' | 'POST'
  readonly target: string
  /** NAME in it becomes a name of its own for every request. */
  readonly body?: string
  readonly base?: string
  /** For watches: lines to wait for on all connections together. */
  readonly lines?: number
  readonly tls: { readonly cert: string; readonly key: string; readonly ca: string }
}

export interface Report {
  readonly count: number
}

process.once('message', (message) => void run(message as Job))

async function open(job: Job): Promise<TLSSocket> {
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

async function run(job: Job): Promise<void> {
  const sockets = await Promise.all(Array.from({ length: job.connections }, () => open(job)))
  const counted = job.lines === undefined ? undefined : watchAll(sockets, job, job.lines)
  await counted?.begun
  process.send?.({ count: 0 } satisfies Report)
  await new Promise((resolve) => process.once('message', resolve))
  const count = counted === undefined ? await exchangeAll(sockets, job) : await counted.done
  process.send?.({ count } satisfies Report)
}

let serial = 0

function requestText(job: Job): string {
  const head = `${job.method} ${job.target} HTTP/1.1\r\nhost: bench\r\naccept: application/json\r\nuser-agent: bench/1\r\n`
  if (job.body === undefined) return `${head}\r\n`
  const body = job.body.replace('NAME', `${job.base}-${serial++}`)
  return `${head}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

async function exchangeAll(sockets: readonly TLSSocket[], job: Job): Promise<number> {
  const endMs = performance.now() + job.seconds * 1000
  const counts = await Promise.all(sockets.map((socket) => exchangeMany(socket, job, endMs)))
  return counts.reduce((sum, count) => sum + count, 0)
}

function exchangeMany(socket: TLSSocket, job: Job, endMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0
    /** Bytes of the answer that are still to come; -1 before its head is complete. */
    let missing = -1
    let head = ''
    const send = () => socket.write(requestText(job))
    socket.on('error', reject)
    socket.on('data', (chunk: Buffer) => {
      if (missing < 0) {
        head += chunk.toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return
        if (!/^HTTP\/1.1 2/.test(head)) return reject(new Error(head))
        const length = /content-length: (\d+)/i.exec(head)?.[1]
        // Without a length it comes in chunks, and ends with an empty one.
        missing = length === undefined ? Number.POSITIVE_INFINITY : Number(length) - (head.length - end - 4)
        head = ''
      } else missing -= chunk.length
      if (missing === Number.POSITIVE_INFINITY ? !endsStream(chunk) : missing > 0) return
      missing = -1
      count++
      if (performance.now() < endMs) send()
      else resolve(count)
    })
    send()
  })
}

const lastChunk = Buffer.from('0\r\n\r\n')

function endsStream(chunk: Buffer): boolean {
  return chunk.subarray(-lastChunk.length).equals(lastChunk)
}

const newline = 0x0a

function watchAll(sockets: readonly TLSSocket[], job: Job, wanted: number) {
  let seen = 0
  const done = Promise.withResolvers<number>()
  const begun = sockets.map(
    (socket) =>
      new Promise<void>((resolve) => {
        socket.write(requestText(job))
        let started = false
        socket.on('data', (chunk: Buffer) => {
          if (!started) {
            started = true
            resolve()
            return
          }
          // Lines of the events; those of the chunks' frames are preceded by a carriage return.
          for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) {
            if (chunk[at - 1] === 0x7d) seen++
          }
          if (seen >= wanted) done.resolve(seen)
        })
      }),
  )
  return { begun: Promise.all(begun), done: done.promise }
}
