// Types of CEL as the checker knows them, and when one may stand for another. Upstream: cel-go common/types/types.go,
// checker/types.go. A schema's object is an `object` type whose fields are found when asked for, so schemas may be cyclic.

export type Primitive =
  | 'dyn'
  | 'null'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'timestamp'
  | 'duration'
  /** What a faulty expression has: it fits everywhere, so that one fault is told once. */
  | 'error'

export interface PrimitiveType {
  readonly kind: Primitive
}
export interface ListType {
  readonly kind: 'list'
  readonly elem: CelType
  /** How a custom resource's list compares and adds: as a set, or by keys. */
  readonly listType?: 'set' | 'map'
  readonly keys?: readonly string[]
  /** Bounds the cost of a rule. */
  readonly maxItems?: number
}
export interface MapType {
  readonly kind: 'map'
  readonly key: CelType
  readonly value: CelType
  readonly maxItems?: number
}
export interface OptionalType {
  readonly kind: 'optional'
  readonly elem: CelType
}
export interface TypeType {
  readonly kind: 'type'
  readonly of: CelType
}
/** A type parameter of a function, or what is not known yet of a literal such as `[]`. */
export interface ParamType {
  readonly kind: 'param'
  readonly name: string
}
/** A type of a library, such as kubernetes.Quantity; only functions look into its values. */
export interface OpaqueType {
  readonly kind: 'opaque'
  readonly name: string
}
export interface ObjectField {
  /** The property of the JSON object. */
  readonly key: string
  readonly type: CelType
  readonly default?: unknown
}
export interface ObjectType {
  readonly kind: 'object'
  readonly name: string
  /** By the name in expressions, where `a-b` is `a__dash__b`. */
  field(name: string): ObjectField | undefined
}
export type StringType = PrimitiveType & { readonly maxLength?: number }
export type CelType =
  | PrimitiveType
  | ListType
  | MapType
  | OptionalType
  | TypeType
  | ParamType
  | OpaqueType
  | ObjectType

export const dyn: CelType = { kind: 'dyn' }
export const nullType: CelType = { kind: 'null' }
export const bool: CelType = { kind: 'bool' }
export const int: CelType = { kind: 'int' }
export const uint: CelType = { kind: 'uint' }
export const double: CelType = { kind: 'double' }
export const string: CelType = { kind: 'string' }
export const bytes: CelType = { kind: 'bytes' }
export const timestamp: CelType = { kind: 'timestamp' }
export const duration: CelType = { kind: 'duration' }
export const errorType: CelType = { kind: 'error' }

export const listOf = (elem: CelType): ListType => ({ kind: 'list', elem })
export const mapOf = (key: CelType, value: CelType): MapType => ({ kind: 'map', key, value })
export const optionalOf = (elem: CelType): OptionalType => ({ kind: 'optional', elem })
export const typeOfType = (of: CelType): TypeType => ({ kind: 'type', of })
export const opaque = (name: string): OpaqueType => ({ kind: 'opaque', name })
export const typeParam = (name: string): ParamType => ({ kind: 'param', name })

/** An object type over a fixed set of fields. */
export function objectType(name: string, fields: Readonly<Record<string, CelType>>): ObjectType {
  const known = new Map(Object.entries(fields).map(([key, type]) => [key, { key, type }]))
  return { kind: 'object', name, field: (field) => known.get(field) }
}

/** A type whose fields are found when they are first asked for: types may be of themselves. */
export function lazyObjectType(name: string, find: (field: string) => ObjectField | undefined): ObjectType {
  const known = new Map<string, ObjectField | undefined>()
  return {
    kind: 'object',
    name,
    field(field) {
      if (!known.has(field)) known.set(field, find(field))
      return known.get(field)
    },
  }
}

/** As error texts name a type. Upstream: checker/format.go FormatCELType. */
export function formatType(type: CelType): string {
  switch (type.kind) {
    case 'error':
      return '!error!'
    case 'list':
      return `list(${formatType(type.elem)})`
    case 'map':
      return `map(${formatType(type.key)}, ${formatType(type.value)})`
    case 'optional':
      return `optional_type(${formatType(type.elem)})`
    case 'type':
      return `type(${formatType(type.of)})`
    case 'object':
    case 'opaque':
    case 'param':
      return type.name
    default:
      return type.kind
  }
}

/** What type parameters stand for so far. */
export type Mapping = Map<string, CelType>

/** The type with every parameter replaced that is known; with `free` the others become dyn. */
export function substitute(mapping: Mapping, type: CelType, free = false): CelType {
  switch (type.kind) {
    case 'param': {
      const known = resolve(mapping, type)
      if (known.kind !== 'param') return substitute(mapping, known, free)
      return free ? dyn : known
    }
    case 'list':
      return { ...type, elem: substitute(mapping, type.elem, free) }
    case 'map':
      return {
        ...type,
        key: substitute(mapping, type.key, free),
        value: substitute(mapping, type.value, free),
      }
    case 'optional':
      return optionalOf(substitute(mapping, type.elem, free))
    case 'type':
      return typeOfType(substitute(mapping, type.of, free))
    default:
      return type
  }
}

/** Whether a value of `source` may stand where `target` is wanted; learns type parameters only when it may. */
export function isAssignable(mapping: Mapping, target: CelType, source: CelType): boolean {
  const trial = new Trial(mapping)
  return assignable(trial, target, source) || trial.undo()
}

/** All of `targets` at once. */
export function areAssignable(
  mapping: Mapping,
  targets: readonly CelType[],
  sources: readonly CelType[],
): boolean {
  if (targets.length !== sources.length) return false
  const trial = new Trial(mapping)
  return targets.every((target, i) => assignable(trial, target, sources[i] ?? dyn)) || trial.undo()
}

/** What a comparison has learnt, to be forgotten when it fails. Copies would cost as much as the expression is long. */
class Trial {
  readonly mapping: Mapping
  readonly #learnt: string[] = []

  constructor(mapping: Mapping) {
    this.mapping = mapping
  }

  learn(name: string, type: CelType): void {
    this.mapping.set(name, type)
    this.#learnt.push(name)
  }

  undo(): false {
    for (const name of this.#learnt) this.mapping.delete(name)
    return false
  }
}

function assignable(trial: Trial, given: CelType, wanted: CelType): boolean {
  const target = resolve(trial.mapping, given)
  const source = resolve(trial.mapping, wanted)
  if (target === source) return true
  // The source first: then many open types come to stand for one, not each for the next.
  if (source.kind === 'param') return bind(trial, source, target)
  if (target.kind === 'param') return bind(trial, target, source)
  if (fitsAll(target) || fitsAll(source)) return true
  switch (target.kind) {
    case 'list':
      return source.kind === 'list' && assignable(trial, target.elem, source.elem)
    case 'map':
      return (
        source.kind === 'map' &&
        assignable(trial, target.key, source.key) &&
        assignable(trial, target.value, source.value)
      )
    case 'optional':
      return source.kind === 'optional' && assignable(trial, target.elem, source.elem)
    case 'type':
      return source.kind === 'type'
    case 'object':
    case 'opaque':
      // An object or a library's value may be null.
      return source.kind === 'null' || (source.kind === target.kind && source.name === target.name)
    case 'timestamp':
    case 'duration':
      return source.kind === target.kind || source.kind === 'null'
    case 'null':
      return nullable.has(source.kind)
    default:
      return target.kind === source.kind
  }
}

const nullable: ReadonlySet<string> = new Set(['null', 'object', 'opaque', 'timestamp', 'duration'])

const fitsAll = (type: CelType): boolean => type.kind === 'dyn' || type.kind === 'error'

function resolve(mapping: Mapping, type: CelType): CelType {
  let current = type
  while (current.kind === 'param') {
    const next = mapping.get(current.name)
    if (next === undefined) return current
    current = next
  }
  return current
}

function bind(trial: Trial, param: ParamType, type: CelType): boolean {
  if (type.kind === 'param' && type.name === param.name) return true
  if (mentions(trial.mapping, type, param.name)) return false
  trial.learn(param.name, type)
  return true
}

function mentions(mapping: Mapping, type: CelType, name: string): boolean {
  const current = resolve(mapping, type)
  switch (current.kind) {
    case 'param':
      return current.name === name
    case 'list':
    case 'optional':
      return mentions(mapping, current.elem, name)
    case 'map':
      return mentions(mapping, current.key, name) || mentions(mapping, current.value, name)
    default:
      return false
  }
}

/** The same type, to the letter. */
export function sameType(a: CelType, b: CelType): boolean {
  return a === b || (a.kind === b.kind && formatType(a) === formatType(b))
}
