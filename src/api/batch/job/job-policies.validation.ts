// Faults of a job's policies for failed and for succeeded pods.
// Upstream: pkg/apis/batch/validation/validation.go validatePodFailurePolicy, validateSuccessPolicy.
import { duplicate, type FieldError, invalid, required, tooMany } from '../../../machinery/field-error.ts'
import { checkEnum, checkNonNegative, checkQualifiedName } from '../../checks.ts'
import type { JobSpec, PodFailurePolicyRule, SuccessPolicyRule } from '../shared.schema.ts'

const maxRules = 20
const maxValues = 255
const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore']

export function validatePodFailurePolicy(spec: JobSpec, path: string): FieldError[] {
  const rules = spec.podFailurePolicy?.rules ?? []
  const podSpec = spec.template.spec
  const containers = [...(podSpec?.containers ?? []), ...(podSpec?.initContainers ?? [])]
  const names = new Set(containers.map((container) => container.name))
  const faults = rules.length > maxRules ? [tooMany(`${path}.rules`, rules.length, maxRules)] : []
  for (const [index, rule] of rules.entries()) {
    faults.push(...validateRule(rule, `${path}.rules[${index}]`, { spec, names }))
  }
  return faults
}

function validateRule(
  rule: PodFailurePolicyRule,
  path: string,
  { spec, names }: { spec: JobSpec; names: ReadonlySet<string> },
): FieldError[] {
  const faults =
    rule.action === 'FailIndex' && spec.backoffLimitPerIndex === undefined
      ? [invalid(`${path}.action`, rule.action, 'requires the backoffLimitPerIndex to be set')]
      : checkEnum(rule.action, `${path}.action`, actions)
  const conditions = rule.onPodConditions ?? []
  if (rule.onExitCodes !== undefined) {
    faults.push(...validateExitCodes(rule.onExitCodes, `${path}.onExitCodes`, names))
  }
  if (conditions.length > maxRules) {
    faults.push(tooMany(`${path}.onPodConditions`, conditions.length, maxRules))
  }
  for (const [index, pattern] of conditions.entries()) {
    const at = `${path}.onPodConditions[${index}]`
    faults.push(...checkQualifiedName(pattern.type, `${at}.type`))
    faults.push(...checkEnum(pattern.status, `${at}.status`, ['False', 'True', 'Unknown']))
  }
  if (rule.onExitCodes !== undefined && conditions.length > 0) {
    faults.push(invalid(path, null, 'specifying both OnExitCodes and OnPodConditions is not supported'))
  }
  if (rule.onExitCodes === undefined && conditions.length === 0) {
    faults.push(invalid(path, null, 'specifying one of OnExitCodes and OnPodConditions is required'))
  }
  return faults
}

function validateExitCodes(
  codes: NonNullable<PodFailurePolicyRule['onExitCodes']>,
  path: string,
  names: ReadonlySet<string>,
): FieldError[] {
  const { operator, containerName, values = [] } = codes
  const faults = checkEnum(operator, `${path}.operator`, ['In', 'NotIn'])
  if (containerName !== undefined && !names.has(containerName)) {
    const text = 'must be one of the container or initContainer names in the pod template'
    faults.push(invalid(`${path}.containerName`, containerName, text))
  }
  const field = `${path}.values`
  if (values.length === 0) faults.push(invalid(field, values, 'at least one value is required'))
  if (values.length > maxValues) return [...faults, tooMany(field, values.length, maxValues)]
  for (const [index, value] of values.entries()) {
    const at = `${field}[${index}]`
    if (operator === 'In' && value === 0) faults.push(invalid(at, value, 'must not be 0 for the In operator'))
    if (values.indexOf(value) < index) faults.push(duplicate(at, value))
    else if (index > 0 && value < (values[index - 1] ?? value)) {
      faults.push(invalid(field, values, 'must be ordered'))
    }
  }
  return faults
}

export function validateSuccessPolicy(spec: JobSpec, path: string): FieldError[] {
  const rules = spec.successPolicy?.rules ?? []
  const faults: FieldError[] = []
  if (spec.completionMode !== 'Indexed') {
    faults.push(invalid(path, spec.successPolicy, 'requires indexed completion mode'))
  }
  if (rules.length === 0)
    faults.push(
      required(`${path}.rules`, 'at least one rules must be specified when the successPolicy is specified'),
    )
  if (rules.length > maxRules) faults.push(tooMany(`${path}.rules`, rules.length, maxRules))
  for (const [index, rule] of rules.entries()) {
    faults.push(...validateSuccessRule(rule, `${path}.rules[${index}]`, spec.completions ?? 0))
  }
  return faults
}

function validateSuccessRule(rule: SuccessPolicyRule, path: string, completions: number): FieldError[] {
  const { succeededCount, succeededIndexes } = rule
  if (succeededCount === undefined && succeededIndexes === undefined) {
    return [required(path, 'at least one of succeededCount or succeededIndexes must be specified')]
  }
  const faults = checkNonNegative(succeededCount, `${path}.succeededCount`)
  let total = completions
  if (succeededIndexes !== undefined) {
    const counted = countIndexes(succeededIndexes, completions)
    if (typeof counted === 'string') {
      faults.push(
        invalid(`${path}.succeededIndexes`, succeededIndexes, `error parsing succeededIndexes: ${counted}`),
      )
    } else total = counted
  }
  if (succeededCount !== undefined && succeededCount > total) {
    const text =
      succeededIndexes === undefined
        ? `must be less than or equal to ${completions} (the number of specified completions)`
        : `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`
    faults.push(invalid(`${path}.succeededCount`, succeededCount, text))
  }
  return faults
}

/** How many indexes a text such as `1,3-5` names, or what is wrong with it. */
function countIndexes(text: string, completions: number): number | string {
  if (text === '') return 0
  let count = 0
  let last = -1
  for (const part of text.split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part)
    if (match === null) return `cannot convert string to integer for index: ${JSON.stringify(part)}`
    const first = Number(match[1])
    const end = Number(match[2] ?? match[1])
    if (first >= completions || end >= completions) return `too large index: ${JSON.stringify(part)}`
    if (first <= last) return `non-increasing order, previous: ${last}, current: ${first}`
    if (end < first) return `non-increasing order, previous: ${first}, current: ${end}`
    count += end - first + 1
    last = end
  }
  return count
}
