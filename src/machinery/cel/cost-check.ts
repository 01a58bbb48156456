// For tests: short names for schemas, and what rules cost about a value and may cost at most.
import { dyn } from './cel-type.ts'
import { compile, evaluate } from './program.ts'
import { schemaSizes } from './schema-size.ts'
import { type JsonSchema, schemaType } from './schema-type.ts'

export const integer: JsonSchema = { type: 'integer' }
export const number: JsonSchema = { type: 'number' }
export const boolean: JsonSchema = { type: 'boolean' }
export const string: JsonSchema = { type: 'string' }
export const intOrString: JsonSchema = { 'x-kubernetes-int-or-string': true }
export const embedded: JsonSchema = { type: 'object', 'x-kubernetes-embedded-resource': true }
export const format = (name: string): JsonSchema => ({ type: 'string', format: name })
export const list = (items: JsonSchema, more: JsonSchema = {}): JsonSchema => ({
  type: 'array',
  items,
  ...more,
})
export const map = (values: JsonSchema, more: JsonSchema = {}): JsonSchema => {
  return { type: 'object', additionalProperties: values, ...more }
}
export const object = (properties: Record<string, JsonSchema>, more: JsonSchema = {}): JsonSchema => {
  return { type: 'object', properties, ...more }
}
/** val1, val2 and so on. */
export const vals = <T>(...values: readonly T[]): Record<string, T> =>
  Object.fromEntries(values.map((value, i) => [`val${i + 1}`, value]))
export const listMap = (keys: readonly string[], items: JsonSchema, more: JsonSchema = {}): JsonSchema => {
  return list(items, { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys, ...more })
}

export interface Costs {
  /** What it costs about the value. */
  readonly run?: Readonly<Record<string, number>>
  /** What it may cost at most. */
  readonly most?: Readonly<Record<string, number | bigint>>
}

export function check(schema: JsonSchema, value: unknown, { run = {}, most = {} }: Costs): void {
  for (const [rule, expected] of Object.entries(run)) {
    const self = schemaType(schema, { root: true }) ?? dyn
    const { program, fault } = compile(rule, { variables: { self } })
    const result = program && evaluate(program, { self: value })
    equal(`${fault ?? result?.fault ?? result?.value} for ${result?.cost}`, `true for ${expected}`, rule)
  }
  for (const [rule, expected] of Object.entries(most)) {
    equal(`at most ${estimate(schema, rule)}`, `at most ${expected}`, rule)
  }
}

function equal(found: string, expected: string, rule: string): void {
  if (found !== expected) throw new Error(`${rule} is ${found}, and should be ${expected}`)
}

export function estimate(schema: JsonSchema, rule: string): bigint | string | undefined {
  const self = schemaType(schema) ?? dyn
  const sizes = schemaSizes(schema, { root: false })
  const { program, fault } = compile(rule, { variables: { self, oldSelf: self }, sizes })
  return fault ?? program?.estimate?.max
}

/** The rule that both values equal themselves, each other, and a literal. */
export const allEqual = (a: string, b: string, literal: string): string =>
  `${a} == ${b} && ${a} == ${literal}`
