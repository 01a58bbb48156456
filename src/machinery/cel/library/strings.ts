// More of strings. Upstream: cel-go ext/strings.go in its second version, ext/formatting.go. Positions count code points.
import { EvalFault } from '../cel-fault.ts'
import { countPoints } from '../equality.ts'
import type { Frame } from '../frame.ts'
import { type CelFunction, type Cost, fn } from '../function.ts'
import { ArrayList, type CelList } from '../values.ts'
import { formatText } from './format-text.ts'
import { perCharacter, traversalCost, walkCost } from './operators.ts'

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text)

/** Positions can be taken as they are where every character is one unit. */
function points(text: string, frame: Frame): readonly string[] | string {
  frame.work(text.length / 8 + 1)
  return isAscii(text) ? text : [...text]
}

function slice(source: readonly string[] | string, start: number, end: number): string {
  return typeof source === 'string' ? source.slice(start, end) : source.slice(start, end).join('')
}

function charAt(text: string, index: bigint, frame: Frame): string {
  const source = points(text, frame)
  const at = Number(index)
  if (at < 0 || at > source.length) throw new EvalFault(`index out of range: ${index}`)
  return source[at] ?? ''
}

function substring(text: string, start: bigint, end: bigint | undefined, frame: Frame): string {
  const source = points(text, frame)
  const last = end ?? BigInt(source.length)
  if (end !== undefined && start > end) {
    throw new EvalFault(`invalid substring range. start: ${start}, end: ${end}`)
  }
  if (start < 0n || start > BigInt(source.length)) throw new EvalFault(`index out of range: ${start}`)
  if (last < 0n || last > BigInt(source.length)) throw new EvalFault(`index out of range: ${last}`)
  return slice(source, Number(start), Number(last))
}

function indexOf(text: string, part: string, offset: bigint, frame: Frame): bigint {
  const source = points(text, frame)
  if (offset < 0n || offset > BigInt(source.length)) {
    if (part === '' || offset < 0n) throw new EvalFault(`index out of range: ${offset}`)
    return -1n
  }
  const skipped = slice(source, 0, Number(offset)).length
  const at = text.indexOf(part, skipped)
  return at < 0 ? -1n : BigInt(typeof source === 'string' ? at : [...text.slice(0, at)].length)
}

function lastIndexOf(text: string, part: string, offset: bigint | undefined, frame: Frame): bigint {
  const source = points(text, frame)
  if (part === '') return offset ?? BigInt(source.length)
  if (offset !== undefined && (offset < 0n || offset > BigInt(source.length))) {
    throw new EvalFault(`index out of range: ${offset}`)
  }
  const from = offset === undefined ? text.length : slice(source, 0, Number(offset)).length
  const at = text.lastIndexOf(part, from)
  return at < 0 ? -1n : BigInt(typeof source === 'string' ? at : [...text.slice(0, at)].length)
}

function replace(text: string, from: string, to: string, limit: number): string {
  if (limit < 0) return text.replaceAll(from, () => to)
  const parts: string[] = []
  let rest = text
  for (let i = 0; i < limit; i++) {
    const at = rest.indexOf(from)
    if (at < 0) break
    const end = from === '' ? 1 : at + from.length
    parts.push(from === '' ? to + rest.slice(0, 1) : rest.slice(0, at) + to)
    if (from === '' && rest === '') break
    rest = rest.slice(end)
  }
  return parts.join('') + rest
}

function split(text: string, separator: string, limit: bigint, frame: Frame): CelList {
  frame.work(text.length)
  if (limit === 0n) return new ArrayList([])
  const parts = separator === '' ? [...text] : text.split(separator)
  if (limit < 0n || BigInt(parts.length) <= limit) return new ArrayList(parts)
  const kept = parts.slice(0, Number(limit) - 1)
  return new ArrayList([...kept, parts.slice(Number(limit) - 1).join(separator)])
}

function join(list: CelList, separator: string, frame: Frame): string {
  frame.work(list.size)
  const items = [...list].map((item) => {
    if (typeof item !== 'string') throw new EvalFault('no such overload')
    return item
  })
  // Upstream charges what has come out; here before it grows.
  let size = countPoints(separator) * Math.max(items.length - 1, 0)
  for (const item of items) size += countPoints(item)
  frame.charge(Math.ceil(size * 2 * perCharacter))
  return items.join(separator)
}

const lower = (text: string): string => text.replace(/[A-Z]+/g, (part) => part.toLowerCase())
const upper = (text: string): string => text.replace(/[a-z]+/g, (part) => part.toUpperCase())

/** What Go's unicode.IsSpace takes away. */
const trim = (text: string): string =>
  text.replace(/^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/, '').trimEnd()

const quoted: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
}

const walk: Cost = ([text]) => walkCost(text)
const walkTwice: Cost = ([text]) => walkCost(text, 2)
const walkAll: Cost = ([value = null], frame) => traversalCost(value, frame)

export const strings: readonly CelFunction[] = [
  fn('charAt', { 'string.(int) -> string': charAt }),
  fn(
    'substring',
    {
      'string.(int) -> string': (text: string, start: bigint, frame: Frame) =>
        substring(text, start, undefined, frame),
      'string.(int, int) -> string': substring,
    },
    walk,
  ),
  fn(
    'indexOf',
    {
      'string.(string) -> int': (text: string, part: string, frame: Frame) => indexOf(text, part, 0n, frame),
      'string.(string, int) -> int': indexOf,
    },
    walkAll,
  ),
  fn(
    'lastIndexOf',
    {
      'string.(string) -> int': (text: string, part: string, frame: Frame) =>
        lastIndexOf(text, part, undefined, frame),
      'string.(string, int) -> int': lastIndexOf,
    },
    walkAll,
  ),
  fn('lowerAscii', { 'string.() -> string': lower }, walk),
  fn('upperAscii', { 'string.() -> string': upper }, walk),
  fn('trim', { 'string.() -> string': trim }, walk),
  fn(
    'replace',
    {
      'string.(string, string) -> string': (text: string, from: string, to: string, frame: Frame) =>
        replaced(text, { from, to, limit: -1 }, frame),
      'string.(string, string, int) -> string': (
        text: string,
        from: string,
        to: string,
        limit: bigint,
        frame: Frame,
      ) => replaced(text, { from, to, limit: Number(limit) }, frame),
    },
    walkTwice,
  ),
  fn(
    'split',
    {
      'string.(string) -> list(string)': (text: string, separator: string, frame: Frame) =>
        split(text, separator, -1n, frame),
      'string.(string, int) -> list(string)': split,
    },
    walkTwice,
  ),
  fn(
    'join',
    {
      'list(string).() -> string': (list: CelList, frame: Frame) => join(list, '', frame),
      'list(string).(string) -> string': join,
    },
    () => 0,
  ),
  fn(
    'strings.quote',
    {
      '(string) -> string': (text: string) =>
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped
        `"${text.toWellFormed().replace(/[\x07-\r\\"]/g, (char) => quoted[char] ?? char)}"`,
    },
    walk,
  ),
  fn(
    'format',
    {
      'string.(list(dyn)) -> string': (text: string, args: CelList, frame: Frame) =>
        formatText(text, args, frame),
    },
    walk,
  ),
]

function replaced(
  text: string,
  { from, to, limit }: { from: string; to: string; limit: number },
  frame: Frame,
): string {
  // What comes out may be long, and costs nothing upstream.
  const count = from === '' ? text.length + 1 : text.length / from.length
  frame.work(count + text.length + (Math.min(count, limit < 0 ? count : limit) * to.length) / 64)
  return replace(text, from, to, limit)
}
