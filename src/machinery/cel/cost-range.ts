// Sizes and costs that are known within bounds, as unsigned 64-bit numbers that stay at the largest instead of overflowing.
// Upstream: cel-go checker/cost.go SizeEstimate, CostEstimate.

export interface Range {
  readonly min: bigint
  readonly max: bigint
}

export const largest = 0xffff_ffff_ffff_ffffn

export const fixed = (value: bigint | number): Range => ({ min: BigInt(value), max: BigInt(value) })
export const zero = fixed(0)
export const one = fixed(1)
export const unknown: Range = { min: 0n, max: largest }

const bounded = (value: bigint): bigint => (value > largest ? largest : value)

export function add(a: Range, ...others: readonly Range[]): Range {
  return others.reduce(
    (sum, { min, max }) => ({ min: bounded(sum.min + min), max: bounded(sum.max + max) }),
    a,
  )
}

export function multiply(a: Range, b: Range): Range {
  return { min: bounded(a.min * b.min), max: bounded(a.max * b.max) }
}

/** Rounded up. */
export function scale({ min, max }: Range, factor: number): Range {
  return { min: scaleOne(min, factor), max: scaleOne(max, factor) }
}

/** In doubles, as upstream does: what is very large comes out the same. */
function scaleOne(value: bigint, factor: number): bigint {
  const product = Math.ceil(Number(value) * factor)
  return product >= 2 ** 64 ? largest : BigInt(product)
}

export function union(a: Range, b: Range): Range {
  return { min: smaller(a.min, b.min), max: larger(a.max, b.max) }
}

function larger(a: bigint, b: bigint): bigint {
  return smaller(a, b) === a ? b : a
}

export function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
