// Expressions that choose devices, and what they may cost. Upstream: dynamic-resource-allocation/cel/compile.go.
import { bool, dyn, formatType, mapOf, objectType, opaque, string } from '../../machinery/cel/cel-type.ts'
import type { SizeOf } from '../../machinery/cel/estimate-parts.ts'
import { compile } from '../../machinery/cel/program.ts'
import { type FieldError, forbidden, invalid } from '../../machinery/field-error.ts'

/** Attributes are of any type, so that `device.attributes["dra.example.com"].ready` may stand alone. */
const device = objectType('kubernetes.DRADevice', {
  driver: string,
  allowMultipleAllocations: bool,
  attributes: mapOf(string, mapOf(string, dyn)),
  capacity: mapOf(string, mapOf(string, opaque('kubernetes.Quantity'))),
})

/** How large a part of a device may be, and its own parts. */
interface Part {
  readonly size: number
  readonly fields?: Readonly<Record<string, Part>>
  readonly keys?: Part
  readonly values?: Part
  /** Values are known by any name. */
  readonly anyName?: boolean
}

const domain: Part = { size: 63 }
const id: Part = { size: 32 }
const mostEntries = 32
const attributes: Part = { size: mostEntries, keys: id, values: { size: 64 }, anyName: true }
const capacities: Part = { size: mostEntries, keys: id, values: { size: 0 } }
const whole: Part = {
  size: 0,
  fields: {
    driver: { size: 63 },
    allowMultipleAllocations: { size: 1 },
    attributes: { size: mostEntries, keys: domain, values: attributes },
    capacity: { size: mostEntries, keys: domain, values: capacities },
  },
}

const sizes: SizeOf = ([variable, ...path]) => {
  let part: Part | undefined = variable === 'device' ? whole : undefined
  for (const name of path) part = part && partOf(part, name)
  return part && { min: 0n, max: BigInt(part.size) }
}

function partOf({ fields, keys, values, anyName }: Part, name: string): Part | undefined {
  if (name === '@items' || name === '@values') return values
  if (name === '@keys') return keys
  if (fields !== undefined && Object.hasOwn(fields, name)) return fields[name]
  return anyName === true ? values : undefined
}

/** Upstream: CELSelectorExpressionMaxCost. */
const costLimit = 1_000_000n

/** Faults of an expression at a field. */
export function checkDeviceSelector(expression: string, field: string): FieldError[] {
  const { program, fault } = compile(expression, { variables: { device }, bindings: true, sizes })
  if (program === undefined) return [invalid(field, expression, fault)]
  const { type, estimate } = program
  if (type.kind !== 'bool' && type.kind !== 'dyn') {
    const text = `must evaluate to bool or the unknown type, not ${formatType(type)}`
    return [invalid(field, expression, text)]
  }
  if (estimate === undefined || estimate.max <= costLimit) return []
  return [forbidden(field, 'too complex, exceeds cost limit')]
}

/** What an expression may cost at most. */
export function deviceSelectorCost(expression: string): bigint | undefined {
  return compile(expression, { variables: { device }, bindings: true, sizes }).program?.estimate?.max
}
