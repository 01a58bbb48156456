// Faults of custom resources: by their schema, by the kinds of their lists, of their embedded resources, of their scale, and
// by the rules of the definition. Upstream: apiextensions-apiserver pkg/registry/customresource/validator.go, strategy.go.
import type { Old } from '../../api/apiextensions/structural/correlation.ts'
import { validateEmbedded } from '../../api/apiextensions/structural/embedded-resources.ts'
import { evaluateRules } from '../../api/apiextensions/structural/evaluate-rules.ts'
import { type JsonSchema, propertyOf } from '../../api/apiextensions/structural/json-schema.ts'
import { validateListTypes } from '../../api/apiextensions/structural/list-types.ts'
import { hasRules } from '../../api/apiextensions/structural/rules.ts'
import { validateValue } from '../../api/apiextensions/structural/validate-value.ts'
import { type FieldError, invalid } from '../../machinery/field-error.ts'
import { getKey } from '../../machinery/json-value.ts'
import type { KubeObject, ScalePaths } from '../../machinery/kind.ts'
import { parseLabelSelector } from '../../machinery/selectors/label-parser.ts'
import { SelectorError } from '../../machinery/selectors/labels.ts'
import { valueAt } from './value-at.ts'

export interface CustomRules {
  readonly schema: JsonSchema
  readonly scale?: ScalePaths | undefined
}

/** More than anybody reads. */
const faultLimit = 1000

export function validateCustom(obj: KubeObject, rules: CustomRules): FieldError[] {
  const { schema } = rules
  const faults = [
    ...validateValue(obj, schema),
    ...scaleFaults(obj, rules.scale),
    ...validateEmbedded(obj, schema),
    ...validateListTypes(obj, schema),
  ]
  return withRules(faults, rules, { next: obj })
}

interface Stored {
  readonly old: KubeObject
  /** Told of what is wrong with what has not changed. */
  readonly warn?: ((text: string) => void) | undefined
}

export function validateCustomUpdate(next: KubeObject, stored: Stored, rules: CustomRules): FieldError[] {
  const { schema } = rules
  const { old } = stored
  const faults = [
    ...validateValue(next, schema, { old: { value: old } }),
    ...scaleFaults(next, rules.scale),
    ...validateEmbedded(next, schema),
    ...newListFaults(next, old, schema),
  ]
  return withRules(faults, rules, { next, ...stored })
}

export function validateCustomStatus(next: KubeObject, stored: Stored, rules: CustomRules): FieldError[] {
  const { old } = stored
  const faults = [
    ...statusFaults(next, old, rules.schema),
    ...scaleFaults(next, rules.scale),
    ...newListFaults(next, old, rules.schema),
  ]
  return withRules(faults, rules, { next, ...stored })
}

/** What was wrong already is let be. */
function newListFaults(next: KubeObject, old: KubeObject, schema: JsonSchema): FieldError[] {
  const faults = validateListTypes(next, schema)
  return faults.length === 0 || validateListTypes(old, schema).length > 0 ? [] : faults
}

function statusFaults(next: KubeObject, old: KubeObject, schema: JsonSchema): FieldError[] {
  const statusSchema = propertyOf(schema, 'status')
  if (statusSchema === undefined || !Object.hasOwn(next, 'status')) return []
  const before: Old | undefined = Object.hasOwn(old, 'status') ? { value: getKey(old, 'status') } : undefined
  const status = getKey(next, 'status')
  const faults = validateValue(status, statusSchema, before === undefined ? {} : { old: before })
  return faults.map((fault) => ({
    ...fault,
    field: fault.field === '<nil>' ? 'status' : `status.${fault.field}`,
  }))
}

const blocking: ReadonlySet<string> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
])

function withRules(
  faults: FieldError[],
  rules: CustomRules,
  { next, ...stored }: { readonly next: KubeObject } & Partial<Stored>,
): FieldError[] {
  if (!hasRules(rules.schema)) return faults.slice(0, faultLimit)
  if (!faults.some(({ type }) => blocking.has(type)))
    return [...faults, ...evaluateRules(next, rules.schema, stored)].slice(0, faultLimit)
  const text =
    'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'
  return [
    ...faults.slice(0, faultLimit),
    { type: 'FieldValueInvalid', field: '<nil>', message: `Invalid value: null: ${text}` },
  ]
}

const maxInt32 = 2 ** 31 - 1

/** Upstream: validator.go validateScaleSpec, validateScaleStatus. */
function scaleFaults(obj: KubeObject, scale: ScalePaths | undefined): FieldError[] {
  if (scale === undefined) return []
  const faults: FieldError[] = []
  for (const path of [scale.specReplicas, scale.statusReplicas]) {
    const replicas = valueAt(obj, path)
    if (typeof replicas !== 'number') continue
    const field = `.${path.join('.')}`
    if (replicas < 0) faults.push(invalid(field, replicas, 'should be a non-negative integer'))
    else if (replicas > maxInt32)
      faults.push(invalid(field, replicas, `should be less than or equal to ${maxInt32}`))
  }
  const { labelSelector } = scale
  const selector = labelSelector && valueAt(obj, labelSelector)
  if (labelSelector !== undefined && typeof selector === 'string')
    faults.push(...selectorFaults(selector, `.${labelSelector.join('.')}`))
  return faults
}

function selectorFaults(text: string, field: string): FieldError[] {
  try {
    parseLabelSelector(text)
    return []
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error
    return [invalid(field, text, error.message)]
  }
}
