// Joins a client that speaks channels over WebSocket with a kubelet that speaks SPDY, for exec and attach.
// Upstream: apiserver pkg/util/proxy/streamtranslator.go.
import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { onAbort } from '../../base/abort.ts'
import { type CommandProtocol, channels, decodeMessage, encodeMessage } from './channel-protocol.ts'
import { SpdyClient, type SpdyStream } from './spdy/spdy-client.ts'

export interface CommandStreams {
  readonly stdin: boolean
  readonly stdout: boolean
  readonly stderr: boolean
  readonly tty: boolean
}

export interface BridgeOptions {
  readonly webSocket: WebSocket
  readonly protocol: CommandProtocol
  /** The kubelet's upgraded socket and what came behind its 101. */
  readonly backend: { readonly socket: Duplex; readonly head: Buffer }
  readonly streams: CommandStreams
  readonly signal: AbortSignal
}

/** Bytes that may wait for a slow client before the kubelet is no longer read. */
const highWater = 1 << 20
const normalClosure = 1000

/** Resolves when both sides are closed. */
export async function bridgeCommand(options: BridgeOptions): Promise<void> {
  const { webSocket, protocol, backend, streams, signal } = options
  const gone = Promise.withResolvers<void>()
  const spdy = new SpdyClient(backend.socket, { head: backend.head, onClose: gone.resolve })
  using _ = onAbort(signal, () => spdy.close())
  const output = new OutputSide({ webSocket, protocol, spdy })
  // Messages may come before the streams are open: they wait here.
  const inputs = openStreams(spdy, streams, output)
  webSocket.on('message', (raw: RawData) => {
    // Where the streams cannot be opened, that is told below.
    void inputs.then(
      (open) => forward(decodeMessage(protocol, toBuffer(raw)), open),
      () => {},
    )
  })
  webSocket.on('close', () => spdy.close())
  webSocket.on('error', () => spdy.close())
  // The kubelet may go before its streams are open.
  await Promise.race([inputs, gone.promise])
  output.sayReady(streams)
  await gone.promise
  webSocket.close(normalClosure)
}

interface Inputs {
  readonly stdin: SpdyStream | undefined
  readonly resize: SpdyStream | undefined
}

/** What comes from the kubelet, on its way to the client. */
class OutputSide {
  readonly #options: {
    readonly webSocket: WebSocket
    readonly protocol: CommandProtocol
    readonly spdy: SpdyClient
  }
  #open = 0

  constructor(options: {
    readonly webSocket: WebSocket
    readonly protocol: CommandProtocol
    readonly spdy: SpdyClient
  }) {
    this.#options = options
  }

  handler(channel: number) {
    this.#open++
    return {
      onData: (data: Buffer) => this.send(channel, data),
      onEnd: () => {
        // The command is over once its output and its result have been read to the end.
        if (--this.#open === 0) this.#options.spdy.close()
      },
    }
  }

  /** An empty message on the lowest channel tells the client that the command is there. */
  sayReady(streams: CommandStreams): void {
    const channel = streams.stdout ? channels.stdout : streams.stderr ? channels.stderr : channels.error
    this.send(channel, Buffer.alloc(0))
  }

  send(channel: number, data: Uint8Array): void {
    const { webSocket, protocol, spdy } = this.#options
    if (webSocket.readyState !== webSocket.OPEN) return
    if (webSocket.bufferedAmount > highWater) spdy.pause()
    webSocket.send(encodeMessage(protocol, channel, data), () => {
      if (webSocket.bufferedAmount <= highWater) spdy.resume()
    })
  }
}

async function openStreams(spdy: SpdyClient, streams: CommandStreams, output: OutputSide): Promise<Inputs> {
  const open = (streamType: string, channel: number) => spdy.open({ streamType }, output.handler(channel))
  // The order that client-go opens them in.
  await open('error', channels.error)
  const stdin = streams.stdin ? await spdy.open({ streamType: 'stdin' }, {}) : undefined
  if (streams.stdout) await open('stdout', channels.stdout)
  if (streams.stderr && !streams.tty) await open('stderr', channels.stderr)
  const resize = streams.tty ? await spdy.open({ streamType: 'resize' }, {}) : undefined
  return { stdin, resize }
}

function forward(message: ReturnType<typeof decodeMessage>, inputs: Inputs): void {
  if (message === undefined) return
  if (message.channel === channels.stdin) {
    if (message.data.length > 0) inputs.stdin?.write(message.data)
  } else if (message.channel === channels.resize) inputs.resize?.write(message.data)
  else if (message.channel === channels.close && message.data[0] === channels.stdin) inputs.stdin?.end()
}

function toBuffer(raw: RawData): Buffer {
  if (Array.isArray(raw)) return Buffer.concat(raw)
  return Buffer.isBuffer(raw) ? raw : Buffer.from(raw)
}
