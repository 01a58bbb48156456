// What is wrong with a policy's expressions, given the types of what it matches: a misspelt field is found before an object
// comes by. Warnings only; the policy works as it did. Upstream: apiserver pkg/admission/plugin/policy/validating/typechecking.go.
import {
  type AdmissionScope,
  compileAdmission,
  compileVariables,
  PolicyVariables,
} from '../../api/admissionregistration/admission-expression.ts'
import type { NamedRuleWithOperations } from '../../api/admissionregistration/shared.schema.ts'
import type {
  ExpressionWarning,
  ValidatingAdmissionPolicy,
} from '../../api/admissionregistration/validating-admission-policy/validating-admission-policy.schema.ts'
import type { CelType } from '../../machinery/cel/cel-type.ts'
import { dyn } from '../../machinery/cel/cel-type.ts'
import type { KnownType } from './known-types.ts'

const maxTypes = 10

export function checkTypes(
  { spec }: ValidatingAdmissionPolicy,
  known: readonly KnownType[],
): ExpressionWarning[] {
  const types = typesToCheck(spec.matchConstraints?.resourceRules ?? [], known)
  const { apiVersion, kind } = spec.paramKind ?? {}
  const params = known.find((type) => versionText(type) === apiVersion && type.kind === kind)?.type()
  const check = (expression: string): string => {
    const texts = types.map((type) => checkAgainst(expression, type, { spec, params }))
    return texts.filter((text) => text !== '').join('\n')
  }
  const warnings: ExpressionWarning[] = []
  for (const [index, { expression, messageExpression = '' }] of (spec.validations ?? []).entries()) {
    const given = { expression, messageExpression }
    for (const [field, text] of Object.entries(given)) {
      const warning = text === '' ? '' : check(text)
      if (warning !== '') warnings.push({ fieldRef: `spec.validations[${index}].${field}`, warning })
    }
  }
  return warnings
}

interface PolicyParts {
  readonly spec: ValidatingAdmissionPolicy['spec']
  readonly params: CelType | undefined
}

function versionText({ group, version }: KnownType): string {
  return group === '' ? version : `${group}/${version}`
}

function checkAgainst(expression: string, known: KnownType, { spec, params }: PolicyParts): string {
  const object = known.type()
  if (object === undefined) return ''
  const variables = new PolicyVariables()
  const scope: AdmissionScope & { readonly variables: PolicyVariables } = {
    hasParams: spec.paramKind !== undefined,
    hasAuthorizer: true,
    variables,
    types: { object, ...(params && { params }) },
  }
  compileVariables(spec.variables ?? [], scope)
  const { fault } = compileAdmission(expression, scope, [dyn])
  if (fault === undefined) return ''
  const group = known.group === '' ? '/' : ''
  return `${group}${versionText(known)}, Kind=${known.kind}: ${fault.replace(/^compilation failed: /, '')}\n`
}

/** The kinds that rules name without wildcards, in the order of group, version and kind. */
function typesToCheck(rules: readonly NamedRuleWithOperations[], known: readonly KnownType[]): KnownType[] {
  const found = new Set<KnownType>()
  for (const { apiGroups = [], apiVersions = [], resources = [] } of rules) {
    if ([...apiGroups, ...apiVersions].some((text) => text.includes('*'))) continue
    for (const type of known) {
      if (found.size === maxTypes) break
      const named = resources.includes(type.plural)
      if (named && apiGroups.includes(type.group) && apiVersions.includes(type.version)) found.add(type)
    }
  }
  const order = (type: KnownType): string => `${type.group}/${type.version}/${type.kind}`
  return [...found].sort((a, b) => (order(a) < order(b) ? -1 : 1))
}
