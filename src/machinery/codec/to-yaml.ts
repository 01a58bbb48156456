// Writes YAML as kubectl prints it: keys in go-yaml's order, lists not indented, text quoted only where it must be.
// Upstream: sigs.k8s.io/yaml Marshal over goyaml.v2 encode.go and emitterc.go.
import { isRawNumber, type JsonObject } from '../json-value.ts'
import { needsQuotes } from './yaml-scalars.ts'

/** A JSON value as a YAML document, with a newline at the end. */
export function toYaml(value: unknown): string {
  const lines: string[] = []
  const inline = inlineText(value)
  if (inline !== undefined) return `${inline}\n`
  if (typeof value === 'string') writeBlockScalar(lines, '', { text: value, indent: '' })
  else writeCollection(lines, value as object, { first: '', indent: '' })
  return `${lines.join('\n')}\n`
}

/** The text of what fits on the line of its key; undefined for the rest. */
function inlineText(value: unknown): string | undefined {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'string')
    return value.includes('\n') && canBeBlock(value) ? undefined : stringText(value)
  if (isRawNumber(value)) return value.rawJSON
  if (Array.isArray(value)) return value.length === 0 ? '[]' : undefined
  return Object.keys(value as object).length === 0 ? '{}' : undefined
}

/** `first` is what the first line begins with, where it follows a dash. */
interface Place {
  readonly first: string
  readonly indent: string
}

function writeCollection(lines: string[], value: object, place: Place): void {
  let first = place.first
  const entries = Array.isArray(value)
    ? value.map((item) => ['-', item] as const)
    : mapEntries(value as JsonObject)
  for (const [head, item] of entries) {
    writeEntry(
      lines,
      { start: first + head, indent: place.indent, isItem: head === '-' && Array.isArray(value) },
      item,
    )
    first = place.indent
  }
}

function mapEntries(value: JsonObject): (readonly [string, unknown])[] {
  return Object.keys(value)
    .sort(compareKeys)
    .map((key) => [`${keyText(key)}:`, value[key]] as const)
}

interface Entry {
  readonly start: string
  readonly indent: string
  readonly isItem: boolean
}

function writeEntry(lines: string[], entry: Entry, value: unknown): void {
  const { start, indent, isItem } = entry
  const inline = inlineText(value)
  const deeper = `${indent}  `
  if (inline !== undefined) lines.push(`${start} ${inline}`)
  else if (typeof value === 'string') writeBlockScalar(lines, start, { text: value, indent: deeper })
  else if (isItem) writeCollection(lines, value as object, { first: `${start} `, indent: deeper })
  else {
    lines.push(start)
    const inner = Array.isArray(value) ? indent : deeper
    writeCollection(lines, value as object, { first: inner, indent: inner })
  }
}

function writeBlockScalar(lines: string[], start: string, block: { text: string; indent: string }): void {
  const { text, indent } = block
  const hint = /^[\s\u0085\u2028\u2029]/.test(text) ? '2' : ''
  const keep = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : ''
  lines.push(`${start === '' ? '' : `${start} `}|${hint}${keep}`)
  const body = text.endsWith('\n') ? text.slice(0, -1) : text
  for (const line of body.split('\n')) lines.push(line === '' ? '' : indent + line)
}

// Differs: upstream writes a key of several lines as `? |`, and the key << without quotes, which reads as a merge.
function keyText(key: string): string {
  return key.includes('\n') || key === '<<' ? doubleQuoted(key) : stringText(key)
}

function stringText(text: string): string {
  if (text === '' || needsQuotes(text)) return doubleQuoted(text)
  const form = analyse(text)
  if (form === 'plain') return text
  return form === 'single' ? `'${text.replaceAll("'", "''")}'` : doubleQuoted(text)
}

// What YAML prints as it is: no controls (tab included), nothing beyond 16 bits, no byte order mark.
const unprintable = /[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u
const lineBreak = /[\n\r\u0085\u2028\u2029]/

function canBeBlock(text: string): boolean {
  if (unprintable.test(text) || text.endsWith(' ')) return false
  return !/ [\n\r\u0085\u2028\u2029]/.test(text)
}

/** How a text that means itself may be written on one line. */
function analyse(text: string): 'plain' | 'single' | 'double' {
  if (unprintable.test(text)) return 'double'
  if (lineBreak.test(text)) return 'double'
  if (/^ | $/.test(text)) return 'single'
  if (/^(?:---|\.\.\.)/.test(text) || /^[#,[\]{}&*!|>'"%@`]/.test(text)) return 'single'
  if (/^[?:-](?:\s|$)/.test(text) || /:(?:\s|$)/.test(text) || /\s#/.test(text)) return 'single'
  return 'plain'
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\0', '\\0'],
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\v', '\\v'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['\x1b', '\\e'],
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\x85', '\\N'],
  ['\xa0', '\\_'],
  ['\u2028', '\\L'],
  ['\u2029', '\\P'],
])

function doubleQuoted(text: string): string {
  let quoted = '"'
  for (const char of text) {
    const escaped = escapes.get(char)
    if (escaped !== undefined && char !== '\xa0') quoted += escaped
    else if (unprintable.test(char)) quoted += hexEscape(char.codePointAt(0) ?? 0)
    else quoted += char
  }
  return `${quoted}"`
}

function hexEscape(code: number): string {
  const hex = code.toString(16).toUpperCase()
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

/** Go's %g. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 64) return String(value)
  const [mantissa = '', exponentText = ''] = value.toExponential().split('e')
  const exponent = Number(exponentText)
  if (exponent >= -4 && exponent < 6) return String(value)
  const digits = String(Math.abs(exponent)).padStart(2, '0')
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`
}

const isLetter = (char: string | undefined) => char !== undefined && /^\p{L}$/u.test(char)
const isDigit = (char: string | undefined) => char !== undefined && /^\p{Nd}$/u.test(char)

/** go-yaml's order of keys: runs of digits by their value, letters after everything else. */
function compareKeys(left: string, right: string): number {
  if (/^[A-Za-z]*$/.test(left) && /^[A-Za-z]*$/.test(right)) return left < right ? -1 : left > right ? 1 : 0
  const [a, b] = [[...left], [...right]]
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] === b[i]) continue
    const [aLetter, bLetter] = [isLetter(a[i]), isLetter(b[i])]
    if (aLetter && bLetter) return (a[i] as string) < (b[i] as string) ? -1 : 1
    if (aLetter || bLetter) return bLetter ? -1 : 1
    return compareNumbers(a, b, i)
  }
  return a.length - b.length
}

function compareNumbers(a: readonly string[], b: readonly string[], start: number): number {
  let prefix = ''
  if (a[start] === '0' || b[start] === '0') {
    for (let j = start - 1; j >= 0 && isDigit(a[j]); j--) if (a[j] !== '0') prefix = '1'
  }
  const [left, right] = [digitRun(a, start), digitRun(b, start)]
  const difference = BigInt(`${prefix}${left}` || '0') - BigInt(`${prefix}${right}` || '0')
  if (difference !== 0n) return difference < 0n ? -1 : 1
  if (left.length !== right.length) return left.length - right.length
  return (a[start] as string) < (b[start] as string) ? -1 : 1
}

function digitRun(chars: readonly string[], start: number): string {
  let end = start
  while (/^\d$/.test(chars[end] ?? '')) end++
  return chars.slice(start, end).join('')
}
