// Reads PEM texts as Go does. It knows nothing of what the blocks hold.

export interface PemBlock {
  readonly type: string
  readonly hasHeaders: boolean
  readonly der: Uint8Array
}

const begin = '-----BEGIN '
const end = '-----END '
const rule = '-----'

/**
 * The blocks of a text; what lies between them is a comment. It looks at each character a few times at most: a search with a
 * pattern is quadratic in the beginnings that have no end. Upstream: Go's encoding/pem Decode.
 */
export function pemBlocks(text: string): readonly PemBlock[] {
  const found: PemBlock[] = []
  let nextEnd = -1
  for (let at = lineWith(begin, text, 0); at >= 0; ) {
    const body = after(text, at)
    const type = typeOf(text.slice(at + begin.length, body))
    if (nextEnd < body) nextEnd = lineWith(end, text, body)
    if (nextEnd < 0) break
    const isWhole = type !== undefined && text.startsWith(`${type}${rule}`, nextEnd + end.length)
    const block = isWhole ? blockOf(type, text.slice(body, nextEnd)) : undefined
    if (block !== undefined) found.push(block)
    at = lineWith(begin, text, isWhole ? nextEnd : body)
  }
  return found
}

/** Where the next line begins that begins so; -1 for none. */
function lineWith(mark: string, text: string, from: number): number {
  if ((from === 0 || text[from - 1] === '\n') && text.startsWith(mark, from)) return from
  const at = text.indexOf(`\n${mark}`, from)
  return at < 0 ? -1 : at + 1
}

function after(text: string, lineAt: number): number {
  const at = text.indexOf('\n', lineAt)
  return at < 0 ? text.length : at + 1
}

function typeOf(restOfLine: string): string | undefined {
  const line = restOfLine.trimEnd()
  return line.endsWith(rule) ? line.slice(0, -rule.length) : undefined
}

function blockOf(type: string, body: string): PemBlock | undefined {
  let start = 0
  for (;;) {
    const next = after(body, start)
    if (next === start || !body.slice(start, next).includes(':')) break
    start = next
  }
  const der = decodeBase64(body.slice(start).replace(/\s+/g, ''))
  return der === undefined ? undefined : { type, hasHeaders: start > 0, der }
}

function decodeBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
}
