// Label selectors: the text form of queries, the object form of specs, and what both compile to. Label maps come from
// users and may hold any key, so they are only read through Object.hasOwn. Upstream: apimachinery pkg/labels/selector.go.
import {
  type FieldError,
  forbidden,
  formatFieldError,
  invalid,
  notSupported,
  required,
} from '../field-error.ts'
import { isQualifiedName, isValidLabelValue } from '../names/validation.ts'

export type Labels = Readonly<Record<string, string>> | undefined

export type Operator = 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt' | 'exists' | '!'

export interface Requirement {
  readonly key: string
  readonly operator: Operator
  readonly values: readonly string[]
}

/** A compiled selector. */
export interface Selector {
  /** Sorted by key; all have to hold. Empty for everything() and for nothing(). */
  readonly requirements: readonly Requirement[]
  /** True only of nothing(), which no labels match. */
  readonly nothing: boolean
  matches(labels: Labels): boolean
}

/** The object form, as specs carry it. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>> | undefined
  readonly matchExpressions?: readonly LabelSelectorRequirement[] | undefined
}

export interface LabelSelectorRequirement {
  readonly key: string
  readonly operator: string
  readonly values?: readonly string[] | undefined
}

/** The selector is malformed; the message is upstream's. */
export class SelectorError extends Error {
  override readonly name = 'SelectorError'
}

const binaryOperators: readonly Operator[] = ['in', 'notin', '=', '==', '!=', 'gt', 'lt']
const allOperators: readonly Operator[] = [...binaryOperators, 'exists', '!']

/** Matches all labels. */
export const everything: Selector = { requirements: [], nothing: false, matches: () => true }

/** Matches no labels. */
export const nothing: Selector = { requirements: [], nothing: true, matches: () => false }

/** Compiles requirements, which are not checked again. */
export function selectorOf(requirements: readonly Requirement[]): Selector {
  if (requirements.length === 0) return everything
  const sorted = requirements.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  const [only] = sorted
  if (sorted.length === 1 && only !== undefined) {
    return { requirements: sorted, nothing: false, matches: (labels) => requirementMatches(only, labels) }
  }
  const matches = (labels: Labels) => sorted.every((requirement) => requirementMatches(requirement, labels))
  return { requirements: sorted, nothing: false, matches }
}

function requirementMatches(requirement: Requirement, labels: Labels): boolean {
  const { key, operator, values } = requirement
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value)
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value)
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
    case 'gt':
    case 'lt':
      return value !== undefined && numberMatches(operator, value, values)
  }
}

function numberMatches(operator: 'gt' | 'lt', value: string, values: readonly string[]): boolean {
  const left = parseInt64(value)
  const right = values.length === 1 ? parseInt64(values[0] ?? '') : undefined
  if (left === undefined || right === undefined) return false
  return operator === 'gt' ? left > right : left < right
}

function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?\d{1,30}$/.test(text)) return undefined
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text)
  return value === BigInt.asIntN(64, value) ? value : undefined
}

/** Checks what a requirement says. Throws SelectorError. Upstream: selector.go NewRequirement. */
export function newRequirement(key: string, operator: Operator, values: readonly string[]): Requirement {
  const faults = requirementFaults(key, operator, values)
  if (faults.length === 0) return { key, operator, values }
  const texts = [...new Set(faults.map(formatFieldError))]
  throw new SelectorError(texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`)
}

function requirementFaults(key: string, operator: Operator, values: readonly string[]): FieldError[] {
  const faults: FieldError[] = []
  const keyFaults = isQualifiedName(key)
  if (keyFaults.length > 0) faults.push(invalid('key', key, keyFaults.join('; ')))
  faults.push(...operatorFaults(operator, values))
  for (const [index, value] of values.entries()) {
    const valueFaults = isValidLabelValue(value)
    if (valueFaults.length > 0)
      faults.push(invalid(`values[${index}][${key}]`, value, valueFaults.join('; ')))
  }
  return faults
}

function operatorFaults(operator: Operator, values: readonly string[]): FieldError[] {
  const wrong = (detail: string) => [invalid('values', values, detail)]
  switch (operator) {
    case 'in':
    case 'notin':
      return values.length === 0 ? wrong("for 'in', 'notin' operators, values set can't be empty") : []
    case '=':
    case '==':
    case '!=':
      return values.length === 1 ? [] : wrong('exact-match compatibility requires one single value')
    case 'exists':
    case '!':
      return values.length === 0 ? [] : wrong('values set must be empty for exists and does not exist')
    case 'gt':
    case 'lt':
      return [
        ...(values.length === 1 ? [] : wrong("for 'Gt', 'Lt' operators, exactly one value is required")),
        ...values.flatMap((value, index) =>
          parseInt64(value) === undefined
            ? [invalid(`values[${index}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer")]
            : [],
        ),
      ]
    default:
      return [notSupported('operator', operator, allOperators)]
  }
}

/** A selector for exactly these labels; unchecked, as from an object that has been validated. */
export function selectorFromSet(labels: Labels): Selector {
  if (labels === undefined) return everything
  return selectorOf(Object.entries(labels).map(([key, value]) => ({ key, operator: '=', values: [value] })))
}

const objectOperators: ReadonlyMap<string, Operator> = new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
])

/** Compiles the object form: absent matches nothing, empty matches everything. Throws SelectorError. */
export function compileLabelSelector(selector: LabelSelector | undefined | null): Selector {
  if (selector === undefined || selector === null) return nothing
  const requirements: Requirement[] = []
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    requirements.push(newRequirement(key, '=', [value]))
  }
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const compiled = objectOperators.get(operator)
    if (compiled === undefined) {
      throw new SelectorError(`${JSON.stringify(operator)} is not a valid label selector operator`)
    }
    requirements.push(newRequirement(key, compiled, values ?? []))
  }
  return selectorOf(requirements)
}

/** The text form, as kubectl prints and the API takes it. */
export function formatSelector(selector: Selector): string {
  return selector.requirements.map(formatRequirement).join(',')
}

function formatRequirement({ key, operator, values }: Requirement): string {
  const list = values.toSorted().join(',')
  switch (operator) {
    case 'exists':
      return key
    case '!':
      return `!${key}`
    case 'in':
    case 'notin':
      return `${key} ${operator} (${list})`
    case 'gt':
      return `${key}>${list}`
    case 'lt':
      return `${key}<${list}`
    default:
      return `${key}${operator}${list}`
  }
}

/** The object form as tables and describe print it. Upstream: meta/v1 helpers.go FormatLabelSelector. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  try {
    const text = formatSelector(compileLabelSelector(selector))
    return text === '' ? '<none>' : text
  } catch (error) {
    if (error instanceof SelectorError) return '<error>'
    throw error
  }
}

/** The one value that `label` must have, where the selector asks for one. */
export function requiresExactMatch(selector: Selector, label: string): string | undefined {
  const requirement = selector.requirements.find(({ key }) => key === label)
  if (requirement === undefined || requirement.values.length !== 1) return undefined
  return ['=', '==', 'in'].includes(requirement.operator) ? requirement.values[0] : undefined
}

/** Faults of the object form. Upstream: meta/v1/validation ValidateLabelSelector. */
export function validateLabelSelector(selector: LabelSelector | undefined, path: string): FieldError[] {
  if (selector === undefined) return []
  const faults = validateLabels(selector.matchLabels, `${path}.matchLabels`)
  for (const [index, requirement] of (selector.matchExpressions ?? []).entries()) {
    faults.push(...validateRequirement(requirement, `${path}.matchExpressions[${index}]`))
  }
  return faults
}

function validateRequirement(
  { key, operator, values = [] }: LabelSelectorRequirement,
  path: string,
): FieldError[] {
  const faults: FieldError[] = []
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) {
      faults.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"))
    }
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) {
      faults.push(
        forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
      )
    }
  } else faults.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'))
  faults.push(...isQualifiedName(key).map((fault) => invalid(`${path}.key`, key, fault)))
  for (const [index, value] of values.entries()) {
    faults.push(...isValidLabelValue(value).map((fault) => invalid(`${path}.values[${index}]`, value, fault)))
  }
  return faults
}

/** Faults of a label map. */
export function validateLabels(labels: Labels, path: string): FieldError[] {
  if (labels === undefined) return []
  const faults: FieldError[] = []
  for (const [key, value] of Object.entries(labels)) {
    for (const fault of isQualifiedName(key)) faults.push(invalid(path, key, fault))
    for (const fault of isValidLabelValue(value)) faults.push(invalid(path, value, fault))
  }
  return faults
}
