// What is to be audited: a file of rules (audit.k8s.io/v1 Policy), read, checked and put into the form that requests are held
// against. Upstream: apiserver pkg/apis/audit/v1/types.go, pkg/apis/audit/validation/validation.go, pkg/audit/policy/reader.go.
import { CodecError } from '../../machinery/codec/codec-error.ts'
import { parseYaml } from '../../machinery/codec/yaml.ts'
import {
  type FieldError,
  formatFieldError,
  invalid,
  notSupported,
  required,
} from '../../machinery/field-error.ts'
import { isJsonObject } from '../../machinery/json-value.ts'
import { kindFields } from '../../machinery/meta/meta.schema.ts'
import { nameIsDNSSubdomain } from '../../machinery/names/validation.ts'
import { DecodeError, decode } from '../../machinery/schema/decode.ts'
import { bool, list, object, opt, req, string, type TypeOf } from '../../machinery/schema/schema.ts'

export class AuditPolicyError extends Error {
  override readonly name = 'AuditPolicyError'
}

/** In order: each says what those before it say, and more. */
export const auditLevels = ['None', 'Metadata', 'Request', 'RequestResponse'] as const
export type AuditLevel = (typeof auditLevels)[number]

export const auditStages = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const
export type AuditStage = (typeof auditStages)[number]

const groupResources = object('io.k8s.audit.v1.GroupResources', {
  group: opt(1, string),
  resources: opt(2, list(string)),
  resourceNames: opt(3, list(string)),
})

const policyRule = object('io.k8s.audit.v1.PolicyRule', {
  level: req(1, string),
  users: opt(2, list(string)),
  userGroups: opt(3, list(string)),
  verbs: opt(4, list(string)),
  resources: opt(5, list(groupResources)),
  namespaces: opt(6, list(string)),
  nonResourceURLs: opt(7, list(string)),
  omitStages: opt(8, list(string)),
  omitManagedFields: opt(9, bool, { pointer: true }),
})
export type PolicyRule = TypeOf<typeof policyRule>

const policy = object('io.k8s.audit.v1.Policy', {
  ...kindFields,
  rules: req(2, list(policyRule)),
  omitStages: opt(3, list(string)),
  omitManagedFields: opt(4, bool),
})
export type AuditPolicy = TypeOf<typeof policy>

export interface LoadedPolicy {
  readonly policy: AuditPolicy
  /** Fields that no policy has, by path: they are passed over. */
  readonly unknown: readonly string[]
}

/** Throws AuditPolicyError. */
export function loadPolicy(text: string): LoadedPolicy {
  const value = parsed(text)
  const { apiVersion = '', kind = '' } = value as { apiVersion?: unknown; kind?: unknown }
  if (apiVersion !== 'audit.k8s.io/v1' || kind !== 'Policy')
    throw new AuditPolicyError(`unknown group version field ${apiVersion}, Kind=${kind} in policy`)
  const { value: found, unknown } = decoded(value)
  const faults = validatePolicy(found)
  if (faults.length > 0) throw new AuditPolicyError(faults.map(formatFieldError).join(', '))
  if ((found.rules ?? []).length === 0) throw new AuditPolicyError('loaded illegal policy with 0 rules')
  return { policy: found, unknown }
}

function parsed(text: string): object {
  try {
    const { value } = parseYaml(text)
    if (isJsonObject(value)) return value
  } catch (cause) {
    if (!(cause instanceof CodecError)) throw cause
    throw new AuditPolicyError(`failed decoding: ${cause.message}`, { cause })
  }
  throw new AuditPolicyError('failed decoding: it is not an object')
}

function decoded(value: object) {
  try {
    return decode<AuditPolicy>(policy, value)
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    throw new AuditPolicyError(`failed decoding: ${cause.message}`, { cause })
  }
}

export function validatePolicy({ rules = [] }: AuditPolicy): FieldError[] {
  return rules.flatMap((rule, index) => validateRule(rule, `rules[${index}]`))
}

function validateRule(rule: PolicyRule, path: string): FieldError[] {
  const { level, nonResourceURLs = [], resources = [], namespaces = [], omitStages = [] } = rule
  const faults: FieldError[] = []
  if (!level) faults.push(required(`${path}.level`))
  else if (!auditLevels.some((known) => known === level))
    faults.push(notSupported(`${path}.level`, level, auditLevels))
  const urls = `${path}.nonResourceURLs`
  faults.push(...nonResourceURLs.flatMap((url, index) => urlFaults(url, `${urls}[${index}]`)))
  faults.push(...resources.flatMap((given) => resourceFaults(given, `${path}.resources`)))
  for (const [index, stage] of omitStages.entries()) {
    if (auditStages.some((known) => known === stage)) continue
    const text = `allowed stages are ${auditStages.join(',')}`
    faults.push(invalid(`${path}.omitStages[${index}]`, stage, text))
  }
  if (nonResourceURLs.length > 0 && resources.length + namespaces.length > 0) {
    const text = 'rules cannot apply to both regular resources and non-resource URLs'
    faults.push(invalid(urls, nonResourceURLs, text))
  }
  return faults
}

function urlFaults(url: string, path: string): FieldError[] {
  if (url === '*') return []
  const faults: FieldError[] = []
  if (!url.startsWith('/'))
    faults.push(invalid(path, url, "non-resource URL rules must begin with a '/' character"))
  if (url.slice(0, -1).includes('*'))
    faults.push(invalid(path, url, "non-resource URL wildcards '*' must be the final character of the rule"))
  return faults
}

function resourceFaults(given: TypeOf<typeof groupResources>, path: string): FieldError[] {
  const { group = '', resources = [], resourceNames = [] } = given
  const names = group === '' ? [] : nameIsDNSSubdomain(group, false)
  const faults = names.length === 0 ? [] : [invalid(`${path}.group`, group, names.join(','))]
  if (resourceNames.length === 0 || resources.length > 0) return faults
  const text = 'using resourceNames requires at least one resource'
  return [...faults, invalid(`${path}.resourceNames`, resourceNames, text)]
}
