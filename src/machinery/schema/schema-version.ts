// The schemas of one version of a group as those of another: types of the group go by their new names, all others are the
// same ones. What differs between the versions is said by itself. Pure; nothing is changed in place.
import { assert } from '../../base/assert.ts'
import type { Field, Fields, ObjectSchema, Schema } from './schema.ts'

/** A schema with some fields replaced or added. */
export type Changed<F extends Fields, C extends Fields> = ObjectSchema<Omit<F, keyof C> & C>

export class SchemaVersion {
  readonly #from: string
  readonly #to: string
  readonly #made = new Map<ObjectSchema, ObjectSchema>()

  /** Both are beginnings of names, such as `io.k8s.api.resource.v1.` */
  constructor({ from, to }: { readonly from: string; readonly to: string }) {
    this.#from = from
    this.#to = to
  }

  /** The type in this version; the same schema each time. */
  of<S extends ObjectSchema>(schema: S): S {
    const known = this.#made.get(schema)
    if (known !== undefined) return known as S
    if (!schema.name.startsWith(this.#from)) return schema
    return this.#make(schema, {}, {}) as S
  }

  /**
   * The type with other fields, each in the place of the one that it replaces; whatever names the type names this one from
   * now on, so that this comes before `of` of what contains it.
   */
  change<F extends Fields, C extends Fields>(
    schema: ObjectSchema<F>,
    changes: C,
    options: Partial<Pick<ObjectSchema, 'structType' | 'doc'>> = {},
  ): Changed<F, C> {
    assert(!this.#made.has(schema), `${schema.name} has been used already`)
    return this.#make(schema, changes, options) as unknown as Changed<F, C>
  }

  /** A type of this version by itself, instead of the one that has its name in the other. */
  replace<S extends ObjectSchema>(schema: ObjectSchema, replacement: S): S {
    assert(!this.#made.has(schema), `${schema.name} has been used already`)
    this.#made.set(schema, replacement)
    return replacement
  }

  #make(schema: ObjectSchema, changes: Fields, options: object): ObjectSchema {
    const fields = Object.entries(schema.fields).map(([name, field]) => [
      name,
      changes[name] ?? this.field(field),
    ])
    const name = this.#to + schema.name.slice(this.#from.length)
    const made = { ...schema, ...options, name, fields: { ...Object.fromEntries(fields), ...changes } }
    this.#made.set(schema, made)
    return made
  }

  /** A field in this version, under another number where that differs. */
  field<F extends Field>(field: F, { tag = field.tag }: { readonly tag?: number } = {}): F {
    const schema = this.#schema(field.schema)
    return schema === field.schema && tag === field.tag ? field : { ...field, schema, tag }
  }

  #schema(schema: Schema): Schema {
    switch (schema.type) {
      case 'object':
        return this.of(schema)
      case 'list': {
        const items = this.#schema(schema.items)
        return items === schema.items ? schema : { ...schema, items }
      }
      case 'map': {
        const values = this.#schema(schema.values)
        return values === schema.values ? schema : { ...schema, values }
      }
      case 'lazy':
        return { ...schema, get: () => this.#schema(schema.get()) }
      default:
        return schema
    }
  }
}
