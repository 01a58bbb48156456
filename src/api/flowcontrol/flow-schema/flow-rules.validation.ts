// Faults of what a flow schema is about. Upstream: pkg/apis/flowcontrol/validation/validation.go
// ValidateFlowSchemaResourcePolicyRule, ValidateFlowSchemaNonResourcePolicyRule.
import { type FieldError, invalid, notSupported, required } from '../../../machinery/field-error.ts'
import { isDNS1123Label } from '../../../machinery/names/validation.ts'
import type { NonResourcePolicyRule, ResourcePolicyRule } from './flow-schema.schema.ts'

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch']
const namespaceIntro = "each member of this list must be '*' or a DNS-1123 label; "

export function checkResourceRule(rule: ResourcePolicyRule, path: string): FieldError[] {
  const { apiGroups = [], resources = [], namespaces = [], clusterScope = false } = rule
  return [
    ...checkVerbs(rule.verbs ?? [], `${path}.verbs`),
    ...checkAll(apiGroups, `${path}.apiGroups`, {
      empty: 'resource rules must supply at least one api group',
      others: 'api groups',
    }),
    ...checkAll(resources, `${path}.resources`, {
      empty: 'resource rules must supply at least one resource',
      others: 'resources',
    }),
    ...checkNamespaces(namespaces, clusterScope, `${path}.namespaces`),
  ]
}

export function checkNonResourceRule(rule: NonResourcePolicyRule, path: string): FieldError[] {
  const { nonResourceURLs = [] } = rule
  const field = `${path}.nonResourceURLs`
  const faults = checkAll(nonResourceURLs, field, {
    empty: 'nonResourceURLs must contain at least one value',
    others: 'non-resource URLs',
  })
  return [
    ...checkVerbs(rule.verbs ?? [], `${path}.verbs`),
    ...faults,
    ...(nonResourceURLs.includes('*')
      ? []
      : nonResourceURLs.flatMap((url, index) => checkNonResourceURLPath(url, `${field}[${index}]`))),
  ]
}

/** A list with at least one member, and none beside `*`. */
function checkAll(
  values: readonly string[],
  field: string,
  texts: { readonly empty: string; readonly others: string },
): FieldError[] {
  if (values.length === 0) return [required(field, texts.empty)]
  return values.length > 1 && values.includes('*')
    ? [invalid(field, values, `if '*' is present, must not specify other ${texts.others}`)]
    : []
}

function checkVerbs(given: readonly string[], field: string): FieldError[] {
  const faults = checkAll(given, field, { empty: 'verbs must contain at least one value', others: 'verbs' })
  if (faults.length > 0 || given.includes('*') || given.every((verb) => verbs.includes(verb))) return faults
  const fault = notSupported(field, '', verbs)
  return [{ ...fault, message: fault.message.replace('""', () => JSON.stringify(given)) }]
}

function checkNamespaces(namespaces: readonly string[], clusterScope: boolean, field: string): FieldError[] {
  if (namespaces.length === 0) {
    if (clusterScope) return []
    const why = 'resource rules that are not cluster scoped must supply at least one namespace'
    return [required(field, why)]
  }
  if (namespaces.includes('*')) return checkAll(namespaces, field, { empty: '', others: 'namespaces' })
  return namespaces.flatMap((namespace, index) =>
    isDNS1123Label(namespace).map((text) => invalid(`${field}[${index}]`, namespace, namespaceIntro + text)),
  )
}

/** Upstream: ValidateNonResourceURLPath. */
function checkNonResourceURLPath(path: string, field: string): FieldError[] {
  const fault = pathFault(path)
  return fault === undefined ? [] : [invalid(field, path, fault)]
}

function pathFault(path: string): string | undefined {
  if (path === '') return 'must not be empty'
  if (path === '/') return undefined
  if (!path.startsWith('/')) return 'must start with slash'
  if (path.includes(' ')) return 'must not contain white-space'
  if (path.includes('//')) return 'must not contain double slash'
  const star = path.indexOf('*')
  return star >= 0 && (star !== path.length - 1 || !path.endsWith('/*'))
    ? 'wildcard can only do suffix matching'
    : undefined
}
