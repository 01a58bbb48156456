// The rules of a schema (x-kubernetes-validations), compiled once: what they say of the value at their place.
// Upstream: apiextensions-apiserver pkg/apiserver/schema/cel/compilation.go.
import { bool, type CelType, optionalOf, string } from '../../../machinery/cel/cel-type.ts'
import { type CompileOptions, compile, type Program } from '../../../machinery/cel/program.ts'
import { schemaSizes } from '../../../machinery/cel/schema-size.ts'
import { type JsonSchema as CelSchema, schemaType } from '../../../machinery/cel/schema-type.ts'
import { schemaAtPath } from './field-path.ts'
import { allSchemas, isEmbedded, type JsonSchema, type ValidationRule } from './json-schema.ts'

export interface CompiledRule {
  readonly rule: ValidationRule
  readonly program: Program | undefined
  /** Why there is no program. */
  readonly fault: string | undefined
  readonly message: Program | undefined
  readonly messageFault: string | undefined
  readonly usesOldSelf: boolean
  /** Where its faults are told, below its own place. */
  readonly fieldPath: string
}

export interface RuleSet {
  readonly type: CelType
  readonly rules: readonly CompiledRule[]
  /** Some rule looks at the old value: only then messages can. */
  readonly usesOldSelf: boolean
}

const compiled = new WeakMap<JsonSchema, RuleSet | 'untyped' | 'none'>()

/** The rules of a schema's own place. 'untyped': it has some, but expressions cannot look into such values. */
export function rulesOf(schema: JsonSchema, root: boolean): RuleSet | 'untyped' | 'none' {
  let found = compiled.get(schema)
  if (found === undefined) {
    found = compileRules(schema, { root, estimate: false })
    compiled.set(schema, found)
  }
  return found
}

/** The same, made anew; programs say what they may cost where that is to be estimated. */
export function compileRules(
  schema: JsonSchema,
  options: { readonly root: boolean; readonly estimate: boolean },
): RuleSet | 'untyped' | 'none' {
  const rules = schema['x-kubernetes-validations'] ?? []
  if (rules.length === 0) return 'none'
  const root = options.root || isEmbedded(schema)
  const type = schemaType(schema as CelSchema, { root })
  if (type === undefined) return 'untyped'
  const sizes = options.estimate ? { sizes: schemaSizes(schema as CelSchema, { root }) } : {}
  const made = rules.map((rule) => compileRule(rule, schema, { type, ...sizes }))
  return { type, rules: made, usesOldSelf: made.some(({ usesOldSelf }) => usesOldSelf) }
}

type How = Pick<CompileOptions, 'sizes'> & { readonly type: CelType }

function compileRule(rule: ValidationRule, schema: JsonSchema, { type, ...sizes }: How): CompiledRule {
  const oldType = rule.optionalOldSelf === true ? optionalOf(type) : type
  const options = { variables: { self: type, oldSelf: oldType }, ...sizes }
  const { program, fault } = rule.rule.trim() === '' ? {} : compile(rule.rule, options)
  const fits = program === undefined || program.type.kind === bool.kind
  // A message is not looked at where the rule is wrong.
  const message = program === undefined || !fits ? {} : compileMessage(rule, options)
  return {
    rule,
    program: fits ? program : undefined,
    fault: fits ? fault : 'cel expression must evaluate to a bool',
    message: message.program,
    messageFault: message.fault,
    usesOldSelf: program !== undefined && needsOldSelf(rule.rule, type),
    fieldPath: (rule.fieldPath ?? '') === '' ? '' : pathText(rule.fieldPath ?? '', schema),
  }
}

function pathText(path: string, schema: JsonSchema): string {
  return schemaAtPath(path.trim(), schema, { brackets: true }).text
}

function compileMessage(
  { messageExpression = '' }: ValidationRule,
  options: CompileOptions,
): { readonly program?: Program; readonly fault?: string } {
  if (messageExpression.trim() === '') return {}
  const { program, fault } = compile(messageExpression, options)
  if (program === undefined) return { fault: `messageExpression ${fault}` }
  return program.type.kind === string.kind
    ? { program }
    : { fault: 'messageExpression must evaluate to a string' }
}

/** Whether the expression means the variable, rather than one of its own of that name. */
function needsOldSelf(expression: string, type: CelType): boolean {
  return (
    expression.includes('oldSelf') && compile(expression, { variables: { self: type } }).program === undefined
  )
}

const within = new WeakMap<JsonSchema, boolean>()

/** Whether there are rules here or anywhere below. */
export function hasRules(schema: JsonSchema): boolean {
  let found = within.get(schema)
  if (found === undefined) {
    found = allSchemas(schema).some((inner) => (inner['x-kubernetes-validations'] ?? []).length > 0)
    within.set(schema, found)
  }
  return found
}
