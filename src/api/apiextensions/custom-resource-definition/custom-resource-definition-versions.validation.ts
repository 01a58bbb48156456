// Faults of what each version has of its own: schema, subresources, columns, selectable fields. What all versions share is
// checked once, at the spec. Upstream: apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go, and the
// conversion that lifts shared parts, pkg/apis/apiextensions/v1/conversion.go.
import { semanticEqual } from '../../../machinery/equality.ts'
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  required,
  tooMany,
} from '../../../machinery/field-error.ts'
import { byteLength } from '../../../machinery/names/validation.ts'
import { schemaAtPath } from '../structural/field-path.ts'
import type { JsonSchema } from '../structural/json-schema.ts'
import { validateDefaults } from '../structural/validate-defaults.ts'
import { validateRules } from '../structural/validate-rules.ts'
import { validateSchema } from '../structural/validate-schema.ts'
import { validateStructural } from '../structural/validate-structural.ts'
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
  CustomResourceSubresources,
} from './custom-resource-definition.schema.ts'

/** Parts of versions, or of the spec where all versions have the same. */
export interface Parts {
  readonly schema?: CustomResourceDefinitionVersion['schema'] | undefined
  readonly subresources?: CustomResourceSubresources | undefined
  readonly columns?: CustomResourceDefinitionVersion['additionalPrinterColumns'] | undefined
  readonly selectable?: CustomResourceDefinitionVersion['selectableFields'] | undefined
}

export interface CommonParts extends Parts {
  /** Some version has a status of its own. */
  readonly status: boolean
}

/** What all versions have in common. */
export function commonOf({ versions }: CustomResourceDefinitionSpec): CommonParts {
  const shared = <T>(of: (version: CustomResourceDefinitionVersion) => T): T | undefined => {
    const [first] = versions
    if (first === undefined) return undefined
    return versions.every((version) => semanticEqual(of(version), of(first))) ? of(first) : undefined
  }
  return {
    schema: shared(({ schema }) => schema),
    subresources: shared(({ subresources }) => subresources),
    columns: shared(({ additionalPrinterColumns }) => additionalPrinterColumns),
    selectable: shared(({ selectableFields }) => selectableFields),
    status: versions.some(({ subresources }) => subresources?.status !== undefined),
  }
}

/** Faults of one version, without what it shares with all others. */
export function versionFaults(
  version: CustomResourceDefinitionVersion,
  at: { readonly path: string; readonly common: CommonParts; readonly storedSchema: boolean },
): FieldError[] {
  const { path, common, storedSchema } = at
  const { deprecated = false, deprecationWarning } = version
  const own: Parts = {
    schema: common.schema === undefined ? version.schema : undefined,
    subresources: common.subresources === undefined ? version.subresources : undefined,
    columns: common.columns === undefined ? version.additionalPrinterColumns : undefined,
    selectable: common.selectable === undefined ? version.selectableFields : undefined,
  }
  const warning = warningFaults(deprecated, deprecationWarning).map((text) =>
    invalid(`${path}.deprecationWarning`, deprecationWarning, text),
  )
  const status = version.subresources?.status !== undefined
  const whole = version.schema?.openAPIV3Schema as JsonSchema | undefined
  return [...warning, ...partFaults(own, { path, status, whole, storedSchema })]
}

export interface PartsAt {
  readonly path: string
  /** There is a status subresource. */
  readonly status: boolean
  /** The schema that selectable fields lie in, where the parts do not bring it. */
  readonly whole?: JsonSchema | undefined
  /** The schema is the one that is stored already. */
  readonly storedSchema: boolean
}

export function partFaults(parts: Parts, at: PartsAt): FieldError[] {
  const { path, whole } = at
  const schemaPath = path === 'spec' ? 'spec.validation' : `${path}.schema`
  const schema = parts.schema?.openAPIV3Schema as JsonSchema | undefined
  return [
    ...(schema === undefined ? [] : schemaFaults(schema, `${schemaPath}.openAPIV3Schema`, at)),
    ...(parts.subresources === undefined ? [] : scaleFaults(parts.subresources, `${path}.subresources`)),
    ...(parts.columns ?? []).flatMap((column, index) =>
      columnFaults(column, `${path}.additionalPrinterColumns[${index}]`),
    ),
    ...selectableFaults(parts.selectable ?? [], schema ?? whole, `${path}.selectableFields`),
  ]
}

/** Go's names of the fields that a root schema may have beside a status. */
const rootFields =
  '[Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations]'
const rootKeys: ReadonlySet<string> = new Set([
  'description',
  'format',
  'title',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'multipleOf',
  'required',
  'items',
  'properties',
  'externalDocs',
  'example',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-validations',
])

/** More are not told. */
const mostFaults = 1000

function schemaFaults(
  schema: JsonSchema,
  path: string,
  { status, storedSchema }: Pick<PartsAt, 'status' | 'storedSchema'>,
): FieldError[] {
  const faults: FieldError[] = status ? rootFaults(schema, path) : []
  if (schema.nullable === true)
    faults.push(forbidden(`${path}.nullable`, 'nullable cannot be true at the root'))
  const structural = validateStructural(schema, path)
  const first = structural.length > 0 ? structural : validateDefaults(schema, path)
  const second = validateSchema(schema, path)
  // Expressions about a schema that is wrong say nothing that helps.
  const faultyFields = second.slice(0, mostFaults).map(({ field }) => field)
  const enough = first.length > 0 || second.length > mostFaults
  const third = enough ? [] : validateRules(schema, path, { faultyFields, stored: storedSchema })
  for (const found of [first, second, third]) for (const fault of found) faults.push(fault)
  return faults
}

function rootFaults(schema: JsonSchema, path: string): FieldError[] {
  for (const [key, value] of Object.entries(schema)) {
    if (value === undefined || value === false || value === '') continue
    if (key === 'type') {
      if (value === 'object') continue
      const text =
        'only "object" is allowed as the type at the root of the schema if the status subresource is enabled'
      return [invalid(`${path}.type`, value, text)]
    }
    if (rootKeys.has(key)) continue
    const text = `only ${rootFields} fields are allowed at the root of the schema if the status subresource is enabled`
    return [invalid(path, schema, text)]
  }
  return []
}

function scaleFaults({ scale }: CustomResourceSubresources, path: string): FieldError[] {
  if (scale === undefined) return []
  const { labelSelectorPath = '' } = scale
  const at = (name: string) => `${path}.scale.${name}`
  const spec = scale.specReplicasPath
  const status = scale.statusReplicasPath
  return [
    ...(spec === ''
      ? [required(at('specReplicasPath'))]
      : pathFaults(spec, at('specReplicasPath'), ['.spec.'])),
    ...(status === ''
      ? [required(at('statusReplicasPath'))]
      : pathFaults(status, at('statusReplicasPath'), ['.status.'])),
    ...(labelSelectorPath === ''
      ? []
      : pathFaults(labelSelectorPath, at('labelSelectorPath'), ['.spec.', '.status.'])),
  ]
}

function pathFaults(path: string, field: string, prefixes: readonly string[]): FieldError[] {
  if (!path.startsWith('.')) return [invalid(field, path, 'must be a simple json path starting with .')]
  if (prefixes.length === 0 || prefixes.some((prefix) => path.startsWith(prefix))) return []
  const [first = '', second] = prefixes.map((prefix) => prefix.slice(0, -1))
  const where = second === undefined ? first : `either ${first} or ${second}`
  return [invalid(field, path, `should be a json path under ${where}`)]
}

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'] as const
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'] as const

function columnFaults(column: CustomResourceColumnDefinition, path: string): FieldError[] {
  const { name, type, format = '', jsonPath } = column
  const faults: FieldError[] = []
  if (name === '') faults.push(required(`${path}.name`))
  const types = `must be one of ${columnTypes.join(',')}`
  if (type === '') faults.push(required(`${path}.type`, types))
  else if (!(columnTypes as readonly string[]).includes(type))
    faults.push(invalid(`${path}.type`, type, types))
  if (format !== '' && !(columnFormats as readonly string[]).includes(format))
    faults.push(invalid(`${path}.format`, format, `must be one of ${columnFormats.join(',')}`))
  if (jsonPath === '') faults.push(required(`${path}.JSONPath`))
  else faults.push(...pathFaults(jsonPath, `${path}.JSONPath`, []))
  return faults
}

const maxSelectable = 8

function selectableFaults(
  fields: readonly { readonly jsonPath: string }[],
  schema: JsonSchema | undefined,
  path: string,
): FieldError[] {
  if (fields.length === 0 || schema === undefined) return []
  const faults: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, { jsonPath }] of fields.entries()) {
    const field = `${path}[${index}].jsonPath`
    if (jsonPath === '') {
      faults.push(required(field))
      continue
    }
    const found = schemaAtPath(jsonPath, schema, { brackets: false })
    if (found.fault !== undefined) {
      faults.push(invalid(field, jsonPath, `is an invalid path: ${found.fault}`))
      continue
    }
    faults.push(...selectableFieldFaults(found, { field, jsonPath, seen }))
  }
  if (seen.size > maxSelectable) faults.push(tooMany(path, seen.size, maxSelectable))
  return faults
}

function selectableFieldFaults(
  { parts, schema }: { readonly parts: readonly string[]; readonly schema: JsonSchema | undefined },
  at: { readonly field: string; readonly jsonPath: string; readonly seen: Set<string> },
): FieldError[] {
  const { field, jsonPath, seen } = at
  const faults: FieldError[] = []
  if (parts[0] === 'metadata') faults.push(invalid(field, jsonPath, 'must not point to fields in metadata'))
  if (!['string', 'boolean', 'integer'].includes(schema?.type ?? ''))
    faults.push(
      invalid(
        field,
        jsonPath,
        'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
      ),
    )
  const key = JSON.stringify(parts)
  if (seen.has(key)) faults.push(duplicate(field, jsonPath))
  seen.add(key)
  return faults
}

function warningFaults(deprecated: boolean, warning: string | undefined): readonly string[] {
  if (warning === undefined) return []
  if (!deprecated) return ['can only be set for deprecated versions']
  const faults: string[] = []
  if (byteLength(warning) > 256) faults.push('must be <= 256 characters long')
  if (warning === '') faults.push('must not be an empty string')
  const at = warning.search(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u)
  if (at >= 0)
    faults.push(`must only contain printable UTF-8 characters; non-printable character found at index ${at}`)
  return faults
}
