// Parses JSON that this server wrote itself: no checks, but whole numbers beyond 2^53 are kept exactly.
import { parseJson } from '../../machinery/codec/json.ts'

const longNumber = /[:[,]-?\d{16}/

export function parseStored<T>(bytes: Buffer): T {
  const text = bytes.toString()
  return (longNumber.test(text) ? parseJson(text).value : JSON.parse(text)) as T
}
