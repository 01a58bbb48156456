// Faults of a schema's rules themselves: expressions that do not compile, that may cost too much, or that look at an old
// value where there is none to compare with. Upstream: apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go.
import { type FieldError, forbidden, invalid } from '../../../machinery/field-error.ts'
import { itemsOf, type JsonSchema, keyPath, propertiesOf } from './json-schema.ts'
import {
  addToTotal,
  excess,
  expressionCostLimit,
  type Times,
  type TotalCost,
  timesBelow,
  timesCost,
  totalFaults,
} from './rule-costs.ts'
import { type CompiledRule, compileRules, hasRules } from './rules.ts'

export interface RuleChecks {
  /** Where the schema itself is wrong: rules there and above are not looked at. */
  readonly faultyFields?: readonly string[]
  /** The schema is stored already: a single expression may cost what it did, whatever the limit is now. */
  readonly stored?: boolean
}

interface At {
  readonly path: string
  readonly root: boolean
  readonly times: Times
  /** The first ancestor whose parts cannot be told from one another over time. */
  readonly uncorrelatable: string | undefined
}

interface Run {
  readonly stored: boolean
  /** Where the schema is wrong, and everything above. */
  readonly faulty: ReadonlySet<string>
  readonly faults: FieldError[]
  readonly total: TotalCost
}

/** The schema is structural, and its defaults are right. */
export function validateRules(schema: JsonSchema, path: string, checks: RuleChecks = {}): FieldError[] {
  const { faultyFields = [], stored = false } = checks
  const faulty = new Set(faultyFields.flatMap(withAncestors))
  const run: Run = { stored, faulty, faults: [], total: { sum: 0n, mostExpensive: [] } }
  visit(schema, { path, root: true, times: 1n, uncorrelatable: undefined }, run)
  return [...run.faults, ...totalFaults(run.total, path)]
}

function visit(schema: JsonSchema, at: At, run: Run): void {
  if (!hasRules(schema)) return
  const { path, uncorrelatable } = at
  const times = timesBelow(schema, at.times)
  const inList = uncorrelatable ?? (schema['x-kubernetes-list-type'] === 'map' ? undefined : path)
  const { additionalProperties } = schema
  const items = itemsOf(schema)
  const below = { root: false, times }
  if (typeof additionalProperties === 'object')
    visit(additionalProperties, { ...below, path: `${path}.additionalProperties`, uncorrelatable }, run)
  for (const [name, property] of propertiesOf(schema))
    visit(property, { ...below, path: keyPath(`${path}.properties`, name), uncorrelatable }, run)
  if (items !== undefined) visit(items, { ...below, path: `${path}.items`, uncorrelatable: inList }, run)
  ownRules(schema, at, run)
}

function ownRules(schema: JsonSchema, at: At, run: Run): void {
  const { path } = at
  if (run.faulty.has(path)) return
  const found = compileRules(schema, { root: at.root, estimate: true })
  const field = `${path}.x-kubernetes-validations`
  if (found === 'untyped') run.faults.push(untyped(field))
  else if (found !== 'none')
    for (const [index, rule] of found.rules.entries()) checkRule(rule, { schema, at, run, field, index })
}

function withAncestors(field: string): readonly string[] {
  return [field, ...Array.from(field.matchAll(/[.[]/g), ({ index }) => field.slice(0, index))]
}

function untyped(field: string): FieldError {
  const text =
    'failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations'
  return { type: 'InternalError', field, message: `Internal error: internal error: ${text}` }
}

interface RulePlace {
  readonly schema: JsonSchema
  readonly at: At
  readonly run: Run
  readonly field: string
  readonly index: number
}

function checkRule(compiled: CompiledRule, { schema, at, run, field, index }: RulePlace): void {
  const { rule, program, message } = compiled
  const path = `${field}[${index}]`
  const cost = timesCost(program?.estimate?.max ?? 0n, schema, at.times)
  const { faults } = run
  const charge = (name: string, part: 'rule' | 'messageExpression', most: bigint) => {
    if (!run.stored && most > expressionCostLimit)
      faults.push(forbidden(`${path}.${part}`, excess(name, most, expressionCostLimit)))
    addToTotal(run.total, `${path}.${part}`, most)
  }
  charge('estimated rule cost', 'rule', cost)
  if (compiled.fault !== undefined) faults.push(invalid(`${path}.rule`, rule, compiled.fault))
  if (compiled.messageFault !== undefined)
    faults.push(invalid(`${path}.messageExpression`, rule, compiled.messageFault))
  if (message !== undefined)
    charge('estimated messageExpression cost', 'messageExpression', message.estimate?.max ?? 0n)
  faults.push(...oldSelfFaults(compiled, path, at.uncorrelatable))
}

function oldSelfFaults(
  { rule, usesOldSelf }: CompiledRule,
  path: string,
  uncorrelatable: string | undefined,
): FieldError[] {
  if (!usesOldSelf) {
    const { optionalOldSelf } = rule
    const text = 'may not be set if oldSelf is not used in rule'
    return optionalOldSelf === undefined ? [] : [invalid(`${path}.optionalOldSelf`, optionalOldSelf, text)]
  }
  if (uncorrelatable === undefined) return []
  const text = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`
  return [invalid(`${path}.rule`, rule.rule, text)]
}
