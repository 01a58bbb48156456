// Defaults in a schema fit the schema and its rules, and hold nothing that would be pruned. Upstream: apiextensions-apiserver
// pkg/apiserver/schema/defaulting/validation.go.
import { runtimeCostBudget } from '../../../machinery/cel/program.ts'
import { type FieldError, invalid } from '../../../machinery/field-error.ts'
import { cloneJson, equalJson } from '../../../machinery/json-value.ts'
import { DecodeError } from '../../../machinery/schema/decode.ts'
import { coerceEmbedded, validateEmbedded } from './embedded-resources.ts'
import { runRules } from './evaluate-rules.ts'
import { isEmbedded, itemsOf, type JsonSchema, keyPath, metaFields, propertiesOf } from './json-schema.ts'
import { prune } from './prune.ts'
import { hasRules } from './rules.ts'
import { validateValue } from './validate-value.ts'

interface At {
  readonly path: string
  /** The schema is of a resource's own type or metadata. */
  readonly inMeta: boolean
  readonly root: boolean
  readonly rules: Rules
}

/** All defaults share one budget. */
interface Rules {
  budget: number
}

export function validateDefaults(schema: JsonSchema, path: string): FieldError[] {
  return visit(schema, { path, inMeta: false, root: true, rules: { budget: runtimeCostBudget } })
}

function visit(schema: JsonSchema, at: At): FieldError[] {
  const { path, rules } = at
  if (rules.budget < 0) return []
  const embedded = at.root || isEmbedded(schema)
  const inMeta = at.inMeta && !isEmbedded(schema)
  const faults =
    schema.default === undefined || schema.default === null
      ? []
      : defaultFaults(schema, { path: `${path}.default`, inMeta, root: embedded, rules })
  const items = itemsOf(schema)
  const below = { root: false, rules }
  if (items !== undefined)
    for (const fault of visit(items, { ...below, path: `${path}.items`, inMeta })) faults.push(fault)
  for (const [name, property] of propertiesOf(schema)) {
    const inside = inMeta || (embedded && metaFields.has(name))
    const where = keyPath(`${path}.properties`, name)
    for (const fault of visit(property, { ...below, path: where, inMeta: inside })) faults.push(fault)
  }
  return faults
}

function defaultFaults(schema: JsonSchema, at: At): FieldError[] {
  const { path, inMeta } = at
  const value = cloneJson(schema.default)
  const faults: FieldError[] = []
  if (!inMeta) {
    const pruned = cloneJson(value)
    prune(pruned, schema, { root: isEmbedded(schema) })
    if (!equalJson(pruned, value)) faults.push(invalid(path, value, 'must not have unknown fields'))
    try {
      coerceEmbedded(value, schema, { dropMalformed: false })
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      return [...faults, invalid(path, schema.default, error.message)]
    }
    const embedded = validateEmbedded(value, schema).map((fault) => ({
      ...fault,
      field: `${path}.${fault.field}`,
    }))
    if (embedded.length > 0) return [...faults, ...embedded]
  }
  const wrong = validateValue(value, schema, { path })
  return [...faults, ...(wrong.length > 0 ? wrong : ruleFaults(value, schema, at))]
}

/** As a value that stays, and as one that comes. */
function ruleFaults(value: unknown, schema: JsonSchema, { path, root, rules }: At): FieldError[] {
  if (!hasRules(schema)) return []
  const run = (old: { readonly value: unknown } | undefined) =>
    runRules(value, schema, { at: { path, root, old, unchanged: () => false }, budget: rules.budget })
  const stays = run({ value })
  const comes = stays.faults.length > 0 ? stays : run(undefined)
  rules.budget = Math.min(stays.budget, comes.budget)
  return comes.faults
}
