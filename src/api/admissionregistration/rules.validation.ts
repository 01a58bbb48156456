// Faults of what webhooks and policies share: rules of what they are asked about, and conditions on requests.
// Upstream: pkg/apis/admissionregistration/validation/validation.go.
import { duplicate, type FieldError, invalid, required, tooMany } from '../../machinery/field-error.ts'
import { checkOptionalEnum, checkQualifiedName } from '../checks.ts'
import type { MatchCondition, Rule, RuleWithOperations } from './shared.schema.ts'

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']
const scopes = ['*', 'Cluster', 'Namespaced']
const maxMatchConditions = 64

/** Sorted, as they stand in messages. */
export const failurePolicies = ['Fail', 'Ignore']
export const matchPolicies = ['Equivalent', 'Exact']

export function validateRuleWithOperations(rule: RuleWithOperations, path: string): FieldError[] {
  const faults: FieldError[] = []
  const given = rule.operations ?? []
  const at = `${path}.operations`
  if (given.length === 0) faults.push(required(at))
  if (given.length > 1 && given.includes('*'))
    faults.push(invalid(at, given, "if '*' is present, must not specify other operations"))
  for (const [index, operation] of given.entries())
    faults.push(...checkOptionalEnum(operation, `${at}[${index}]`, operations))
  faults.push(...validateRule(rule, path))
  return faults
}

export function validateRule(rule: Rule, path: string): FieldError[] {
  const { apiGroups = [], apiVersions = [], resources = [], scope } = rule
  const faults: FieldError[] = []
  if (apiGroups.length === 0) faults.push(required(`${path}.apiGroups`))
  if (apiGroups.length > 1 && apiGroups.includes('*')) {
    const why = "if '*' is present, must not specify other API groups"
    faults.push(invalid(`${path}.apiGroups`, apiGroups, why))
  }
  if (apiVersions.length === 0) faults.push(required(`${path}.apiVersions`))
  if (apiVersions.length > 1 && apiVersions.includes('*')) {
    const why = "if '*' is present, must not specify other API versions"
    faults.push(invalid(`${path}.apiVersions`, apiVersions, why))
  }
  for (const [index, version] of apiVersions.entries())
    if (version === '') faults.push(required(`${path}.apiVersions[${index}]`))
  faults.push(...validateResources(resources, `${path}.resources`))
  faults.push(...checkOptionalEnum(scope, `${path}.scope`, scopes))
  return faults
}

function validateResources(resources: readonly string[], path: string): FieldError[] {
  if (resources.length === 0) return [required(path)]
  const faults: FieldError[] = []
  const wholeResources = new Set<string>()
  const everywhere = new Set<string>()
  let plainLast = false
  for (const [index, text] of resources.entries()) {
    if (text === '') {
      faults.push(required(`${path}[${index}]`))
      continue
    }
    const slash = text.indexOf('/')
    if (slash < 0) {
      // As upstream has it, the last one without a subresource decides.
      plainLast = text !== '*'
      continue
    }
    const [resource, subresource] = [text.slice(0, slash), text.slice(slash + 1)]
    if (wholeResources.has(resource)) {
      const why = `if '${resource}/*' is present, must not specify ${text}`
      faults.push(invalid(`${path}[${index}]`, text, why))
    }
    if (everywhere.has(subresource)) {
      const why = `if '*/${subresource}' is present, must not specify ${text}`
      faults.push(invalid(`${path}[${index}]`, text, why))
    }
    if (subresource === '*') wholeResources.add(resource)
    if (resource === '*') everywhere.add(subresource)
  }
  if (resources.length > 1 && resources.includes('*/*'))
    faults.push(invalid(path, resources, "if '*/*' is present, must not specify other resources"))
  if (plainLast && resources.includes('*')) {
    const why = "if '*' is present, must not specify other resources without subresources"
    faults.push(invalid(path, resources, why))
  }
  return faults
}

/** Judges an expression; the texts of its faults. */
export type ExpressionCheck = (expression: string) => readonly string[]

const noCheck: ExpressionCheck = () => []

export function validateMatchConditions(
  conditions: readonly MatchCondition[] | undefined,
  path: string,
  check: ExpressionCheck = noCheck,
): FieldError[] {
  const given = conditions ?? []
  const faults: FieldError[] = []
  if (given.length > maxMatchConditions) faults.push(tooMany(path, given.length, maxMatchConditions))
  const names = new Set<string>()
  for (const [index, { name = '', expression = '' }] of given.entries()) {
    const at = `${path}[${index}]`
    const text = expression.trim()
    if (text === '') faults.push(required(`${at}.expression`))
    else faults.push(...check(text).map((why) => invalid(`${at}.expression`, text, why)))
    if (name === '') {
      faults.push(required(`${at}.name`))
      continue
    }
    faults.push(...checkQualifiedName(name, `${at}.name`))
    if (names.has(name)) faults.push(duplicate(`${at}.name`, name))
    names.add(name)
  }
  return faults
}
