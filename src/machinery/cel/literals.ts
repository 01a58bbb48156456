// String and bytes literals with their escapes. Upstream: cel-go parser/unescape.go.
import { SyntaxFault } from './cel-fault.ts'

const simple: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  "'": 39,
  '"': 34,
  '`': 96,
  '?': 63,
}
const escapes = /\\(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([\s\S]))/g

export function unquote(literal: string, offset: number): string | Uint8Array {
  const prefix = /^[a-zA-Z]*/.exec(literal)?.[0].toLowerCase() ?? ''
  const quoted = literal.slice(prefix.length)
  const width = quoted.startsWith('"""') || quoted.startsWith("'''") ? 3 : 1
  const body = quoted.slice(width, -width).replace(/\r\n?/g, '\n')
  const isBytes = prefix.includes('b')
  if (prefix.includes('r')) return isBytes ? new TextEncoder().encode(body) : body
  return isBytes ? unescapeBytes(body, offset) : unescapeText(body, offset)
}

function unescapeText(body: string, offset: number): string {
  if (!body.includes('\\')) return body
  return body.replace(escapes, (_all, x, u, long, octal, char) => {
    const point = codePoint({ x, u, long, octal, char })
    if (point === undefined || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
      throw new SyntaxFault(offset, 'invalid string literal: unable to unescape string')
    }
    return String.fromCodePoint(point)
  })
}

function unescapeBytes(body: string, offset: number): Uint8Array {
  const parts: number[] = []
  const encoder = new TextEncoder()
  let last = 0
  for (const match of body.matchAll(escapes)) {
    parts.push(...encoder.encode(body.slice(last, match.index)))
    last = match.index + match[0].length
    const [, x, u, long, octal, char] = match
    const point = codePoint({ x, u, long, octal, char })
    if (point === undefined || u !== undefined || long !== undefined) {
      throw new SyntaxFault(offset, 'invalid bytes literal: unable to unescape string')
    }
    parts.push(point)
  }
  parts.push(...encoder.encode(body.slice(last)))
  return Uint8Array.from(parts)
}

interface EscapeParts {
  readonly x: string | undefined
  readonly u: string | undefined
  readonly long: string | undefined
  readonly octal: string | undefined
  readonly char: string | undefined
}

function codePoint({ x, u, long, octal, char }: EscapeParts): number | undefined {
  if (x !== undefined) return Number.parseInt(x, 16)
  if (u !== undefined) return Number.parseInt(u, 16)
  if (long !== undefined) return Number.parseInt(long, 16)
  if (octal !== undefined) return Number.parseInt(octal, 8)
  return char !== undefined && Object.hasOwn(simple, char) ? simple[char] : undefined
}
