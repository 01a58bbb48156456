// Faults of what validating and mutating admission policies share: what they match, their parameters, their variables.
// Upstream: pkg/apis/admissionregistration/validation/validation.go.
import type { CelType } from '../../machinery/cel/cel-type.ts'
import { dyn } from '../../machinery/cel/cel-type.ts'
import { semanticEqual } from '../../machinery/equality.ts'
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../machinery/field-error.ts'
import {
  isDNS1035Label,
  isDNS1123Subdomain,
  isValidPathSegmentName,
} from '../../machinery/names/validation.ts'
import { validateLabelSelector } from '../../machinery/selectors/labels.ts'
import { checkDNSSubdomain } from '../checks.ts'
import {
  type AdmissionScope,
  compileAdmission,
  matchConditionFaults,
  PolicyVariables,
} from './admission-expression.ts'
import {
  failurePolicies,
  matchPolicies,
  validateMatchConditions,
  validateRuleWithOperations,
} from './rules.validation.ts'
import type {
  MatchCondition,
  MatchResources,
  NamedRuleWithOperations,
  ParamKind,
  ParamRef,
  Variable,
} from './shared.schema.ts'

/** What both kinds of policies have. */
export interface PolicySpec {
  readonly paramKind?: ParamKind | undefined
  readonly matchConstraints?: MatchResources | undefined
  readonly failurePolicy?: string | undefined
  readonly matchConditions?: readonly MatchCondition[] | undefined
  readonly variables?: readonly Variable[] | undefined
}

export interface PolicyFaults {
  readonly faults: FieldError[]
  /** For the expressions that come after the variables. */
  readonly scope: AdmissionScope
}

/** All but the match conditions. */
export function validatePolicySpec(spec: PolicySpec): PolicyFaults {
  const faults: FieldError[] = []
  const { failurePolicy, paramKind, matchConstraints, variables = [] } = spec
  if (failurePolicy === undefined) faults.push(required('spec.failurePolicy'))
  else if (!failurePolicies.includes(failurePolicy)) {
    faults.push(notSupported('spec.failurePolicy', failurePolicy, failurePolicies))
  }
  if (paramKind !== undefined) faults.push(...validateParamKind(paramKind, 'spec.paramKind'))
  if (matchConstraints === undefined) faults.push(required('spec.matchConstraints'))
  else {
    faults.push(...validateMatchResources(matchConstraints, 'spec.matchConstraints'))
    if ((matchConstraints.resourceRules ?? []).length === 0) {
      faults.push(required('spec.matchConstraints.resourceRules'))
    }
  }
  const hasParams = paramKind !== undefined
  const known = new PolicyVariables()
  const scope: AdmissionScope = {
    hasParams,
    hasAuthorizer: true,
    ...(variables.length > 0 && { variables: known }),
  }
  for (const [index, variable] of variables.entries()) {
    faults.push(...validateVariable(variable, `spec.variables[${index}]`, { scope, known }))
  }
  return { faults, scope }
}

export function validatePolicyConditions(spec: PolicySpec): FieldError[] {
  const check = matchConditionFaults(spec.paramKind !== undefined)
  return validateMatchConditions(spec.matchConditions, 'spec.matchConditions', check)
}

/** Those that are as they were may stay so. */
export function validatePolicyConditionsUpdate(next: PolicySpec, old: PolicySpec): FieldError[] {
  const same =
    semanticEqual(next.paramKind, old.paramKind) && semanticEqual(next.matchConditions, old.matchConditions)
  return same ? [] : validatePolicyConditions(next)
}

function validateVariable(
  { name, expression }: Variable,
  path: string,
  { scope, known }: { readonly scope: AdmissionScope; readonly known: PolicyVariables },
): FieldError[] {
  const faults: FieldError[] = []
  if (name.trim() === '') faults.push(required(`${path}.name`, 'name is not specified'))
  else if (!isCelIdentifier(name)) {
    faults.push(invalid(`${path}.name`, name, 'name is not a valid CEL identifier'))
  }
  if (expression.trim() === '') {
    return [...faults, required(`${path}.expression`, 'expression is not specified')]
  }
  const { program, fault } = compileAdmission(expression, scope, [dyn])
  known.add(name, program?.type ?? dyn)
  if (fault !== undefined) faults.push(invalid(`${path}.expression`, expression, fault))
  return faults
}

/** The expression as a fault of its field, when it does not compile to one of these types. */
export function expressionFaults(
  expression: string,
  path: string,
  { scope, returns }: { readonly scope: AdmissionScope; readonly returns: readonly CelType[] },
): FieldError[] {
  const { fault } = compileAdmission(expression, scope, returns)
  return fault === undefined ? [] : [invalid(path, expression, fault)]
}

const reserved: ReadonlySet<string> = new Set([
  ...['true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if'],
  ...['import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while'],
])

function isCelIdentifier(name: string): boolean {
  return /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) && !reserved.has(name)
}

function validateParamKind({ apiVersion = '', kind = '' }: ParamKind, path: string): FieldError[] {
  const faults: FieldError[] = []
  const at = `${path}.apiVersion`
  const parts = apiVersion === '/' ? ['', ''] : apiVersion.split('/')
  const [group = '', version = ''] = parts.length === 1 ? ['', parts[0]] : parts
  if (apiVersion === '') faults.push(required(at))
  else if (parts.length > 2)
    faults.push(invalid(at, apiVersion, `unexpected GroupVersion string: ${apiVersion}`))
  else {
    const groupTexts = group === '' ? [] : isDNS1123Subdomain(group)
    if (groupTexts.length > 0) faults.push(invalid(at, group, groupTexts.join(',')))
    if (version === '') faults.push(invalid(at, apiVersion, 'version must be specified'))
    else {
      const texts = isDNS1035Label(version)
      if (texts.length > 0) faults.push(invalid(at, version, texts.join(',')))
    }
  }
  if (kind === '') faults.push(required(`${path}.kind`))
  else {
    const texts = isDNS1035Label(kind.toLowerCase())
    if (texts.length > 0) {
      const why = `may have mixed case, but should otherwise match: ${texts.join(',')}`
      faults.push(invalid(`${path}.kind`, kind, why))
    }
  }
  return faults
}

export function validateMatchResources(given: MatchResources | undefined, path: string): FieldError[] {
  if (given === undefined) return []
  const faults: FieldError[] = []
  const { matchPolicy, namespaceSelector, objectSelector } = given
  if (matchPolicy === undefined) faults.push(required(`${path}.matchPolicy`))
  else if (!matchPolicies.includes(matchPolicy)) {
    faults.push(notSupported(`${path}.matchPolicy`, matchPolicy, matchPolicies))
  }
  if (namespaceSelector === undefined) faults.push(required(`${path}.namespaceSelector`))
  else faults.push(...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`))
  if (objectSelector === undefined) faults.push(required(`${path}.objectSelector`))
  else faults.push(...validateLabelSelector(objectSelector, `${path}.objectSelector`))
  for (const field of ['resourceRules', 'excludeResourceRules'] as const) {
    for (const [index, rule] of (given[field] ?? []).entries()) {
      faults.push(...validateNamedRule(rule, `${path}.${field}[${index}]`))
    }
  }
  return faults
}

function validateNamedRule(rule: NamedRuleWithOperations, path: string): FieldError[] {
  const faults: FieldError[] = []
  const names = new Set<string>()
  for (const [index, name] of (rule.resourceNames ?? []).entries()) {
    const at = `${path}.resourceNames[${index}]`
    faults.push(...isValidPathSegmentName(name).map((why) => invalid(at, name, why)))
    if (names.has(name)) faults.push(duplicate(at, name))
    names.add(name)
  }
  return [...faults, ...validateRuleWithOperations(rule, path)]
}

const exclusive = 'name and selector are mutually exclusive'
const notFoundActions = ['Deny', 'Allow']

/** What the bindings of both kinds have. */
export interface BindingSpec {
  readonly policyName?: string | undefined
  readonly paramRef?: ParamRef | undefined
  readonly matchResources?: MatchResources | undefined
}

export function validateBindingSpec(spec: BindingSpec): FieldError[] {
  const { policyName = '' } = spec
  const faults =
    policyName === '' ? [required('spec.policyName')] : checkDNSSubdomain(policyName, 'spec.policyName')
  faults.push(...validateParamRef(spec.paramRef, 'spec.paramRef'))
  faults.push(...validateMatchResources(spec.matchResources, 'spec.matchResources'))
  return faults
}

function validateParamRef(ref: ParamRef | undefined, path: string): FieldError[] {
  if (ref === undefined) return []
  const faults: FieldError[] = []
  const { name = '', selector, parameterNotFoundAction: action = '' } = ref
  if (name !== '') {
    faults.push(...isValidPathSegmentName(name).map((why) => invalid(`${path}.name`, name, why)))
    if (selector !== undefined) faults.push(forbidden(`${path}.name`, exclusive))
  }
  if (selector !== undefined) {
    faults.push(...validateLabelSelector(selector, `${path}.selector`))
    if (name !== '') faults.push(forbidden(`${path}.selector`, exclusive))
  }
  if (name === '' && selector === undefined) {
    faults.push(required(path, 'one of name or selector must be specified'))
  }
  const at = `${path}.parameterNotFoundAction`
  if (action === '') faults.push(required(at))
  else if (!notFoundActions.includes(action)) faults.push(notSupported(at, action, notFoundActions))
  return faults
}
