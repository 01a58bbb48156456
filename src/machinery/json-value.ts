// Plain JSON values and the few things that every room does with them: compare, copy, set a key. Keys come from users,
// so `__proto__` is a key like any other here. Numbers beyond 2^53 are JSON.rawJSON objects and compare by their text.

export type JsonObject = { [key: string]: unknown }

/** True for what JSON calls an object: not null, not a list, not a number kept as its text. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value)
}

/** A whole number that a float cannot hold; `rawJSON` is its text. */
export interface RawNumber {
  readonly rawJSON: string
}

/**
 * Fields that hold such a number have the type `number`, and code that compares them, computes with them or prints them gets
 * what a float makes of it; JSON.stringify writes the text. So nothing throws where nobody thought of it, and nothing is
 * rounded on its way through.
 */
export class LongNumber implements RawNumber {
  /** Enumerable, so that equality of objects is equality of texts. */
  readonly rawJSON: string

  constructor(text: string) {
    this.rawJSON = text
    Object.freeze(this)
  }

  toJSON(): unknown {
    return rawJson.rawJSON(this.rawJSON)
  }

  toString(): string {
    return this.rawJSON
  }

  valueOf(): number {
    return Number(this.rawJSON)
  }
}

interface RawJson {
  rawJSON(text: string): unknown
}
// Part of the language since 2026; the compiler's library lacks it.
const rawJson = JSON as unknown as RawJson

export function isRawNumber(value: unknown): value is RawNumber {
  return value instanceof LongNumber
}

/** A number that JSON.stringify writes exactly as `text`. */
export function rawNumber(text: string): RawNumber {
  return new LongNumber(text)
}

/** As a float, near enough for comparing with ===, which a number kept as its text never equals. */
export function numberOf(value: number): number {
  return Number(value)
}

/** Sets an own property, whatever the key is called. */
export function setKey(target: object, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  } else (target as JsonObject)[key] = value
}

/** The own property, or undefined. */
export function getKey(source: object, key: string): unknown {
  return Object.hasOwn(source, key) ? (source as JsonObject)[key] : undefined
}

/** Equality of JSON values; the order of keys does not count. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) return Array.isArray(b) && equalLists(a, b)
  if (Array.isArray(b)) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  for (const key of keys) {
    if (!Object.hasOwn(b, key) || !equalJson((a as JsonObject)[key], (b as JsonObject)[key])) return false
  }
  return true
}

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!equalJson(a[i], b[i])) return false
  return true
}

/** A deep copy. */
export function cloneJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null || isRawNumber(value)) return value
  if (Array.isArray(value)) return value.map(cloneJson) as T
  const copy: JsonObject = {}
  for (const key of Object.keys(value)) setKey(copy, key, cloneJson((value as JsonObject)[key]))
  return copy as T
}
