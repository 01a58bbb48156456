// Amounts of resources. Upstream: apiserver pkg/cel/library/quantity.go.
import {
  addQuantity,
  compareQuantity,
  parseQuantity,
  type Quantity,
  quantityFault,
  subQuantity,
} from '../../quantity/quantity.ts'
import { EvalFault } from '../cel-fault.ts'
import { type CelFunction, fn } from '../function.ts'
import { OpaqueValue } from '../values.ts'
import { walkCost } from './operators.ts'

class QuantityValue extends OpaqueValue {
  readonly typeName = 'kubernetes.Quantity'
  readonly quantity: Quantity

  constructor(quantity: Quantity) {
    super()
    this.quantity = quantity
  }

  override equals(other: OpaqueValue): boolean {
    return other instanceof QuantityValue && compareQuantity(this.quantity, other.quantity) === 0
  }
}

type Q = QuantityValue

function parsed(text: string): Q {
  const quantity = parseQuantity(text)
  if (quantity === undefined) throw new EvalFault(quantityFault(text) ?? 'malformed quantity')
  return new QuantityValue(quantity)
}

function whole({ quantity: { unscaled, exponent } }: Q): bigint | undefined {
  const scale = 10n ** BigInt(Math.min(Math.abs(exponent), 40))
  if (exponent < 0 && unscaled % scale !== 0n) return undefined
  const value = exponent < 0 ? unscaled / scale : unscaled * scale
  return BigInt.asIntN(64, value) === value ? value : undefined
}

function ofWhole(value: bigint): Quantity {
  return { unscaled: value, exponent: 0, format: 'DecimalSI' }
}

const compare = (a: Q, b: Q): number => compareQuantity(a.quantity, b.quantity)

export const quantities: readonly CelFunction[] = [
  fn('quantity', { '(string) -> kubernetes.Quantity': parsed }, ([text]) => walkCost(text)),
  fn('isQuantity', { '(string) -> bool': (text: string) => parseQuantity(text) !== undefined }, ([text]) =>
    walkCost(text),
  ),
  fn('sign', { 'kubernetes.Quantity.() -> int': ({ quantity }: Q) => signOf(quantity.unscaled) }),
  fn('isGreaterThan', {
    'kubernetes.Quantity.(kubernetes.Quantity) -> bool': (a: Q, b: Q) => compare(a, b) > 0,
  }),
  fn('isLessThan', {
    'kubernetes.Quantity.(kubernetes.Quantity) -> bool': (a: Q, b: Q) => compare(a, b) < 0,
  }),
  fn('compareTo', {
    'kubernetes.Quantity.(kubernetes.Quantity) -> int': (a: Q, b: Q) => BigInt(compare(a, b)),
  }),
  fn('asApproximateFloat', {
    'kubernetes.Quantity.() -> double': ({ quantity }: Q) =>
      Number(`${quantity.unscaled}e${quantity.exponent}`),
  }),
  fn('asInteger', {
    'kubernetes.Quantity.() -> int': (value: Q) => {
      const integer = whole(value)
      if (integer === undefined) throw new EvalFault('cannot convert value to integer')
      return integer
    },
  }),
  fn('isInteger', { 'kubernetes.Quantity.() -> bool': (value: Q) => whole(value) !== undefined }),
  fn('add', {
    'kubernetes.Quantity.(kubernetes.Quantity) -> kubernetes.Quantity': (a: Q, b: Q) =>
      new QuantityValue(addQuantity(a.quantity, b.quantity)),
    'kubernetes.Quantity.(int) -> kubernetes.Quantity': (a: Q, b: bigint) =>
      new QuantityValue(addQuantity(a.quantity, ofWhole(b))),
  }),
  fn('sub', {
    'kubernetes.Quantity.(kubernetes.Quantity) -> kubernetes.Quantity': (a: Q, b: Q) =>
      new QuantityValue(subQuantity(a.quantity, b.quantity)),
    'kubernetes.Quantity.(int) -> kubernetes.Quantity': (a: Q, b: bigint) =>
      new QuantityValue(subQuantity(a.quantity, ofWhole(b))),
  }),
]

function signOf(value: bigint): bigint {
  return value > 0n ? 1n : value < 0n ? -1n : 0n
}
