// Compresses header blocks for one SPDY connection: one zlib stream for all of them, flushed after each.
import { constants, createDeflate, type Deflate } from 'node:zlib'
import { headerDictionary } from './dictionary.ts'

export class HeaderCompressor {
  readonly #deflate: Deflate = createDeflate({ dictionary: headerDictionary, flush: constants.Z_SYNC_FLUSH })
  readonly #chunks: Buffer[] = []
  #last: Promise<unknown> = Promise.resolve()

  constructor() {
    this.#deflate.on('data', (chunk: Buffer) => this.#chunks.push(chunk))
  }

  /** The compressed block. Calls are answered in their order, which is the order the peer has to see them in. */
  compress(block: Buffer): Promise<Buffer> {
    const result = this.#last.then(() => this.#one(block))
    this.#last = result.catch(() => {})
    return result
  }

  #one(block: Buffer): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
    this.#deflate.write(block, (error) => {
      if (error) reject(error)
      else this.#deflate.flush(constants.Z_SYNC_FLUSH, () => resolve(Buffer.concat(this.#chunks.splice(0))))
    })
    return promise
  }

  close(): void {
    this.#deflate.close()
  }
}
