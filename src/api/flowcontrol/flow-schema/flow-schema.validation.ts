// Faults of flow schemas. Upstream: pkg/apis/flowcontrol/validation/validation.go ValidateFlowSchema.
import { semanticEqual } from '../../../machinery/equality.ts'
import {
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { checkDNSSubdomain } from '../../checks.ts'
import { checkConditions } from '../flow-conditions.validation.ts'
import { exemptName, mandatoryFlowSchemas } from '../mandatory.data.ts'
import { checkNonResourceRule, checkResourceRule } from './flow-rules.validation.ts'
import type { FlowSchema, FlowSchemaSpec, PolicyRulesWithSubjects, Subject } from './flow-schema.schema.ts'
import {
  checkGroupSubject,
  checkServiceAccountSubject,
  checkUserSubject,
} from './flow-subjects.validation.ts'

const maxMatchingPrecedence = 10_000
const distinguisherMethods = ['ByNamespace', 'ByUser']
const subjectKinds = ['Group', 'ServiceAccount', 'User']

export function validateFlowSchema(flowSchema: FlowSchema): FieldError[] {
  const { name } = flowSchema.metadata
  const faults = checkSpec(flowSchema.spec, name)
  const fixed = mandatoryFlowSchemas.get(name)
  if (fixed !== undefined && !semanticEqual(flowSchema.spec, fixed))
    faults.push(invalid('spec', flowSchema.spec, `spec of '${name}' must equal the fixed value`))
  return [...faults, ...validateFlowSchemaStatus(flowSchema)]
}

export function validateFlowSchemaStatus({ status }: FlowSchema): FieldError[] {
  return checkConditions(status?.conditions ?? [])
}

function checkSpec(spec: FlowSchemaSpec, name: string): FieldError[] {
  return [
    ...checkPrecedence(spec.matchingPrecedence ?? 0, name),
    ...checkDistinguisher(spec),
    ...checkLevelName(spec.priorityLevelConfiguration.name),
    ...(spec.rules ?? []).flatMap((rule, index) => checkRules(rule, `spec.rules[${index}]`)),
  ]
}

function checkPrecedence(precedence: number, name: string): FieldError[] {
  const field = 'spec.matchingPrecedence'
  if (precedence <= 0) return [invalid(field, precedence, 'must be a positive value')]
  if (precedence > maxMatchingPrecedence)
    return [invalid(field, precedence, `must not be greater than ${maxMatchingPrecedence}`)]
  return precedence === 1 && name !== exemptName
    ? [invalid(field, precedence, "only the schema named 'exempt' may have matchingPrecedence 1")]
    : []
}

function checkDistinguisher({ distinguisherMethod }: FlowSchemaSpec): FieldError[] {
  if (distinguisherMethod === undefined || distinguisherMethods.includes(distinguisherMethod.type)) return []
  // The whole method is told as the value, as upstream does.
  const fault = notSupported('spec.distinguisherMethod.type', '', distinguisherMethods)
  const message = fault.message.replace('""', () => JSON.stringify(distinguisherMethod))
  return [{ ...fault, message }]
}

function checkLevelName(name: string): FieldError[] {
  const field = 'spec.priorityLevelConfiguration.name'
  return name === '' ? [required(field, 'must reference a priority level')] : checkDNSSubdomain(name, field)
}

function checkRules(rule: PolicyRulesWithSubjects, path: string): FieldError[] {
  const { subjects = [], resourceRules = [], nonResourceRules = [] } = rule
  const empty = resourceRules.length === 0 && nonResourceRules.length === 0
  return [
    ...(subjects.length > 0
      ? subjects.flatMap((subject, index) => checkSubject(subject, `${path}.subjects[${index}]`))
      : [required(`${path}.subjects`, 'subjects must contain at least one value')]),
    ...(empty
      ? [required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty')]
      : []),
    ...resourceRules.flatMap((one, index) => checkResourceRule(one, `${path}.resourceRules[${index}]`)),
    ...nonResourceRules.flatMap((one, index) =>
      checkNonResourceRule(one, `${path}.nonResourceRules[${index}]`),
    ),
  ]
}

function checkSubject(subject: Subject, path: string): FieldError[] {
  const { kind, user, group, serviceAccount } = subject
  const noUser = () => absent(user, `${path}.user`, "user is forbidden when subject kind is not 'User'")
  const noGroup = () => absent(group, `${path}.group`, "group is forbidden when subject kind is not 'Group'")
  const noAccount = () =>
    absent(
      serviceAccount,
      `${path}.serviceAccount`,
      "serviceAccount is forbidden when subject kind is not 'ServiceAccount'",
    )
  switch (kind) {
    case 'ServiceAccount':
      return [
        ...checkServiceAccountSubject(serviceAccount, `${path}.serviceAccount`),
        ...noUser(),
        ...noGroup(),
      ]
    case 'User':
      return [...checkUserSubject(user, `${path}.user`), ...noAccount(), ...noGroup()]
    case 'Group':
      return [...checkGroupSubject(group, `${path}.group`), ...noAccount(), ...noUser()]
    default:
      return [notSupported(`${path}.kind`, kind, subjectKinds)]
  }
}

function absent(value: unknown, field: string, why: string): FieldError[] {
  return value === undefined ? [] : [forbidden(field, why)]
}
