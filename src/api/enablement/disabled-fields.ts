// Takes fields out of new objects whose feature gate is off, unless the object has used the gate before: then they stay, so
// that an update does not lose what is there. One walk for every kind, by the gates that its schema names.
// Upstream: the dropDisabledFields of each strategy in pkg/registry, and pkg/api/pod/util.go.
import { type ObjectSchema, resolve, type Schema } from '../../machinery/schema/schema.ts'
import type { FeatureGates } from './feature-gates.ts'

/** Changes `next`. */
export type DropDisabledFields = (next: object, old: object | undefined) => void

/** Where in a schema fields of disabled gates are. */
interface Struct {
  /** Fields whose gate is off, with those gates. */
  readonly gated: ReadonlyMap<string, readonly string[]>
  /** Fields in whose values there are some. */
  readonly inner: ReadonlyMap<string, Node>
}

/** A list's or map's values are all alike. */
type Node = Struct | { readonly each: Node }

/** Schemas by gates; undefined where nothing of the kind is off. */
export function disabledFields(schema: ObjectSchema, gates: FeatureGates): DropDisabledFields | undefined {
  const root = nodeOf(schema, gates, new Map())
  if (root === undefined) return undefined
  return (next, old) => {
    const inUse = new Set<string>()
    if (old !== undefined) collect(old, root, inUse)
    drop(next, root, inUse)
  }
}

function nodeOf(
  schema: Schema,
  gates: FeatureGates,
  seen: Map<ObjectSchema, Struct | undefined>,
): Node | undefined {
  const resolved = resolve(schema)
  if (resolved.type === 'list' || resolved.type === 'map') {
    const each = nodeOf(resolved.type === 'list' ? resolved.items : resolved.values, gates, seen)
    return each && { each }
  }
  return resolved.type === 'object' ? structOf(resolved, gates, seen) : undefined
}

function structOf(
  schema: ObjectSchema,
  gates: FeatureGates,
  seen: Map<ObjectSchema, Struct | undefined>,
): Struct | undefined {
  if (seen.has(schema)) return seen.get(schema)
  const gated = new Map<string, readonly string[]>()
  const inner = new Map<string, Node>()
  const struct: Struct = { gated, inner }
  // A schema within itself is the same struct.
  seen.set(schema, struct)
  for (const [name, field] of Object.entries(schema.fields)) {
    const off = (field.gates ?? []).filter((gate) => !gates.enabled(gate))
    if (off.length > 0) gated.set(name, off)
    else {
      const below = nodeOf(field.schema, gates, seen)
      if (below !== undefined) inner.set(name, below)
    }
  }
  if (gated.size > 0 || inner.size > 0) return struct
  seen.set(schema, undefined)
  return undefined
}

function collect(value: unknown, node: Node, inUse: Set<string>): void {
  eachStruct(value, node, (fields, { gated, inner }) => {
    for (const [name, gates] of gated) {
      if (!isNothing(fields[name])) for (const gate of gates) inUse.add(gate)
    }
    for (const [name, below] of inner) collect(fields[name], below, inUse)
  })
}

function drop(value: unknown, node: Node, inUse: ReadonlySet<string>): void {
  eachStruct(value, node, (fields, { gated, inner }) => {
    for (const [name, gates] of gated) {
      if (gates.some((gate) => !inUse.has(gate))) delete fields[name]
    }
    for (const [name, below] of inner) drop(fields[name], below, inUse)
  })
}

/** The structs in a value: itself, its items, its values. */
function eachStruct(
  value: unknown,
  node: Node,
  act: (fields: Record<string, unknown>, struct: Struct) => void,
): void {
  if (typeof value !== 'object' || value === null) return
  if ('each' in node) for (const item of Object.values(value)) eachStruct(item, node.each, act)
  else act(value as Record<string, unknown>, node)
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}
