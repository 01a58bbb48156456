// One step of a field path, in the text form that managedFields use: `f:name`, `k:{"name":"a"}`, `v:"x"`, `i:0`. The text
// is canonical, so that equal steps are equal strings. Upstream: structured-merge-diff fieldpath/element.go.
import { isRawNumber, type JsonObject } from '../json-value.ts'

export function fieldElement(name: string): string {
  return `f:${name}`
}

export function valueElement(value: unknown): string {
  return `v:${JSON.stringify(value)}`
}

/** An item of a keyed list; `pairs` are sorted by name. */
export function keyElement(pairs: readonly (readonly [string, unknown])[]): string {
  const fields = pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
  return `k:{${fields.join(',')}}`
}

/** The canonical form of a step out of stored data; undefined where it is malformed, '' where it is of an unknown type. */
export function canonicalElement(text: string): string | undefined {
  if (text.length < 2 || text[1] !== ':') return undefined
  const rest = text.slice(2)
  switch (text[0]) {
    case 'f':
      return text
    case 'i':
      return /^-?\d{1,15}$/.test(rest) ? text : undefined
    case 'v':
      return canonicalValue(rest)
    case 'k':
      return canonicalKey(rest)
    default:
      return ''
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function canonicalValue(text: string): string | undefined {
  const value = parse(text)
  return value === undefined ? undefined : valueElement(value)
}

function canonicalKey(text: string): string | undefined {
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const names = Object.keys(value).sort()
  return keyElement(names.map((name) => [name, (value as JsonObject)[name]]))
}

/** How messages print a step: `.spec`, `[name="a"]`, `[="x"]`, `[0]`. */
export function elementText(element: string): string {
  const rest = element.slice(2)
  switch (element[0]) {
    case 'f':
      return `.${rest}`
    case 'v':
      return `[=${valueText(parse(rest))}]`
    case 'k': {
      const pairs = Object.entries((parse(rest) ?? {}) as JsonObject)
      return `[${pairs.map(([name, value]) => `${name}=${valueText(value)}`).join(',')}]`
    }
    default:
      return `[${rest}]`
  }
}

function valueText(value: unknown): string {
  if (isRawNumber(value)) return value.rawJSON
  // An object has no text of its own where a hostile body says so: `{"toString":null}`.
  return JSON.stringify(value) ?? 'undefined'
}

export function pathText(path: readonly string[]): string {
  return path.map(elementText).join('')
}

const ranks = 'fkvi'

const quote = 0x22

/** The length of `k:{"name":"` before a name without anything to escape, which ends the step; 0 for other steps. */
function plainPrefix(element: string): number {
  const length = element.indexOf(':"', 4) + 2
  if (length === 1 || element.charCodeAt(2) !== 0x7b) return 0
  for (let i = length; i < element.length; i++) {
    const code = element.charCodeAt(i)
    if (code === quote) return i === element.length - 2 ? length : 0
    // Letters, digits, underscore, hyphen, dot and slash all come after the quote.
    if (code < 0x2d || code > 0x7a || code === 0x5c) return 0
  }
  return 0
}

/** The order in which upstream writes steps. */
export function compareElements(a: string, b: string): number {
  if (a === b) return 0
  const [aRank, bRank] = [ranks.indexOf(a[0] as string), ranks.indexOf(b[0] as string)]
  if (aRank !== bRank) return aRank - bRank
  if (a[0] === 'f') return a < b ? -1 : 1
  // The usual case, an item known by one plain name: the texts are in the order of the names.
  const length = plainPrefix(a)
  if (length > 0 && length === plainPrefix(b) && a.startsWith(b.slice(0, length))) return a < b ? -1 : 1
  const [left, right] = [parse(a.slice(2)), parse(b.slice(2))]
  return a[0] === 'k' ? compareKeys(left as JsonObject, right as JsonObject) : compareValues(left, right)
}

function compareKeys(a: JsonObject, b: JsonObject): number {
  const [left, right] = [Object.entries(a), Object.entries(b)]
  for (let i = 0; i < left.length && i < right.length; i++) {
    const [leftName, leftValue] = left[i] as [string, unknown]
    const [rightName, rightValue] = right[i] as [string, unknown]
    if (leftName !== rightName) return leftName < rightName ? -1 : 1
    const order = compareValues(leftValue, rightValue)
    if (order !== 0) return order
  }
  return left.length - right.length
}

const typeRanks: readonly string[] = ['number', 'string', 'boolean', 'object']

function compareValues(a: unknown, b: unknown): number {
  if (typeof a !== typeof b) return typeRanks.indexOf(typeof a) - typeRanks.indexOf(typeof b)
  if (typeof a === 'object') return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
  if (a === b) return 0
  return (a as string) < (b as string) ? -1 : 1
}
