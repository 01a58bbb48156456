// What is wrong with a policy's expressions, given the types of what it matches: a misspelt field is found before an object
// comes by. Warnings only; the policy works as it did. Upstream: apiserver pkg/admission/plugin/policy/validating/typechecking.go.
// Differs: types of custom resources are not looked at.
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
import { dyn } from '../../machinery/cel/cel-type.ts'
import { kindType } from '../../machinery/cel/kind-type.ts'
import type { Kind } from '../../machinery/kind.ts'

const maxTypes = 10

export function checkTypes({ spec }: ValidatingAdmissionPolicy, kinds: readonly Kind[]): ExpressionWarning[] {
  const types = typesToCheck(spec.matchConstraints?.resourceRules ?? [], kinds)
  const { apiVersion, kind } = spec.paramKind ?? {}
  const paramKind = kinds.find((known) => known.apiVersion === apiVersion && known.kind === kind)
  const check = (expression: string): string => {
    const texts = types.map((type) => checkAgainst(expression, type, { spec, paramKind }))
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
  readonly paramKind: Kind | undefined
}

function checkAgainst(expression: string, kind: Kind, { spec, paramKind }: PolicyParts): string {
  const variables = new PolicyVariables()
  const scope: AdmissionScope & { readonly variables: PolicyVariables } = {
    hasParams: spec.paramKind !== undefined,
    hasAuthorizer: true,
    variables,
    types: {
      object: kindType(kind.schema, kind.kind),
      ...(paramKind && { params: kindType(paramKind.schema, paramKind.kind) }),
    },
  }
  compileVariables(spec.variables ?? [], scope)
  const { fault } = compileAdmission(expression, scope, [dyn])
  if (fault === undefined) return ''
  const { group, version } = kind
  const type = group === '' ? `/${version}, Kind=${kind.kind}` : `${group}/${version}, Kind=${kind.kind}`
  return `${type}: ${fault.replace(/^compilation failed: /, '')}\n`
}

/** The kinds that rules name without wildcards, in the order of group, version and kind. */
function typesToCheck(rules: readonly NamedRuleWithOperations[], kinds: readonly Kind[]): Kind[] {
  const found = new Set<Kind>()
  for (const { apiGroups = [], apiVersions = [], resources = [] } of rules) {
    if ([...apiGroups, ...apiVersions].some((text) => text.includes('*'))) continue
    for (const kind of kinds) {
      if (found.size === maxTypes) break
      const named = resources.includes(kind.plural)
      if (named && apiGroups.includes(kind.group) && apiVersions.includes(kind.version)) found.add(kind)
    }
  }
  const order = (kind: Kind): string => `${kind.group}/${kind.version}/${kind.kind}`
  return [...found].sort((a, b) => (order(a) < order(b) ? -1 : 1))
}
