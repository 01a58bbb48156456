// The slow look at a JSON text, taken only where something is wrong: names the fault as Go's decoder does, and lists keys
// that an object has twice. It builds no values. Depth has been bounded by the caller.
import { pathText } from '../schema/decode.ts'
import { CodecError } from './codec-error.ts'

interface Walk {
  readonly text: string
  at: number
  readonly path: (string | number)[]
  readonly duplicates: string[]
}

const maxDuplicates = 100

/** Paths of duplicate keys. Throws CodecError at the first fault. */
export function walkJson(text: string): string[] {
  const walk: Walk = { text, at: 0, path: [], duplicates: [] }
  value(walk)
  space(walk)
  if (walk.at < text.length) fail(walk, 'after top-level value')
  return walk.duplicates
}

function fail(walk: Walk, where: string): never {
  const code = walk.text.codePointAt(walk.at)
  if (code === undefined) throw new CodecError('syntax', 'unexpected end of JSON input')
  throw new CodecError('syntax', `invalid character ${quoteChar(code)} ${where}`)
}

/** Go's %q for one character. */
function quoteChar(code: number): string {
  const char = String.fromCodePoint(code)
  if (char === "'") return `'\\''`
  if (char === '"') return `'"'`
  if (code >= 0x7f) return /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char) ? `'${char}'` : `'\\u${hex(code, 4)}'`
  const escaped = JSON.stringify(char).slice(1, -1)
  return escaped.startsWith('\\u') ? `'\\x${hex(code, 2)}'` : `'${escaped}'`
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0')
}

function space(walk: Walk): void {
  for (;;) {
    const unit = walk.text.charCodeAt(walk.at)
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return
    walk.at++
  }
}

function value(walk: Walk): void {
  space(walk)
  const char = walk.text[walk.at]
  if (char === '{') object(walk)
  else if (char === '[') list(walk)
  else if (char === '"') string(walk)
  else if (char === 't') literal(walk, 'true')
  else if (char === 'f') literal(walk, 'false')
  else if (char === 'n') literal(walk, 'null')
  else if (char !== undefined && /[-0-9]/.test(char)) number(walk)
  else fail(walk, 'looking for beginning of value')
}

function object(walk: Walk): void {
  const seen = new Set<string>()
  const reported = new Set<string>()
  walk.at++
  space(walk)
  if (walk.text[walk.at] === '}') {
    walk.at++
    return
  }
  for (;;) {
    space(walk)
    if (walk.text[walk.at] !== '"') fail(walk, 'looking for beginning of object key string')
    const key = string(walk)
    walk.path.push(key)
    if (seen.has(key) && !reported.has(key) && walk.duplicates.length < maxDuplicates) {
      reported.add(key)
      walk.duplicates.push(pathText(walk.path))
    }
    seen.add(key)
    space(walk)
    if (walk.text[walk.at] !== ':') fail(walk, 'after object key')
    walk.at++
    value(walk)
    walk.path.pop()
    if (closes(walk, '}', 'after object key:value pair')) return
  }
}

function list(walk: Walk): void {
  walk.at++
  space(walk)
  if (walk.text[walk.at] === ']') {
    walk.at++
    return
  }
  for (let index = 0; ; index++) {
    walk.path.push(index)
    value(walk)
    walk.path.pop()
    if (closes(walk, ']', 'after array element')) return
  }
}

/** Steps over a comma or the closing bracket; true for the bracket. */
function closes(walk: Walk, bracket: '}' | ']', where: string): boolean {
  space(walk)
  const char = walk.text[walk.at]
  if (char !== ',' && char !== bracket) fail(walk, where)
  walk.at++
  return char === bracket
}

function string(walk: Walk): string {
  const start = walk.at++
  for (;;) {
    const char = walk.text[walk.at]
    if (char === undefined || char < ' ') fail(walk, 'in string literal')
    walk.at++
    if (char === '"') return JSON.parse(walk.text.slice(start, walk.at))
    if (char === '\\') escapeCode(walk)
  }
}

function escapeCode(walk: Walk): void {
  const char = walk.text[walk.at]
  if (char === undefined || !'"\\/bfnrtu'.includes(char)) fail(walk, 'in string escape code')
  walk.at++
  if (char !== 'u') return
  for (let i = 0; i < 4; i++) {
    if (!/^[0-9a-fA-F]$/.test(walk.text[walk.at] ?? '')) fail(walk, 'in \\u hexadecimal character escape')
    walk.at++
  }
}

function literal(walk: Walk, word: string): void {
  for (let i = 0; i < word.length; i++) {
    if (walk.text[walk.at] !== word[i]) fail(walk, `in literal ${word} (expecting '${word[i]}')`)
    walk.at++
  }
}

function number(walk: Walk): void {
  if (walk.text[walk.at] === '-') walk.at++
  if (walk.text[walk.at] === '0') walk.at++
  else digits(walk, 'in numeric literal')
  if (walk.text[walk.at] === '.') {
    walk.at++
    digits(walk, 'after decimal point in numeric literal')
  }
  if (walk.text[walk.at] === 'e' || walk.text[walk.at] === 'E') {
    walk.at++
    if (walk.text[walk.at] === '+' || walk.text[walk.at] === '-') walk.at++
    digits(walk, 'in exponent of numeric literal')
  }
}

function digits(walk: Walk, where: string): void {
  const isDigit = () => /^[0-9]$/.test(walk.text[walk.at] ?? '')
  if (!isDigit()) fail(walk, where)
  while (isDigit()) walk.at++
}
