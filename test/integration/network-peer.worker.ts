// A machine or pod of network.test.ts: runs inside a network namespace and opens sockets as it is told.
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { connect, createServer } from 'node:net'

export type PeerRequest =
  /** Answers every connection, and every datagram, with this name and the address that it comes from. */
  | { readonly do: 'serve'; readonly name: string; readonly port: number; readonly host?: string }
  | { readonly do: 'tcp'; readonly host: string; readonly port: number; readonly timeoutMs?: number }
  /** From one and the same socket for each source port, as a client that keeps sending. */
  | { readonly do: 'udp'; readonly host: string; readonly port: number; readonly from: number }

export interface PeerAnswer {
  readonly name?: string
  readonly from?: string
  readonly error?: string
}

const sockets = new Map<number, UdpSocket>()

async function carryOut(request: PeerRequest): Promise<PeerAnswer> {
  if (request.do === 'serve') return serve(request)
  return request.do === 'tcp' ? askTcp(request) : askUdp(request)
}

async function serve({ name, port, host = '0.0.0.0' }: PeerRequest & { do: 'serve' }): Promise<PeerAnswer> {
  const tcp = createServer((socket) => {
    socket.on('error', () => {})
    socket.end(`${name} ${socket.remoteAddress}`)
  })
  const udp = createSocket('udp4')
  udp.on('message', (_, from) => udp.send(`${name} ${from.address}`, from.port, from.address))
  await new Promise<void>((resolve) => tcp.listen(port, host, resolve))
  await new Promise<void>((resolve) => udp.bind(port, host, resolve))
  return {}
}

function read(text: string): PeerAnswer {
  const [name = '', from = ''] = text.split(' ')
  return { name, from }
}

function askTcp({ host, port, timeoutMs = 1000 }: PeerRequest & { do: 'tcp' }): Promise<PeerAnswer> {
  const { promise, resolve } = Promise.withResolvers<PeerAnswer>()
  const socket = connect({ host, port })
  let text = ''
  socket.setTimeout(timeoutMs, () => {
    socket.destroy()
    resolve({ error: 'timeout' })
  })
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  socket.on('end', () => resolve(read(text)))
  socket.on('error', (error) => resolve({ error: (error as NodeJS.ErrnoException).code ?? error.message }))
  return promise
}

async function askUdp({ host, port, from }: PeerRequest & { do: 'udp' }): Promise<PeerAnswer> {
  let socket = sockets.get(from)
  if (socket === undefined) {
    socket = createSocket('udp4')
    sockets.set(from, socket)
    const bound = socket
    await new Promise<void>((resolve) => bound.bind(from, resolve))
  }
  const { promise, resolve } = Promise.withResolvers<PeerAnswer>()
  const timer = setTimeout(() => resolve({ error: 'timeout' }), 300)
  socket.removeAllListeners('error')
  socket.on('error', (error) => resolve({ error: error.message }))
  socket.removeAllListeners('message')
  socket.once('message', (message) => resolve(read(message.toString())))
  socket.send('question', port, host)
  const answer = await promise
  clearTimeout(timer)
  return answer
}

process.on('message', (message: { readonly id: number; readonly request: PeerRequest }) => {
  carryOut(message.request).then(
    (answer) => process.send?.({ id: message.id, answer }),
    (error: unknown) => process.send?.({ id: message.id, answer: { error: String(error) } }),
  )
})
process.on('disconnect', () => process.exit(0))
process.send?.({ id: 0, answer: {} })
