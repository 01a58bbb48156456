// Newline-delimited JSON out of a stream of byte pieces, as watches send it. Each byte is looked at once and joined at
// most once, however the pieces are cut, and a line may not grow beyond a bound.
import { TransportError } from './transport-error.ts'

const newline = 10
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Collects the pieces of a line that is not complete yet. */
class PartialLine {
  readonly #maxBytes: number
  #pieces: Uint8Array[] = []
  #size = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get empty(): boolean {
    return this.#size === 0
  }

  push(piece: Uint8Array): void {
    this.#size += piece.length
    if (this.#size > this.#maxBytes) {
      throw new TransportError('protocol', `a watch event is larger than ${this.#maxBytes} bytes`)
    }
    if (piece.length > 0) this.#pieces.push(piece)
  }

  take(): Uint8Array {
    const [first = new Uint8Array()] = this.#pieces
    const line = this.#pieces.length > 1 ? joinBytes(this.#pieces, this.#size) : first
    this.#pieces = []
    this.#size = 0
    return line
  }
}

/** All pieces as one array. */
export function joinBytes(pieces: readonly Uint8Array[], size: number): Uint8Array {
  if (pieces.length === 1 && pieces[0] !== undefined) return pieces[0]
  const joined = new Uint8Array(size)
  let offset = 0
  for (const piece of pieces) {
    joined.set(piece, offset)
    offset += piece.length
  }
  return joined
}

/** The values of the lines, in order. A line cut off by the end of the stream is dropped. Throws TransportError. */
export async function* jsonLines(
  pieces: AsyncIterable<Uint8Array>,
  options: { readonly maxLineBytes: number },
): AsyncGenerator<unknown, void> {
  const partial = new PartialLine(options.maxLineBytes)
  for await (const piece of pieces) {
    let start = 0
    for (let end = piece.indexOf(newline); end >= 0; end = piece.indexOf(newline, start)) {
      partial.push(piece.subarray(start, end))
      start = end + 1
      if (!partial.empty) yield parseJson(partial.take())
    }
    partial.push(piece.subarray(start))
  }
}

/** Parses UTF-8 JSON text; TransportError where it is none. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes))
  } catch (cause) {
    throw new TransportError('protocol', 'the server sent something that is not JSON', { cause })
  }
}
