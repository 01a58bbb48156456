// A kind's fields as data. One declaration gives the static type (TypeOf) and, at run time, decoding, pruning,
// OpenAPI, protobuf, strategic merge, server-side apply and explain. Schemas hold no behaviour of their own.

declare const typeOf: unique symbol
interface Typed<T> {
  readonly [typeOf]?: T
}

export type ScalarType =
  | 'string'
  | 'bool'
  | 'int32'
  | 'int64'
  | 'double'
  /** Standard base64 text in JSON. */
  | 'bytes'
  /** RFC 3339 in whole seconds; null when zero. */
  | 'time'
  /** RFC 3339 with six digits. */
  | 'microTime'
  /** Go's duration text, "1m30s". */
  | 'duration'
  /** A string such as "100m" or "1Gi"; a number is accepted on input. */
  | 'quantity'
  | 'intOrString'
  /** Any JSON value, kept as it is. */
  | 'json'

export interface ScalarSchema<T = unknown> extends Typed<T> {
  readonly type: ScalarType
  /** The closed set of values, for OpenAPI and validation; decoding does not refuse others. */
  readonly values?: readonly string[]
  /** JSON that is either a schema or something simpler, which protobuf tells apart. */
  readonly schemaOr?: SchemaOr
}

/** Which simpler form the value may have: a bool, a list of schemas, a list of strings. */
export interface SchemaOr {
  readonly other: 'bool' | 'schemas' | 'strings'
  readonly get: () => ObjectSchema
}

export type ListType = 'atomic' | 'set' | 'map'

export interface ListOptions {
  readonly listType?: ListType
  /** Keys that identify an item where listType is 'map'. */
  readonly keys?: readonly string[]
  /** Key by which strategic merge patch joins items. */
  readonly mergeKey?: string
  /** Strategic merge strategies: 'merge', 'replace', 'retainKeys'. */
  readonly patchStrategy?: string
  /** In protobuf the items lie in a message of their own, as they always do where the list is a map's value. */
  readonly wrapped?: boolean
}

export interface ListSchema<I extends Schema = Schema, T = unknown> extends Typed<T>, ListOptions {
  readonly type: 'list'
  readonly items: I
}

export interface MapOptions {
  readonly mapType?: 'atomic' | 'granular'
}

export interface MapSchema<V extends Schema = Schema, T = unknown> extends Typed<T>, MapOptions {
  readonly type: 'map'
  readonly values: V
}

export interface ObjectOptions {
  readonly structType?: 'atomic' | 'granular'
  readonly doc?: string
  /** Names of the fields of which at most one may be set (a Go union), for documentation. */
  readonly deprecated?: boolean
  /** What fields that are not declared hold; they are kept, and owned one by one. */
  readonly rest?: Schema
  /**
   * Reads a value where the fields alone do not say how: kinds that users define. It takes over `value`, and adds the
   * paths of what it drops to `unknown`.
   */
  read?(value: Readonly<Record<string, unknown>>, unknown: string[]): Record<string, unknown>
}

export interface ObjectSchema<F extends Fields = Fields> extends Typed<ObjectType<F>>, ObjectOptions {
  readonly type: 'object'
  /** Upstream's name in OpenAPI, such as `io.k8s.api.core.v1.Container`. */
  readonly name: string
  readonly fields: F
}

/** Breaks a cycle between schemas; the type has to be written by hand. */
export interface LazySchema<T = unknown> extends Typed<T> {
  readonly type: 'lazy'
  readonly get: () => Schema
}

export type Schema = ScalarSchema | ListSchema | MapSchema | ObjectSchema | LazySchema

export interface FieldOptions {
  readonly doc?: string
  /** The value that defaulting gives when the field is absent, where it does not depend on other fields. */
  readonly default?: unknown
  readonly patchStrategy?: string
  readonly deprecated?: boolean
  /** Absent and zero differ (a Go pointer): a zero value is kept. */
  readonly pointer?: boolean
  /**
   * What is printed for an empty value: 'omit' (the default), 'zero' (a struct as {}, a string as ""), or
   * 'null' (a list or map as null), as Go's JSON tags have it.
   */
  readonly empty?: 'omit' | 'zero' | 'null'
  /** Feature gates that the field needs. */
  readonly gates?: readonly string[]
  /** The field numbers of the enclosing messages, outermost first, where the Go struct is embedded. */
  readonly via?: readonly number[]
  /** The names of those structs. */
  readonly embedded?: readonly string[]
}

export interface Field<S extends Schema = Schema, R extends boolean = boolean> extends FieldOptions {
  /** Protobuf field number; 0 where the field has none. */
  readonly tag: number
  readonly schema: S
  readonly required: R
}

export type Fields = Readonly<Record<string, Field>>

type ObjectType<F extends Fields> = {
  readonly [K in keyof F as F[K]['required'] extends true ? K : never]: TypeOf<F[K]['schema']>
} & {
  readonly [K in keyof F as F[K]['required'] extends true ? never : K]?: TypeOf<F[K]['schema']> | undefined
}

/** The static type of what a schema describes; everything in it is readonly. */
export type TypeOf<S> = S extends Typed<infer T> ? NonNullable<T> : never

/** The same type with every property writable, for code that builds or defaults an object it owns. */
export type Mutable<T> = T extends string | number | boolean | bigint | undefined | null
  ? T
  : T extends readonly (infer I)[]
    ? Mutable<I>[]
    : { -readonly [K in keyof T]: Mutable<T[K]> }

function scalar<T>(type: ScalarType): ScalarSchema<T> {
  return { type }
}

export const string = scalar<string>('string')
export const bool = scalar<boolean>('bool')
export const int32 = scalar<number>('int32')
export const int64 = scalar<number>('int64')
export const double = scalar<number>('double')
export const bytes = scalar<string>('bytes')
export const time = scalar<string>('time')
export const microTime = scalar<string>('microTime')
export const duration = scalar<string>('duration')
export const quantity = scalar<string>('quantity')
export const intOrString = scalar<number | string>('intOrString')
export const json = scalar<unknown>('json')

/** A JSON value that is a schema or something simpler. */
export function schemaOr(other: SchemaOr['other'], get: () => ObjectSchema): ScalarSchema<unknown> {
  return { type: 'json', schemaOr: { other, get } }
}

/** A string out of a closed set. */
export function oneOf<const V extends readonly string[]>(...values: V): ScalarSchema<V[number]> {
  return { type: 'string', values }
}

export function list<I extends Schema>(
  items: I,
  options: ListOptions = {},
): ListSchema<I, readonly TypeOf<I>[]> {
  return { type: 'list', items, ...options }
}

export function map<V extends Schema>(
  values: V,
  options: MapOptions = {},
): MapSchema<V, Readonly<Record<string, TypeOf<V>>>> {
  return { type: 'map', values, ...options }
}

export function object<const F extends Fields>(
  name: string,
  fields: F,
  options: ObjectOptions = {},
): ObjectSchema<F> {
  return { type: 'object', name, fields, ...options }
}

export function lazy<T>(get: () => Schema): LazySchema<T> {
  return { type: 'lazy', get }
}

/** A field that every valid object has. */
export function req<S extends Schema>(tag: number, schema: S, options: FieldOptions = {}): Field<S, true> {
  return { tag, schema, required: true, ...options }
}

export function opt<S extends Schema>(tag: number, schema: S, options: FieldOptions = {}): Field<S, false> {
  return { tag, schema, required: false, ...options }
}

/** The fields of an embedded struct: in JSON they lie in the outer object, in protobuf in a message at `tag`. */
export function inline<F extends Fields>(tag: number, embedded: ObjectSchema<F>): F {
  const entries = Object.entries(embedded.fields).map(([name, field]) => [
    name,
    {
      ...field,
      via: [tag, ...(field.via ?? [])],
      embedded: [embedded.name.slice(embedded.name.lastIndexOf('.') + 1), ...(field.embedded ?? [])],
    },
  ])
  return Object.fromEntries(entries) as F
}

/** The schema behind any lazy wrapper. */
export function resolve(schema: Schema): Exclude<Schema, LazySchema> {
  let current = schema
  while (current.type === 'lazy') current = current.get()
  return current as Exclude<Schema, LazySchema>
}
