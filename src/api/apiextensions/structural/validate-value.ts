// Checks a value against a schema, with upstream's texts. What is unchanged since the object was stored is not held against
// it (ratcheting), so that a stricter schema does not lock old objects.
// Upstream: kube-openapi pkg/validation/validate, apiextensions-apiserver pkg/apiserver/validation/validation.go, ratcheting.go.
import { type FieldError, invalid, notSupported, required, tooMany } from '../../../machinery/field-error.ts'
import {
  equalJson,
  isJsonObject,
  isRawNumber,
  type JsonObject,
  numberOf,
} from '../../../machinery/json-value.ts'
import { correlatedItem, correlatedMember, isUnchanged, type Old } from './correlation.ts'
import { itemsOf, type JsonSchema, propertiesOf, propertyOf } from './json-schema.ts'
import { type Found, fail, merge, ok } from './schema-result.ts'
import { numberResult, stringResult, typeResult } from './validate-scalar.ts'

/** Faults of a value; `old` is what was stored in its place. */
export function validateValue(
  value: unknown,
  schema: JsonSchema,
  options: { readonly old?: Old; readonly path?: string } = {},
): FieldError[] {
  return [...check(value, schema, { path: options.path ?? '', old: options.old }).faults]
}

interface At {
  readonly path: string
  readonly old: Old | undefined
}

function check(value: unknown, schema: JsonSchema, at: At): Found {
  const found = checkAll(value, schema, at)
  if (found.faults.length === 0 || at.old === undefined) return found
  return isUnchanged(value, at.old, schema) ? ok(found.matches) : found
}

function checkAll(value: unknown, schema: JsonSchema, at: At): Found {
  const type = typeResult(value, schema, at.path)
  if (value === null) return merge([type, enumResult(value, schema, at.path)])
  const parts: Found[] = [type, compositeResult(value, schema, at)]
  if (typeof value === 'string') parts.push(stringResult(value, schema, at.path))
  else if (typeof value === 'number' || isRawNumber(value)) parts.push(numberResult(value, schema, at.path))
  else if (Array.isArray(value)) parts.push(listResult(value, schema, at))
  parts.push(enumResult(value, schema, at.path))
  if (isJsonObject(value)) parts.push(objectResult(value, schema, at))
  return merge(parts, parts.length)
}

function enumResult(value: unknown, schema: JsonSchema, path: string): Found {
  const { enum: allowed = [] } = schema
  if (allowed.length === 0 || allowed.some((item) => equalJson(item, value))) return ok()
  if (value === null && schema.nullable === true) return ok()
  const texts = allowed.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)))
  return fail([notSupported(path === '' ? '<nil>' : path, value, texts)])
}

function listResult(list: readonly unknown[], schema: JsonSchema, { path, old }: At): Found {
  const { minItems, maxItems } = schema
  const items = itemsOf(schema)
  const parts: Found[] =
    items === undefined
      ? []
      : list.map((item, index) =>
          check(item, items, { path: `${path}[${index}]`, old: old && correlatedItem(old, schema, item) }),
        )
  const size = list.length
  if (minItems !== undefined && size < numberOf(minItems))
    parts.push(fail([invalid(path, size, `${path} in body should have at least ${minItems} items`)]))
  if (maxItems !== undefined && size > numberOf(maxItems))
    parts.push(fail([tooMany(path, size, numberOf(maxItems))]))
  return merge(parts, 1)
}

function objectResult(value: JsonObject, schema: JsonSchema, at: At): Found {
  const { path } = at
  const { minProperties, maxProperties, additionalProperties } = schema
  const size = Object.keys(value).length
  const field = path === '' ? '<nil>' : path
  const parts: Found[] = []
  if (minProperties !== undefined && size < numberOf(minProperties))
    parts.push(
      fail([invalid(field, size, `${path} in body should have at least ${minProperties} properties`)]),
    )
  if (maxProperties !== undefined && size > numberOf(maxProperties))
    parts.push(fail([tooMany(field, size, numberOf(maxProperties))]))
  const below = (key: string, inner: JsonSchema, name: string) =>
    parts.push(check(value[key], inner, memberAt(at, key, name)))
  for (const key of Object.keys(value)) {
    if (propertyOf(schema, key) !== undefined) continue
    if (additionalProperties === false)
      parts.push(fail([invalid(field, key, `${path}.${key} in body is a forbidden property`)]))
    else if (typeof additionalProperties === 'object') below(key, additionalProperties, `${path}.${key}`)
  }
  for (const [name, inner] of propertiesOf(schema))
    if (Object.hasOwn(value, name)) below(name, inner, path === '' ? name : `${path}.${name}`)
  for (const name of schema.required ?? [])
    if (!Object.hasOwn(value, name)) parts.push(fail([required(path === '' ? name : `${path}.${name}`)]))
  return merge(parts)
}

/** Whose type the root object is of is not held against the stored one, which may have been of another. */
function memberAt({ path: above, old }: At, key: string, path: string): At {
  const ofType = above === '' && (key === 'apiVersion' || key === 'kind')
  return { path, old: old === undefined || ofType ? undefined : correlatedMember(old, key) }
}

/** Alternatives and conjunctions; nothing in them is let be by itself. Upstream: schema_props.go. */
function compositeResult(value: unknown, schema: JsonSchema, { path }: At): Found {
  const { anyOf, oneOf, allOf, not } = schema
  if (anyOf === undefined && oneOf === undefined && allOf === undefined && not === undefined) return ok()
  const parts: Found[] = []
  const at: At = { path, old: undefined }
  const results = (schemas: readonly JsonSchema[]) => schemas.map((inner) => check(value, inner, at))
  if (anyOf !== undefined && anyOf.length > 0) parts.push(...anyOfParts(results(anyOf), at.path))
  if (oneOf !== undefined && oneOf.length > 0) parts.push(...oneOfParts(results(oneOf), at.path))
  if (allOf !== undefined && allOf.length > 0) parts.push(...allOfParts(results(allOf), at.path))
  if (not !== undefined && isValid(check(value, not, at)))
    parts.push(composite(at.path, 'must not validate the schema (not)'))
  return merge(parts, 1)
}

function isValid({ faults }: Found): boolean {
  return faults.length === 0
}

/** Upstream tells these without a field. */
function composite(path: string, text: string): Found {
  return fail([invalid('<nil>', '', `${JSON.stringify(path)} ${text}`)])
}

/** What fitted best. */
function nearest(results: readonly Found[]): Found | undefined {
  let best: Found | undefined
  for (const result of results) if (best === undefined || result.matches > best.matches) best = result
  return best
}

function anyOfParts(results: readonly Found[], path: string): readonly Found[] {
  const valid = results.find(isValid)
  if (valid !== undefined) return [valid]
  return [composite(path, 'must validate at least one schema (anyOf)'), nearest(results) ?? ok(0)]
}

function oneOfParts(results: readonly Found[], path: string): readonly Found[] {
  const valid = results.filter(isValid)
  const [first] = valid
  if (first !== undefined && valid.length === 1) return [first]
  const why = valid.length === 0 ? 'Found none valid' : `Found ${valid.length} valid alternatives`
  const found = composite(path, `must validate one and only one schema (oneOf). ${why}`)
  return valid.length === 0 ? [found, nearest(results) ?? ok(0)] : [found]
}

function allOfParts(results: readonly Found[], path: string): readonly Found[] {
  if (results.every(isValid)) return results
  const none = results.some(isValid) ? '' : '. None validated'
  return [...results, composite(path, `must validate all the schemas (allOf)${none}`)]
}
