// What a key may be, and the order of keys: by their UTF-8 bytes, which is not the order of JavaScript strings (that
// is by UTF-16 units, and differs for characters beyond U+FFFF). Every backend uses these and no other rule.
import { assert } from '../base/assert.ts'

/** LMDB takes 1,978 bytes and the history index adds seven. */
export const maxKeyBytes = 1_900

/** Throws a BugError for what no caller may pass: names from outside are validated before they become keys. */
export function assertKey(key: string): void {
  assert(key.length > 0 && isPlain(key), 'a store key is 1 to 1,900 bytes of UTF-8 without NUL')
}

/** As assertKey; a prefix may be empty too. */
export function assertPrefix(prefix: string): void {
  assert(isPlain(prefix), 'a store prefix is at most 1,900 bytes of UTF-8 without NUL')
}

function isPlain(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0') && fits(text)
}

function fits(text: string): boolean {
  return text.length * 3 <= maxKeyBytes || Buffer.byteLength(text) <= maxKeyBytes
}

/** Orders well-formed strings as their UTF-8 bytes order. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i)
    const right = b.charCodeAt(i)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

// Surrogates stand for characters beyond U+FFFF and so come after the units 0xe000 to 0xffff.
function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000
}
