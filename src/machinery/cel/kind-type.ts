// The type of a kind's objects in expressions, from the schema of the kind itself: for checking policies against what they
// match. Upstream: apiserver pkg/cel/common/schemas.go over the resolved OpenAPI schema.
import { type ObjectSchema, resolve, type ScalarType, type Schema } from '../schema/schema.ts'
import {
  bool,
  bytes,
  type CelType,
  double,
  dyn,
  int,
  lazyObjectType,
  listOf,
  mapOf,
  type ObjectField,
  type ObjectType,
  string,
  timestamp,
} from './cel-type.ts'
import { escapeProperty, unescapeProperty } from './property-names.ts'

const scalars: Readonly<Record<ScalarType, CelType>> = {
  string,
  bool,
  int32: int,
  int64: int,
  double,
  bytes,
  time: timestamp,
  microTime: timestamp,
  duration: string,
  quantity: string,
  intOrString: dyn,
  json: dyn,
}

export function kindType(schema: ObjectSchema, name: string): ObjectType {
  const find = (field: string): ObjectField | undefined => {
    const key = unescapeProperty(field)
    const isNamed = escapeProperty(key) === field && Object.hasOwn(schema.fields, key)
    const found = isNamed ? schema.fields[key] : undefined
    return found === undefined ? undefined : { key, type: typeOf(found.schema, `${name}.${field}`) }
  }
  return lazyObjectType(name, find)
}

function typeOf(given: Schema, name: string): CelType {
  const schema = resolve(given)
  switch (schema.type) {
    case 'list':
      return listOf(typeOf(schema.items, `${name}.@idx`))
    case 'map':
      return mapOf(string, typeOf(schema.values, `${name}.@elem`))
    case 'object':
      return Object.keys(schema.fields).length === 0 ? dyn : kindType(schema, name)
    default:
      return scalars[schema.type]
  }
}
