// Sums of amounts by resource name. Upstream: staging/src/k8s.io/apiserver/pkg/quota/v1/resources.go.
import {
  addQuantity,
  compareQuantity,
  formatQuantity,
  parseQuantity,
  type Quantity,
  subQuantity,
} from '../../../machinery/quantity/quantity.ts'

/** Amounts by resource name (`pods`, `requests.cpu`, `count/secrets`). */
export type Amounts = ReadonlyMap<string, Quantity>

export const zero: Quantity = { unscaled: 0n, exponent: 0, format: 'DecimalSI' }
export const one: Quantity = { unscaled: 1n, exponent: 0, format: 'DecimalSI' }

export function whole(count: number): Quantity {
  return { ...one, unscaled: BigInt(count) }
}

export function parseAmounts(texts: Readonly<Record<string, string>> | undefined): Amounts {
  return new Map(Object.entries(texts ?? {}).map(([name, text]) => [name, parseQuantity(text) ?? zero]))
}

export function formatAmounts(amounts: Amounts): Record<string, string> {
  return Object.fromEntries([...amounts].map(([name, amount]) => [name, formatQuantity(amount)]))
}

export function sum(a: Amounts, b: Amounts): Amounts {
  return joined(a, b, addQuantity)
}

export function difference(a: Amounts, b: Amounts): Amounts {
  return joined(a, b, subQuantity)
}

function joined(a: Amounts, b: Amounts, join: (left: Quantity, right: Quantity) => Quantity): Amounts {
  const result = new Map(a)
  for (const [name, amount] of b) result.set(name, join(a.get(name) ?? zero, amount))
  return result
}

/** Those of `names` alone. */
export function masked(amounts: Amounts, names: Iterable<string>): Amounts {
  const wanted = new Set(names)
  return new Map([...amounts].filter(([name]) => wanted.has(name)))
}

export function equalAmounts(a: Amounts, b: Amounts): boolean {
  if (a.size !== b.size) return false
  return [...a].every(([name, amount]) => {
    const other = b.get(name)
    return other !== undefined && compareQuantity(amount, other) === 0
  })
}

/** Names of which there is more than `limits` allow. */
export function exceeding(amounts: Amounts, limits: Amounts): readonly string[] {
  return [...amounts].flatMap(([name, amount]) => {
    const limit = limits.get(name)
    return limit !== undefined && compareQuantity(amount, limit) > 0 ? [name] : []
  })
}

/** `cpu=1,pods=2`, by name. */
export function describeAmounts(amounts: Amounts): string {
  return [...amounts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, amount]) => `${name}=${formatQuantity(amount)}`)
    .join(',')
}
