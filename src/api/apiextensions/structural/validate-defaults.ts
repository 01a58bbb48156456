// Defaults in a schema fit the schema, and hold nothing that would be pruned. Upstream: apiextensions-apiserver
// pkg/apiserver/schema/defaulting/validation.go.
import { type FieldError, invalid } from '../../../machinery/field-error.ts'
import { cloneJson, equalJson } from '../../../machinery/json-value.ts'
import { DecodeError } from '../../../machinery/schema/decode.ts'
import { coerceEmbedded, validateEmbedded } from './embedded-resources.ts'
import { isEmbedded, itemsOf, type JsonSchema, keyPath, metaFields, propertiesOf } from './json-schema.ts'
import { prune } from './prune.ts'
import { validateValue } from './validate-value.ts'

interface At {
  readonly path: string
  /** The schema is of a resource's own type or metadata. */
  readonly inMeta: boolean
  readonly root: boolean
}

export function validateDefaults(schema: JsonSchema, path: string): FieldError[] {
  return visit(schema, { path, inMeta: false, root: true })
}

function visit(schema: JsonSchema, at: At): FieldError[] {
  const { path } = at
  const embedded = at.root || isEmbedded(schema)
  const inMeta = at.inMeta && !isEmbedded(schema)
  const faults =
    schema.default === undefined || schema.default === null
      ? []
      : defaultFaults(schema, `${path}.default`, inMeta)
  const items = itemsOf(schema)
  if (items !== undefined)
    for (const fault of visit(items, { path: `${path}.items`, inMeta, root: false })) faults.push(fault)
  for (const [name, property] of propertiesOf(schema)) {
    const inside = inMeta || (embedded && metaFields.has(name))
    const where = keyPath(`${path}.properties`, name)
    for (const fault of visit(property, { path: where, inMeta: inside, root: false })) faults.push(fault)
  }
  return faults
}

function defaultFaults(schema: JsonSchema, path: string, inMeta: boolean): FieldError[] {
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
  return [...faults, ...validateValue(value, schema, { path })]
}
