// Faults of a schema's rules themselves: expressions that do not compile, or that look at an old value where there is none
// to compare with. Upstream: apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go.
// Differs: the cost of a rule is not estimated beforehand; rules run within upstream's budgets.
import { type FieldError, invalid } from '../../../machinery/field-error.ts'
import { isEmbedded, itemsOf, type JsonSchema, keyPath, propertiesOf } from './json-schema.ts'
import { type CompiledRule, hasRules, rulesOf } from './rules.ts'

interface At {
  readonly path: string
  readonly root: boolean
  /** The first ancestor whose parts cannot be told from one another over time. */
  readonly uncorrelatable: string | undefined
}

/** The schema has no other faults. */
export function validateRules(schema: JsonSchema, path: string): FieldError[] {
  const faults: FieldError[] = []
  visit(schema, { path, root: true, uncorrelatable: undefined }, faults)
  return faults
}

function visit(schema: JsonSchema, at: At, faults: FieldError[]): void {
  if (!hasRules(schema)) return
  const { path, uncorrelatable } = at
  const found = rulesOf(schema, at.root || isEmbedded(schema))
  const field = `${path}.x-kubernetes-validations`
  if (found === 'untyped')
    faults.push({
      type: 'InternalError',
      field,
      message:
        'Internal error: internal error: failed to retrieve type information for x-kubernetes-validations',
    })
  else if (found !== 'none')
    for (const [index, rule] of found.rules.entries())
      faults.push(...ruleFaults(rule, `${field}[${index}]`, uncorrelatable))
  const atomicMap = schema['x-kubernetes-map-type'] === 'atomic'
  const inMap = uncorrelatable ?? (atomicMap ? path : undefined)
  const inList = uncorrelatable ?? (schema['x-kubernetes-list-type'] === 'map' ? undefined : path)
  const { additionalProperties } = schema
  const items = itemsOf(schema)
  if (items !== undefined)
    visit(items, { path: `${path}.items`, root: false, uncorrelatable: inList }, faults)
  if (typeof additionalProperties === 'object')
    visit(additionalProperties, { path: `${path}.additionalProperties`, root: false, uncorrelatable }, faults)
  for (const [name, property] of propertiesOf(schema))
    visit(property, { path: keyPath(`${path}.properties`, name), root: false, uncorrelatable: inMap }, faults)
}

function ruleFaults(compiled: CompiledRule, path: string, uncorrelatable: string | undefined): FieldError[] {
  const { rule, fault, messageFault, usesOldSelf } = compiled
  const faults: FieldError[] = []
  if (fault !== undefined) faults.push(invalid(`${path}.rule`, rule, fault))
  if (messageFault !== undefined) faults.push(invalid(`${path}.messageExpression`, rule, messageFault))
  if (usesOldSelf && uncorrelatable !== undefined) {
    const text = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`
    faults.push(invalid(`${path}.rule`, rule.rule, text))
  }
  if (!usesOldSelf && fault === undefined && rule.optionalOldSelf !== undefined)
    faults.push(
      invalid(
        `${path}.optionalOldSelf`,
        rule.optionalOldSelf,
        'may not be set if oldSelf is not used in rule',
      ),
    )
  return faults
}
