// Schemas as OpenAPI, in version 3 or 2. Pure. Upstream: kube-openapi pkg/builder3, pkg/common.
import {
  type Field,
  type ObjectSchema,
  resolve,
  type ScalarType,
  type Schema,
} from '../../machinery/schema/schema.ts'

type Json = Readonly<Record<string, unknown>>

export interface Dialect {
  /** Where named schemas lie. */
  readonly prefix: '#/components/schemas/' | '#/definitions/'
  readonly version: 2 | 3
}

export const openapi3: Dialect = { prefix: '#/components/schemas/', version: 3 }
export const openapi2: Dialect = { prefix: '#/definitions/', version: 2 }

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1'
const quantityName = 'io.k8s.apimachinery.pkg.api.resource.Quantity'
const intOrStringName = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString'

/** Scalars that have a named schema of their own, as upstream names them. */
const namedScalars: Readonly<
  Partial<Record<ScalarType, { readonly name: string; readonly v3: Json; readonly v2: Json }>>
> = {
  time: {
    name: `${meta}.Time`,
    v3: { type: 'string', format: 'date-time' },
    v2: { type: 'string', format: 'date-time' },
  },
  microTime: {
    name: `${meta}.MicroTime`,
    v3: { type: 'string', format: 'date-time' },
    v2: { type: 'string', format: 'date-time' },
  },
  duration: { name: `${meta}.Duration`, v3: { type: 'string' }, v2: { type: 'string' } },
  quantity: {
    name: quantityName,
    v3: { oneOf: [{ type: 'string' }, { type: 'number' }] },
    v2: { type: 'string' },
  },
  intOrString: {
    name: intOrStringName,
    v3: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
    v2: { type: 'string', format: 'int-or-string' },
  },
}

const plainScalars: Readonly<Partial<Record<ScalarType, Json>>> = {
  string: { type: 'string' },
  bool: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  double: { type: 'number', format: 'double' },
  bytes: { type: 'string', format: 'byte' },
  json: { type: 'object' },
}

/** Collects the named schemas that a document needs, each once. */
export class SchemaCollector {
  readonly #dialect: Dialect
  readonly #definitions = new Map<string, Json>()
  readonly #extensions: ReadonlyMap<string, Json>

  /** `extensions` are added to named schemas: which kind a schema is. */
  constructor(dialect: Dialect, extensions: ReadonlyMap<string, Json>) {
    this.#dialect = dialect
    this.#extensions = extensions
  }

  get definitions(): Readonly<Record<string, Json>> {
    return Object.fromEntries([...this.#definitions].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** A reference to a named schema, which is collected with all that it names. */
  reference(schema: ObjectSchema): Json {
    this.#collect(schema)
    return { $ref: this.#dialect.prefix + schema.name }
  }

  add(name: string, definition: Json): void {
    if (!this.#definitions.has(name)) this.#definitions.set(name, definition)
  }

  #collect(schema: ObjectSchema): void {
    if (this.#definitions.has(schema.name)) return
    // Put in first: schemas may name themselves.
    this.#definitions.set(schema.name, {})
    const entries = Object.entries(schema.fields)
    const required = entries.filter(([, field]) => field.required).map(([name]) => name)
    this.#definitions.set(schema.name, {
      ...(schema.doc !== undefined && { description: schema.doc }),
      type: 'object',
      ...(required.length > 0 && { required }),
      ...(entries.length > 0 && {
        properties: Object.fromEntries(entries.map(([name, field]) => [name, this.#property(field)])),
      }),
      ...(schema.structType === 'atomic' && { 'x-kubernetes-map-type': 'atomic' }),
      ...this.#extensions.get(schema.name),
    })
  }

  #property(field: Field): Json {
    const schema = resolve(field.schema)
    const described = {
      ...(field.doc !== undefined && { description: field.doc }),
      // Upstream: kube-openapi pkg/handler PruneDefaults takes them out of version 2.
      ...(field.default !== undefined && this.#dialect.version === 3 && { default: field.default }),
    }
    const base = this.#of(schema)
    // A reference may have no siblings in version 3.0, so it is wrapped.
    const wrapped = '$ref' in base && this.#dialect.version === 3 ? { allOf: [base] } : base
    const strategy =
      field.patchStrategy === undefined ? {} : { 'x-kubernetes-patch-strategy': field.patchStrategy }
    return { ...described, ...wrapped, ...strategy }
  }

  #of(schema: Exclude<Schema, { type: 'lazy' }>): Json {
    if (schema.type === 'object') return this.reference(schema)
    if (schema.type === 'list') {
      return {
        type: 'array',
        items: this.#item(schema.items),
        'x-kubernetes-list-type': schema.listType ?? 'atomic',
        ...(schema.keys && { 'x-kubernetes-list-map-keys': schema.keys }),
        ...(schema.mergeKey && { 'x-kubernetes-patch-merge-key': schema.mergeKey }),
        ...(schema.patchStrategy && { 'x-kubernetes-patch-strategy': schema.patchStrategy }),
      }
    }
    if (schema.type === 'map') {
      return {
        type: 'object',
        additionalProperties: this.#item(schema.values),
        ...(schema.mapType === 'atomic' && { 'x-kubernetes-map-type': 'atomic' }),
      }
    }
    const named = namedScalars[schema.type]
    if (named !== undefined) {
      this.add(named.name, this.#dialect.version === 3 ? named.v3 : named.v2)
      return { $ref: this.#dialect.prefix + named.name }
    }
    // Upstream: kube-openapi pkg/generators/enum.go ValueStrings sorts them.
    return { ...plainScalars[schema.type], ...(schema.values && { enum: schema.values.toSorted() }) }
  }

  #item(schema: Schema): Json {
    const base = this.#of(resolve(schema))
    return '$ref' in base && this.#dialect.version === 3 ? { allOf: [base], default: {} } : base
  }
}
