// Reads JSON request bodies: depth bounded before parsing, whole numbers beyond 2^53 kept as their text, keys given twice
// found. The usual body costs one scan, one JSON.parse and one count of its keys.
import { isRawNumber, type JsonObject, rawNumber } from '../json-value.ts'
import { CodecError, type Decoded, defaultMaxDepth } from './codec-error.ts'
import { walkJson } from './json-walk.ts'

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

export interface JsonOptions {
  readonly maxDepth?: number
}

/** Parses a document. Throws CodecError. */
export function parseJson(input: string | Uint8Array, options: JsonOptions = {}): Decoded {
  const text = typeof input === 'string' ? input : utf8.decode(input)
  const { keys, longNumbers } = scan(text, options.maxDepth ?? defaultMaxDepth)
  let value: unknown
  try {
    value = longNumbers ? JSON.parse(text, keepLongNumbers) : JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    walkJson(text)
    throw new CodecError('syntax', error.message, { cause: error })
  }
  return { value, duplicates: countKeys(value) === keys ? [] : walkJson(text) }
}

const quote = 0x22
const backslash = 0x5c

interface Scan {
  /** Members of all objects, as written. */
  readonly keys: number
  /** Some number has 16 digits or more in a row. */
  readonly longNumbers: boolean
}

/** Looks at every character outside strings once. */
function scan(text: string, maxDepth: number): Scan {
  let keys = 0
  let depth = 0
  let digits = 0
  let longNumbers = false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0x30 && unit <= 0x39) {
      if (++digits === 16) longNumbers = true
      continue
    }
    digits = 0
    if (unit === quote) i = endOfString(text, i)
    else if (unit === 0x3a) keys++
    else if (unit === 0x7b || unit === 0x5b) {
      if (++depth > maxDepth) throw new CodecError('depth', 'exceeded max depth')
    } else if (unit === 0x7d || unit === 0x5d) depth--
  }
  return { keys, longNumbers }
}

/** The index of the closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let first = end
    while (text.charCodeAt(first - 1) === backslash) first--
    if ((end - first) % 2 === 0) return end
  }
  return text.length
}

function keepLongNumbers(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source ?? ''
  return /^-?\d{16,}$/.test(source) ? rawNumber(source) : value
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') count += countKeys(item)
    return count
  }
  if (isRawNumber(value)) return 0
  // What JSON.parse makes inherits no enumerable key.
  for (const key in value) {
    count++
    const member = (value as JsonObject)[key]
    if (typeof member === 'object') count += countKeys(member)
  }
  return count
}
