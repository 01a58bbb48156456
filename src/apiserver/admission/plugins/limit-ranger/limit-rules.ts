// Faults of what is asked for against one limit range item.
import type { LimitRangeItem } from '../../../../api/core/limit-range/limit-range.schema.ts'
import { compareQuantity, quantityMilli } from '../../../../machinery/quantity/quantity.ts'

export type Item = LimitRangeItem
export type Quantities = Readonly<Record<string, string>>

export interface Asked {
  readonly requests: Quantities
  readonly limits: Quantities
}

export function limitFaults(item: Item, asked: Asked): string[] {
  const entries = (bounds: Quantities | undefined) => Object.entries(bounds ?? {})
  return [
    ...entries(item.min).flatMap(([name, bound]) => minFault({ type: item.type, name, bound }, asked)),
    ...entries(item.max).flatMap(([name, bound]) => maxFault({ type: item.type, name, bound }, asked)),
    ...entries(item.maxLimitRequestRatio).flatMap(([name, bound]) =>
      ratioFault({ type: item.type, name, bound }, asked),
    ),
  ]
}

interface Bound {
  readonly type: string
  readonly name: string
  readonly bound: string
}

function amount(from: Quantities, name: string): string | undefined {
  return Object.hasOwn(from, name) ? from[name] : undefined
}

function minFault({ type, name, bound }: Bound, { requests, limits }: Asked): string[] {
  const request = amount(requests, name)
  const limit = amount(limits, name)
  const head = `minimum ${name} usage per ${type} is ${bound}`
  if (request === undefined) return [`${head}.  No request is specified`]
  if (compareQuantity(request, bound) < 0) return [`${head}, but request is ${request}`]
  if (limit !== undefined && compareQuantity(limit, bound) < 0) return [`${head}, but limit is ${limit}`]
  return []
}

function maxFault({ type, name, bound }: Bound, { requests, limits }: Asked): string[] {
  const request = amount(requests, name)
  const limit = amount(limits, name)
  const head = `maximum ${name} usage per ${type} is ${bound}`
  if (limit === undefined) return [`${head}.  No limit is specified`]
  if (compareQuantity(limit, bound) > 0) return [`${head}, but limit is ${limit}`]
  if (request !== undefined && compareQuantity(request, bound) > 0)
    return [`${head}, but request is ${request}`]
  return []
}

function ratioFault({ type, name, bound }: Bound, { requests, limits }: Asked): string[] {
  const request = amount(requests, name)
  const limit = amount(limits, name)
  const head = `${name} max limit to request ratio per ${type} is ${bound}`
  if (request === undefined || quantityMilli(request) === 0)
    return [`${head}, but no request is specified or request is 0`]
  if (limit === undefined || quantityMilli(limit) === 0)
    return [`${head}, but no limit is specified or limit is 0`]
  const ratio = quantityMilli(limit) / quantityMilli(request)
  return ratio > quantityMilli(bound) / 1000 ? [`${head}, but provided ratio is ${ratio.toFixed(6)}`] : []
}
