// Runs one case of structured-merge-diff's tables. Its objects have no type and no metadata: here they are the spec of
// a kind made for the case, and what is owned of the spec is what is compared.
import { isDeepStrictEqual } from 'node:util'
import { applyConfig } from '../../src/machinery/apply/apply-config.ts'
import type { ManagedFieldsEntry } from '../../src/machinery/apply/managers.ts'
import { updateManagedFields, type VersionView } from '../../src/machinery/apply/update-owners.ts'
import { isJsonObject } from '../../src/machinery/json-value.ts'
import { json, list, type ObjectSchema, object, opt, string } from '../../src/machinery/schema/schema.ts'
import { StatusError } from '../../src/machinery/status-error.ts'
import { schemaOfType, type TypeText } from './merge-schema.ts'

interface ManagedSet {
  readonly version: string
  readonly applied: boolean
  readonly set: object
}

interface Step {
  readonly op: 'apply' | 'force' | 'update' | 'extract' | 'schema'
  readonly manager?: string
  readonly version?: string
  readonly object?: unknown
  /** The schemas from here on, by version. */
  readonly types?: Readonly<Record<string, number>>
  readonly conflicts?: readonly string[]
  readonly error?: string
  readonly live?: unknown
  readonly managed: Readonly<Record<string, ManagedSet>> | null
}

export interface MergeCase {
  readonly name: string
  readonly converter: string
  readonly types: Readonly<Record<string, number>>
  readonly ignored?: Readonly<Record<string, object>>
  readonly steps: readonly Step[]
}

export interface MergeTables {
  readonly schemas: readonly TypeText[]
  readonly cases: readonly MergeCase[]
}

interface Live {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly managedFields?: readonly ManagedFieldsEntry[] | undefined }
  readonly spec?: unknown
}

const time = '2026-01-01T00:00:00Z'
const metadata = object('x.Meta', { managedFields: opt(1, list(json)) })

function kindOf(type: TypeText): ObjectSchema {
  return object(
    'x.Thing',
    {
      apiVersion: opt(1, string),
      kind: opt(2, string),
      metadata: opt(3, metadata, { empty: 'zero' }),
      spec: opt(4, schemaOfType(type), { pointer: true }),
    },
    { read: (value) => ({ ...value }) },
  )
}

/** What is wrong, or undefined. */
export function runMergeCase(one: MergeCase, types: readonly TypeText[]): string | undefined {
  let schemas = schemasOf(one.types, types)
  let live: Live | undefined
  for (const [index, step] of one.steps.entries()) {
    if (step.op === 'schema') {
      schemas = schemasOf(step.types ?? {}, types)
      continue
    }
    if (step.op === 'extract') {
      // A client's doing: what comes of it is the start of the next step.
      live = { ...thing(step.version ?? '', step.live), metadata: { managedFields: entriesOf(step) } }
      continue
    }
    const result = carryOut(step, { live, schemas, one })
    const fault = compare(step, result)
    if (fault !== undefined) return `step ${index} (${step.op} by ${step.manager}): ${fault}`
    live = result.live
  }
  return undefined
}

function schemasOf(
  versions: Readonly<Record<string, number>>,
  types: readonly TypeText[],
): ReadonlyMap<string, ObjectSchema> {
  return new Map(
    Object.entries(versions).map(([version, index]) => [version, kindOf(types[index] as TypeText)]),
  )
}

function thing(apiVersion: string, spec: unknown): Live {
  return { apiVersion, kind: 'Thing', metadata: {}, spec }
}

function entriesOf({ managed }: Step): ManagedFieldsEntry[] {
  return Object.entries(managed ?? {}).map(([manager, { version, applied, set }]) => ({
    manager,
    operation: applied ? 'Apply' : 'Update',
    apiVersion: version,
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:spec': set },
  }))
}

interface Running {
  readonly live: Live | undefined
  readonly schemas: ReadonlyMap<string, ObjectSchema>
  readonly one: MergeCase
}

interface Result {
  readonly live: Live | undefined
  readonly conflicts?: readonly string[]
  readonly error?: string
}

function carryOut(step: Step, running: Running): Result {
  const { schemas, one } = running
  const { version = '', manager = '', object: spec } = step
  const schema = schemas.get(version) as ObjectSchema
  const convert = (obj: unknown, to: string) => converted(one.converter, obj as Live, to)
  const live = running.live && convert(running.live, version)
  const ignored = one.ignored?.[version]
  const context = {
    schema,
    apiVersion: version,
    time,
    ...(ignored !== undefined && { ignored: { 'f:spec': ignored } as never }),
    versions: (other: string): VersionView | undefined => {
      const known = schemas.get(other) ?? (one.converter === 'dummyConverter' ? schema : undefined)
      return (
        known && {
          schema: known,
          toVersion: (obj) => convert(obj, other),
          fromVersion: (obj) => convert(obj, version),
        }
      )
    },
  }
  if (step.op === 'update') {
    const next = { ...thing(version, spec), metadata: live?.metadata ?? {} }
    const managedFields = updateManagedFields({ ...context, old: live, next, manager })
    return { live: { ...next, metadata: { managedFields } } }
  }
  try {
    const force = step.op === 'force'
    const config = thing(version, spec)
    const done = applyConfig({ ...context, kind: 'Thing', live, config, manager, force })
    const object = done.object as Live
    return { live: { ...object, metadata: { managedFields: done.managedFields } } }
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    const { causes } = error.status.details ?? {}
    if (error.code !== 409) return { live: running.live, error: error.message }
    return {
      live: running.live,
      conflicts: (causes ?? []).map(({ field, message }) => `${message}|${field}`),
    }
  }
}

/** The conversions of upstream's tests. */
function converted(converter: string, obj: Live, to: string): Live {
  const from = obj.apiVersion
  if (from === to) return obj
  const result = { ...obj, apiVersion: to }
  switch (converter) {
    case 'renamingConverter':
      return { ...result, spec: renamed(obj.spec, from, to) }
    case 'repeatingConverter':
      return { ...result, spec: repeated(obj.spec, Number(to.slice(1))) }
    case 'reliantFieldsConverter':
      return { ...result, spec: reliant(obj.spec, to) }
    default:
      return result
  }
}

function renamed(value: unknown, from: string, to: string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, from, to))
  if (!isJsonObject(value)) return value
  const rename = (key: string) => (key.endsWith(from) ? key.slice(0, -from.length) + to : key)
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [rename(key), renamed(inner, from, to)]),
  )
}

/** Field names are a letter as often as the version says, but for the outermost. */
function repeated(value: unknown, times: number, depth = 0): unknown {
  if (!isJsonObject(value)) return value
  const rename = (key: string) => (depth === 0 ? key : (key[0] ?? '').repeat(times))
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [rename(key), repeated(inner, times, depth + 1)]),
  )
}

function reliant(value: unknown, to: string): unknown {
  const source = (value ?? {}) as Record<string, unknown>
  const [old, next] =
    to === 'v1'
      ? (['required_field_bar', 'field_foo_rely_on_bar'] as const)
      : (['field_foo_rely_on_bar', 'required_field_bar'] as const)
  if (to === 'v1' && !Object.hasOwn(source, old)) throw new Error('missing required field bar')
  return Object.fromEntries(Object.entries(source).map(([key, inner]) => [key === old ? next : key, inner]))
}

function compare(step: Step, result: Result): string | undefined {
  if (step.error !== undefined) {
    const short = step.error.replace(/^\./, '')
    return result.error?.includes(short) === true ? undefined : `expected ${step.error}, got ${result.error}`
  }
  if (result.error !== undefined) return `unexpected error ${result.error}`
  const conflicts = (result.conflicts ?? []).map(conflictText).sort()
  const expected = [...(step.conflicts ?? [])].sort()
  if (!isDeepStrictEqual(conflicts, expected))
    return `conflicts ${JSON.stringify(conflicts)}, expected ${JSON.stringify(expected)}`
  const spec = filled(result.live?.spec)
  if (!isDeepStrictEqual(spec, filled(step.live)))
    return `object ${JSON.stringify(spec)}, expected ${JSON.stringify(filled(step.live))}`
  return compareOwners(step, result.live)
}

/** `conflict with "m" using v1|.spec.a` as upstream's tables have it: `m: .a`. */
function conflictText(text: string): string {
  const [message = '', field = ''] = text.split('|')
  const manager = /^conflict with "(.*?)"/.exec(message)?.[1] ?? message
  return `${manager}: ${field.replace(/^\.spec/, '')}`
}

function compareOwners(step: Step, live: Live | undefined): string | undefined {
  const found = new Map<string, string>()
  for (const { manager = '', operation, apiVersion, fieldsV1 } of live?.metadata.managedFields ?? []) {
    const set = ownSpec((fieldsV1 as { 'f:spec'?: object })['f:spec'])
    if (set !== undefined) found.set(manager, text(operation === 'Apply', apiVersion ?? '', set))
  }
  const expected = new Map<string, string>()
  for (const [manager, { applied, version, set }] of Object.entries(step.managed ?? {})) {
    const own = ownSpec(set)
    if (own !== undefined) expected.set(manager, text(applied, version, own))
  }
  if (isDeepStrictEqual(found, expected)) return undefined
  return `owners ${JSON.stringify([...found])}, expected ${JSON.stringify([...expected])}`
}

function text(applied: boolean, version: string, set: object): string {
  return `${applied ? 'Apply' : 'Update'} ${version} ${JSON.stringify(sorted(set))}`
}

/** Without the spec itself: upstream's objects have no such field. */
function ownSpec(set: object | undefined): object | undefined {
  if (set === undefined) return undefined
  const { '.': _, ...rest } = set as Record<string, unknown>
  return Object.keys(rest).length === 0 ? undefined : rest
}

function sorted(value: unknown): unknown {
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

/** Without what is null or empty, which Go's structs do not tell apart from absent. */
function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filled)
  if (!isJsonObject(value)) return value ?? undefined
  const entries = Object.entries(value).map(([key, inner]) => [key, filled(inner)] as const)
  const kept = entries.filter(([, inner]) => inner !== undefined && !isEmpty(inner))
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
