// Faults of an object by the rules of its schema. All rules share one budget; of what is unchanged users are only warned.
// Upstream: apiextensions-apiserver pkg/apiserver/schema/cel/validation.go.
import { adapt } from '../../../machinery/cel/adapt.ts'
import {
  type Evaluated,
  evaluate,
  type Program,
  perCallLimit,
  runtimeCostBudget,
} from '../../../machinery/cel/program.ts'
import { CelOptional, none } from '../../../machinery/cel/values.ts'
import {
  duplicate,
  type FieldError,
  forbidden,
  formatFieldError,
  invalid,
  required,
} from '../../../machinery/field-error.ts'
import { isJsonObject, type JsonObject } from '../../../machinery/json-value.ts'
import { byteLength } from '../../../machinery/names/validation.ts'
import { correlatedItem, correlatedMember, isUnchanged, type Old } from './correlation.ts'
import {
  childPath,
  itemsOf,
  type JsonSchema,
  keyPath,
  propertyOf,
  type ValidationRule,
} from './json-schema.ts'
import { type CompiledRule, hasRules, type RuleSet, rulesOf } from './rules.ts'

/** More than anybody reads. */
const faultLimit = 1000
/** Characters; every rule about a text may tell all of it. */
const textLimit = 4_000_000

interface Run {
  readonly faults: FieldError[]
  readonly warn: (text: string) => void
  budget: number
  /** How much more is told. */
  room: number
}

export interface At {
  readonly path: string
  readonly root: boolean
  readonly old: Old | undefined
  /** Whether this, or the nearest ancestor that can be compared, is what it was. */
  readonly unchanged: () => boolean
}

export interface Stored {
  readonly old?: unknown
  /** Told of rules that unchanged values break. */
  readonly warn?: ((text: string) => void) | undefined
}

export function evaluateRules(value: unknown, schema: JsonSchema, { old, warn }: Stored = {}): FieldError[] {
  if (!hasRules(schema)) return []
  const before = old === undefined ? undefined : { value: old }
  const unchanged = once(() => before !== undefined && isUnchanged(value, before, schema))
  const at: At = { path: '', root: true, old: before, unchanged }
  return runRules(value, schema, { at, budget: runtimeCostBudget, warn }).faults
}

export interface RulesRun {
  readonly at: At
  readonly budget: number
  readonly warn?: ((text: string) => void) | undefined
}

export interface RulesOutcome {
  readonly faults: FieldError[]
  /** What is left; below zero where the run ended early. */
  readonly budget: number
}

/** The rules about a part of an object. */
export function runRules(value: unknown, schema: JsonSchema, { at, budget, warn }: RulesRun): RulesOutcome {
  const run: Run = { faults: [], warn: warn ?? (() => {}), budget, room: textLimit }
  visit(value, schema, { at, run })
  return run
}

function once(compute: () => boolean): () => boolean {
  let known: boolean | undefined
  return () => {
    known ??= compute()
    return known
  }
}

interface Visit {
  readonly at: At
  readonly run: Run
}

function visit(value: unknown, schema: JsonSchema, { at, run }: Visit): void {
  if (value === null || run.budget < 0 || run.faults.length >= faultLimit || !hasRules(schema)) return
  const rules = rulesOf(schema, at.root)
  if (typeof rules === 'object') applyRules(value, schema, { at, run, rules })
  if (Array.isArray(value)) visitItems(value, schema, { at, run })
  else if (isJsonObject(value)) visitMembers(value, schema, { at, run })
}

function visitItems(list: readonly unknown[], schema: JsonSchema, { at, run }: Visit): void {
  const items = itemsOf(schema)
  if (items === undefined || !hasRules(items)) return
  for (const [index, item] of list.entries()) {
    const old = at.old && correlatedItem(at.old, schema, item)
    const unchanged = old === undefined ? at.unchanged : once(() => isUnchanged(item, old, items))
    visit(item, items, { at: { path: `${at.path}[${index}]`, root: false, old, unchanged }, run })
  }
}

function visitMembers(value: JsonObject, schema: JsonSchema, { at, run }: Visit): void {
  const { additionalProperties } = schema
  for (const key of Object.keys(value)) {
    const property = propertyOf(schema, key)
    const inner = property ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined)
    if (inner === undefined || !hasRules(inner)) continue
    const path = property === undefined ? keyPath(at.path, key) : childPath(at.path, key)
    const old = at.old && correlatedMember(at.old, key)
    const ofType = at.root && (key === 'apiVersion' || key === 'kind')
    const same = old === undefined ? at.unchanged : once(() => isUnchanged(value[key], old, inner))
    const unchanged = ofType ? () => false : same
    visit(value[key], inner, { at: { path, root: false, old, unchanged }, run })
  }
}

interface Place extends Visit {
  readonly rules: RuleSet
}

const outOfBudget =
  'validation failed due to running out of cost budget, no further validation rules will be run'

function applyRules(value: unknown, schema: JsonSchema, { at, run, rules }: Place): void {
  const field = at.path === '' ? '<nil>' : at.path
  const add = (text: string) => run.faults.push(invalid(field, schema.type ?? '', text))
  if (run.budget <= 0) {
    run.budget = -1
    return void add(outOfBudget)
  }
  // A stored null is no value to compare with.
  const old = at.old?.value === null ? undefined : at.old
  for (const compiled of rules.rules) {
    const { program, rule, fault } = compiled
    if (fault !== undefined) add(`rule compile error: ${fault}`)
    if (program === undefined) continue
    if (compiled.usesOldSelf && old === undefined && rule.optionalOldSelf !== true) continue
    const bindings = bindingsOf(value, rules, { old, optional: rule.optionalOldSelf === true })
    const result = evaluate(program, bindings, { costLimit: perCallLimit })
    if (!charge(run, result)) return void add(outOfBudget)
    if (result.fault !== undefined) {
      add(evaluationFault(result, rule))
      if (!result.overLimit) continue
      run.budget = -1
      return
    }
    if (result.value === true) continue
    const failed = failure(compiled, { value, bindings, run, at, type: schema.type ?? '' })
    tell(failed, run, !compiled.usesOldSelf && at.unchanged())
    if (run.budget < 0) return
  }
}

/** Of what is unchanged users are only warned, and the other rules still count. */
function tell(failed: FieldError, run: Run, unchanged: boolean): void {
  run.room -= failed.message.length
  if (!unchanged) {
    run.faults.push(failed)
    if (run.room < 0) run.budget = -1
  } else if (run.room >= 0) run.warn(formatFieldError(failed))
}

function bindingsOf(
  value: unknown,
  { type, usesOldSelf }: RuleSet,
  { old, optional }: { readonly old: Old | undefined; readonly optional: boolean },
): Readonly<Record<string, unknown>> {
  if (!usesOldSelf) return { self: value }
  if (!optional) return { self: value, ...(old && { oldSelf: old.value }) }
  return { self: value, oldSelf: old === undefined ? none : new CelOptional(adapt(old.value, type)) }
}

/** Takes the cost from the budget; false where that is more than is left. */
function charge(run: Run, { cost }: Evaluated): boolean {
  const enough = cost <= run.budget
  run.budget = enough ? run.budget - cost : -1
  return enough
}

function evaluationFault(
  { fault, overLimit }: { readonly fault: string; readonly overLimit: boolean },
  rule: ValidationRule,
): string {
  const text = ruleText(rule)
  if (overLimit)
    return `'${fault}': no further validation rules will be run due to call cost exceeds limit for rule: ${text}`
  if (fault.startsWith('no such overload'))
    return `'${fault}': call arguments did not match a supported operator, function or macro signature for rule: ${text}`
  return `${fault} evaluating rule: ${text}`
}

function ruleText({ rule, message = '' }: ValidationRule): string {
  return (message === '' ? rule : message).trim()
}

interface Failure {
  readonly value: unknown
  readonly bindings: Readonly<Record<string, unknown>>
  readonly run: Run
  readonly at: At
  readonly type: string
}

function failure(compiled: CompiledRule, { value, bindings, run, at, type }: Failure): FieldError {
  const { rule, message: program, fieldPath } = compiled
  const field = [at.path, fieldPath].filter((part) => part !== '').join('.')
  const place = field === '' ? '<nil>' : field
  const said = program && messageOf(program, rule, { bindings, run })
  if (said !== undefined && 'fault' in said) return invalid(place, type, said.fault)
  const { message = '' } = rule
  const text = said?.text ?? (message === '' ? `failed rule: ${ruleText(rule)}` : message.trim())
  // Objects and lists are not shown.
  const hidden = type === 'object' || type === 'array'
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbidden(place, text)
    case 'FieldValueRequired':
      return required(place, text)
    case 'FieldValueDuplicate':
      return hidden
        ? { type: 'FieldValueDuplicate', field: place, message: 'Duplicate value' }
        : duplicate(place, value)
    default:
      return hidden
        ? { type: 'FieldValueInvalid', field: place, message: `Invalid value: ${text}` }
        : invalid(place, value, text)
  }
}

const maxMessageBytes = 5 * 1024

// Differs: a message sees an optional oldSelf as its rule does, where upstream's says nothing.
/** What the message expression says; undefined where it says nothing that can be told. */
function messageOf(
  program: Program,
  { messageExpression = '' }: ValidationRule,
  { bindings, run }: Pick<Failure, 'bindings' | 'run'>,
): { readonly text: string } | { readonly fault: string } | undefined {
  const result = evaluate(program, bindings, { costLimit: perCallLimit })
  if (!charge(run, result))
    return {
      fault:
        'messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run',
    }
  if (result.fault !== undefined) {
    if (!result.overLimit) return undefined
    run.budget = -1
    const source = JSON.stringify(messageExpression)
    return {
      fault: `no further validation rules will be run due to call cost exceeds limit for messageExpression: ${source}`,
    }
  }
  const text = typeof result.value === 'string' ? result.value.trim() : ''
  return text === '' || text.includes('\n') || byteLength(text) > maxMessageBytes ? undefined : { text }
}
