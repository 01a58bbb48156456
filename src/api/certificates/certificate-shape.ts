// Reads PEM texts, and of X.509 certificates the little that validation asks: whether it is one, and of an authority.
// It checks no signature and no time.

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

interface Element {
  readonly tag: number
  readonly content: Uint8Array
}

const tags = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  oid: 6,
  sequence: 0x30,
  extensions: 0xa3,
}

/** The elements that fill `bytes` exactly; undefined where they do not. */
function elements(bytes: Uint8Array): readonly Element[] | undefined {
  const found: Element[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = bytes[at] ?? 0
    const length = lengthAt(bytes, at + 1)
    if (length === undefined || length.end + length.value > bytes.length) return undefined
    found.push({ tag, content: bytes.subarray(length.end, length.end + length.value) })
    at = length.end + length.value
  }
  return found
}

function lengthAt(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly end: number } | undefined {
  const first = bytes[at]
  if (first === undefined) return undefined
  if (first < 0x80) return { value: first, end: at + 1 }
  const count = first & 0x7f
  if (count === 0 || count > 3) return undefined
  let value = 0
  for (let i = 1; i <= count; i++) value = value * 256 + (bytes[at + i] ?? 0)
  return { value, end: at + 1 + count }
}

/** What a certificate says of itself; undefined where the bytes are none. */
export function certificateShape(der: Uint8Array): { readonly isCA: boolean } | undefined {
  const [outer, ...rest] = elements(der) ?? []
  if (outer?.tag !== tags.sequence || rest.length > 0) return undefined
  const [signed, algorithm, signature, ...others] = elements(outer.content) ?? []
  if (signed?.tag !== tags.sequence || algorithm?.tag !== tags.sequence) return undefined
  if (signature?.tag !== tags.bitString || others.length > 0) return undefined
  const fields = elements(signed.content)
  // Serial number, algorithm, issuer, validity, subject, key: a version before them, more after them.
  if (fields === undefined || fields.filter(({ tag }) => tag === tags.sequence).length < 5) return undefined
  const extensions = fields.find(({ tag }) => tag === tags.extensions)
  return { isCA: extensions !== undefined && saysCA(extensions.content) }
}

/** 2.5.29.19, basic constraints. */
const basicConstraints = '85,29,19'

function saysCA(extensions: Uint8Array): boolean {
  const [list] = elements(extensions) ?? []
  for (const extension of elements(list?.content ?? new Uint8Array()) ?? []) {
    const parts = elements(extension.content) ?? []
    if (parts[0]?.tag !== tags.oid || String(parts[0].content) !== basicConstraints) continue
    const value = parts.find(({ tag }) => tag === tags.octetString)
    const [constraints] = elements(value?.content ?? new Uint8Array()) ?? []
    const [flag] = elements(constraints?.content ?? new Uint8Array()) ?? []
    return flag?.tag === tags.boolean && flag.content[0] !== 0
  }
  return false
}
