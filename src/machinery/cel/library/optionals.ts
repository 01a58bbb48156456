// Optional values. Upstream: cel-go cel/library.go optionalLib.
import { EvalFault } from '../cel-fault.ts'
import { type CelFunction, fn } from '../function.ts'
import { CelList, CelMap, CelOptional, CelUint, none, type Value } from '../values.ts'

function isZero(value: Value): boolean {
  if (value === null || value === '' || value === 0 || value === 0n || value === false) return true
  if (value instanceof CelUint) return value.value === 0n
  if (value instanceof CelList || value instanceof CelMap) return value.size === 0
  return value instanceof Uint8Array && value.length === 0
}

export const optionals: readonly CelFunction[] = [
  fn('optional.of', { '(A) -> optional(A)': (value: Value) => new CelOptional(value) }),
  fn('optional.ofNonZeroValue', {
    '(A) -> optional(A)': (value: Value) => (isZero(value) ? none : new CelOptional(value)),
  }),
  fn('optional.none', { '() -> optional(A)': () => none }),
  fn('hasValue', { 'optional(A).() -> bool': (optional: CelOptional) => optional.value !== undefined }),
  fn('value', {
    'optional(A).() -> A': (optional: CelOptional) => {
      if (optional.value === undefined) throw new EvalFault('optional.none() dereference')
      return optional.value
    },
  }),
  fn('or', {
    'optional(A).(optional(A)) -> optional(A)': (optional: CelOptional, other: CelOptional) =>
      optional.value === undefined ? other : optional,
  }),
  fn('orValue', {
    'optional(A).(A) -> A': (optional: CelOptional, other: Value) =>
      optional.value === undefined ? other : optional.value,
  }),
]
