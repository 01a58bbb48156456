// Why a patched object is none of its kind, in the words of Go's converter from maps to structs: after a strategic merge
// upstream decodes no JSON. Upstream: apimachinery pkg/runtime/converter.go fromUnstructured.
import { isRawNumber } from '../json-value.ts'
import type { DecodeError } from './decode.ts'

export function conversionFault({ found, message }: DecodeError): string {
  if (found === undefined) return message
  const { value, type } = found
  const given = goKind(value)
  switch (type) {
    case 'object':
      return `cannot restore struct from: ${given}`
    case 'list':
    case 'bytes':
      return `cannot restore slice from ${given}`
    case 'map':
      return `cannot restore map from ${given}`
    case 'string':
      return given === 'int64' ? 'cannot convert int64 to string' : 'unrecognized type: string'
    case 'bool':
      return 'unrecognized type: bool'
    case 'double':
      return 'unrecognized type: float64'
    case 'int32':
    case 'int64':
      return given === 'float64' ? `cannot convert float64 to ${type}` : `unrecognized type: ${type}`
    default:
      return message.replace(/Go struct field \S+ of type/, 'Go value of type')
  }
}

function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'slice'
  if (isRawNumber(value)) return 'int64'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'string' ? 'string' : 'map'
}
