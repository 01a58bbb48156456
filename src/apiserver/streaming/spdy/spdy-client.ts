// The client's side of a SPDY/3.1 connection on an upgraded socket: opens streams, carries their data. The kubelet and
// container runtimes speak nothing else for exec and attach. No flow control: no peer of ours has any.
import type { Duplex } from 'node:stream'
import {
  dataFrame,
  type Frame,
  FrameReader,
  frameTypes,
  goAwayFrame,
  headerBlock,
  pingFrame,
  synStreamFrame,
} from './frames.ts'
import { HeaderCompressor } from './header-compressor.ts'

export interface SpdyStream {
  write(data: Uint8Array): void
  /** No more data from this side. */
  end(): void
}

export interface StreamHandler {
  onData?(data: Buffer): void
  /** The peer has ended its side, or reset the stream. Called once. */
  onEnd?(): void
}

interface OpenStream {
  readonly handler: StreamHandler
  ended: boolean
}

export class SpdyClient {
  readonly #socket: Duplex
  readonly #reader = new FrameReader()
  readonly #compressor = new HeaderCompressor()
  readonly #streams = new Map<number, OpenStream>()
  readonly #onClose: () => void
  #nextId = 1
  #closed = false

  /** `head` is what came behind the 101. `onClose` is called once, when the connection is gone. */
  constructor(socket: Duplex, options: { readonly head: Buffer; readonly onClose: () => void }) {
    this.#socket = socket
    this.#onClose = options.onClose
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('error', () => this.close())
    socket.on('close', () => this.close())
    if (options.head.length > 0) this.#receive(options.head)
  }

  async open(headers: Readonly<Record<string, string>>, handler: StreamHandler): Promise<SpdyStream> {
    const id = this.#nextId
    this.#nextId += 2
    this.#streams.set(id, { handler, ended: false })
    const block = await this.#compressor.compress(headerBlock(headers))
    if (!this.#closed) this.#socket.write(synStreamFrame(id, block))
    return {
      write: (data) => {
        if (!this.#closed) this.#socket.write(dataFrame(id, data, false))
      },
      end: () => {
        if (!this.#closed) this.#socket.write(dataFrame(id, Buffer.alloc(0), true))
      },
    }
  }

  /** Stops reading until resume(), for a consumer that does not keep up. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#socket.writable) this.#socket.write(goAwayFrame(0))
    this.#socket.end()
    this.#compressor.close()
    for (const id of this.#streams.keys()) this.#end(id)
    this.#onClose()
  }

  #receive(chunk: Buffer): void {
    try {
      for (const frame of this.#reader.push(chunk)) this.#handle(frame)
    } catch {
      // What is no SPDY cannot be answered in SPDY either.
      this.close()
    }
  }

  #handle(frame: Frame): void {
    if (frame.kind === 'data') {
      const stream = this.#streams.get(frame.streamId)
      if (frame.data.length > 0) stream?.handler.onData?.(frame.data)
      if (frame.fin) this.#end(frame.streamId)
      return
    }
    if (frame.type === frameTypes.ping && frame.data.length >= 4) {
      const id = frame.data.readUInt32BE(0)
      // Even numbers are the server's: those are to be answered.
      if (id % 2 === 0) this.#socket.write(pingFrame(id))
    } else if (frame.type === frameTypes.rstStream && frame.data.length >= 4) {
      this.#end(frame.data.readUInt32BE(0) & 0x7fffffff)
    }
  }

  #end(id: number): void {
    const stream = this.#streams.get(id)
    if (stream === undefined || stream.ended) return
    stream.ended = true
    stream.handler.onEnd?.()
  }
}
