// What the rules of a definition may cost at most: each by itself, as often as its place may be there, and all of one schema.
// Upstream: apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go, cel_validation.go.
import { largest } from '../../../machinery/cel/cost-range.ts'
import { fixed } from '../../../machinery/cel/library/format-text.ts'
import { maxCardinality } from '../../../machinery/cel/schema-size.ts'
import type { JsonSchema as CelSchema } from '../../../machinery/cel/schema-type.ts'
import { type FieldError, forbidden } from '../../../machinery/field-error.ts'
import type { JsonSchema } from './json-schema.ts'

/** Of one expression. */
export const expressionCostLimit = 10_000_000n
/** Of all expressions of one schema. */
const schemaCostLimit = 100_000_000n

/** Cheaper ones are not named when all together are too expensive. */
const namedFrom = 1_000_000n
const namedAtMost = 4

export interface TotalCost {
  sum: bigint
  readonly mostExpensive: { readonly path: string; readonly cost: bigint }[]
}

export function addToTotal(total: TotalCost, path: string, cost: bigint): void {
  total.sum = bounded(total.sum + cost)
  if (cost < namedFrom) return
  total.mostExpensive.push({ path, cost })
  total.mostExpensive.sort((a, b) => (a.cost === b.cost ? 0 : a.cost > b.cost ? -1 : 1))
  total.mostExpensive.splice(namedAtMost)
}

/** Faults of a whole schema at `path`. */
export function totalFaults({ sum, mostExpensive }: TotalCost, path: string): FieldError[] {
  if (sum <= schemaCostLimit) return []
  const part = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema'
  const name = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema'
  return [
    ...mostExpensive.map((expensive) => forbidden(expensive.path, part)),
    forbidden(path, excess(name, sum, schemaCostLimit)),
  ]
}

/** That an expression may cost more than one may. */
export function excess(name: string, cost: bigint, limit: bigint): string {
  const factor = Number(cost) / Number(limit)
  const times = factor > 100 ? 'more than 100' : fixed(factor, factor < 1.5 ? 6 : 1)
  const advice =
    'try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared'
  return `${name} exceeds budget by factor of ${times}x (${advice})`
}

/** How often a place may be there in one object; undefined: as often as the object has room. */
export type Times = bigint | undefined

/** How often what is directly below may be there. */
export function timesBelow(schema: JsonSchema, times: Times): Times {
  const own = elementsOf(schema)
  return times === undefined || own === undefined ? undefined : bounded(times * own)
}

function elementsOf({ type, additionalProperties, maxItems, maxProperties }: JsonSchema): Times {
  if (type === 'array') return atMost(maxItems)
  return type === 'object' && additionalProperties !== undefined ? atMost(maxProperties) : 1n
}

const atMost = (limit: number | undefined): Times =>
  limit === undefined ? undefined : BigInt(Math.max(0, Number(limit)))

export function timesCost(cost: bigint, schema: JsonSchema, times: Times): bigint {
  return bounded(cost * (times ?? maxCardinality(schema as CelSchema)))
}

const bounded = (value: bigint): bigint => (value > largest ? largest : value)
