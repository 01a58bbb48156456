// Expressions that choose devices. Upstream: dynamic-resource-allocation/cel/compile.go.
import { dyn, formatType, mapOf, objectType, opaque, string } from '../../machinery/cel/cel-type.ts'
import { compile } from '../../machinery/cel/program.ts'

/** Attributes are of any type, so that `device.attributes["dra.example.com"].ready` may stand alone. */
const device = objectType('kubernetes.DRADevice', {
  driver: string,
  attributes: mapOf(string, mapOf(string, dyn)),
  capacity: mapOf(string, mapOf(string, opaque('kubernetes.Quantity'))),
})

/** Why the expression cannot choose devices, or undefined. */
export function deviceSelectorFault(expression: string): string | undefined {
  const { program, fault } = compile(expression, { variables: { device } })
  if (program === undefined) return fault
  const { type } = program
  if (type.kind === 'bool' || type.kind === 'dyn') return undefined
  return `must evaluate to bool or the unknown type, not ${formatType(type)}`
}
