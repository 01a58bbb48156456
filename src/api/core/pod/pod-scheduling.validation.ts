// Faults of what a pod says about its place: affinity, tolerations, spread, gates.
// Upstream: pkg/apis/core/validation/validation.go validateAffinity, ValidateTolerations, validateTopologySpreadConstraints.
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { isValidLabelValue, nameIsDNSLabel } from '../../../machinery/names/validation.ts'
import { type LabelSelector, validateLabelSelector } from '../../../machinery/selectors/labels.ts'
import { checkEnum, checkOptionalEnum, checkQualifiedName, faultsAt, notPositiveText } from '../../checks.ts'
import { validateNodeSelector, validateNodeSelectorTerm } from '../node-selector.validation.ts'
import type { PodSchedulingGate } from './pod.schema.ts'
import type {
  Affinity,
  NodeAffinity,
  PodAffinity,
  PodAffinityTerm,
  Toleration,
  TopologySpreadConstraint,
} from './pod-scheduling.schema.ts'

const requiredTerms = 'requiredDuringSchedulingIgnoredDuringExecution'
const preferredTerms = 'preferredDuringSchedulingIgnoredDuringExecution'

export function validateAffinity(affinity: Affinity, path: string): FieldError[] {
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity
  return [
    ...(nodeAffinity === undefined ? [] : validateNodeAffinity(nodeAffinity, `${path}.nodeAffinity`)),
    ...(podAffinity === undefined ? [] : validatePodAffinity(podAffinity, `${path}.podAffinity`)),
    ...(podAntiAffinity === undefined ? [] : validatePodAffinity(podAntiAffinity, `${path}.podAntiAffinity`)),
  ]
}

function validateNodeAffinity(affinity: NodeAffinity, path: string): FieldError[] {
  const selector = affinity[requiredTerms]
  const faults = selector === undefined ? [] : validateNodeSelector(selector, `${path}.${requiredTerms}`)
  for (const [index, term] of (affinity[preferredTerms] ?? []).entries()) {
    const at = `${path}.${preferredTerms}[${index}]`
    faults.push(...checkWeight(term.weight, at))
    faults.push(...validateNodeSelectorTerm(term.preference, `${at}.preference`, { checkValues: false }))
  }
  return faults
}

function checkWeight(weight: number, path: string): FieldError[] {
  return weight > 0 && weight <= 100 ? [] : [invalid(`${path}.weight`, weight, 'must be in the range 1-100')]
}

function validatePodAffinity(affinity: PodAffinity, path: string): FieldError[] {
  const faults: FieldError[] = []
  for (const [index, term] of (affinity[requiredTerms] ?? []).entries()) {
    faults.push(...validateTerm(term, `${path}.${requiredTerms}[${index}]`))
  }
  for (const [index, { weight, podAffinityTerm }] of (affinity[preferredTerms] ?? []).entries()) {
    const at = `${path}.${preferredTerms}[${index}]`
    faults.push(...checkWeight(weight, at), ...validateTerm(podAffinityTerm, `${at}.podAffinityTerm`))
  }
  return faults
}

function validateTerm(term: PodAffinityTerm, path: string): FieldError[] {
  const faults = [
    ...validateLabelSelector(term.labelSelector, `${path}.labelSelector`),
    ...validateLabelSelector(term.namespaceSelector, `${path}.namespaceSelector`),
  ]
  for (const name of term.namespaces ?? []) {
    faults.push(...faultsAt(`${path}.namespace`, name, nameIsDNSLabel(name, false)))
  }
  faults.push(...checkLabelKeys(term, path))
  if (term.topologyKey === '') faults.push(required(`${path}.topologyKey`, 'can not be empty'))
  return [...faults, ...checkQualifiedName(term.topologyKey, `${path}.topologyKey`)]
}

// Upstream: validateMatchLabelKeysAndMismatchLabelKeys. By now the strategy has turned the keys into expressions.
function checkLabelKeys(term: PodAffinityTerm, path: string): FieldError[] {
  const { matchLabelKeys = [], mismatchLabelKeys = [], labelSelector } = term
  const faults = [
    ...checkKeys(matchLabelKeys, `${path}.matchLabelKeys`, labelSelector),
    ...checkKeys(mismatchLabelKeys, `${path}.mismatchLabelKeys`, labelSelector),
  ]
  const indexes = new Map(matchLabelKeys.map((key, index) => [key, index]))
  const mismatched = new Set(mismatchLabelKeys)
  const seen = new Set(Object.keys(labelSelector?.matchLabels ?? {}))
  for (const { key } of labelSelector?.matchExpressions ?? []) {
    const index = indexes.get(key)
    if (index !== undefined && seen.has(key)) {
      faults.push(invalid(`${path}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector'))
    }
    seen.add(key)
  }
  for (const [index, key] of matchLabelKeys.entries()) {
    if (!mismatched.has(key)) continue
    const text = 'exists in both matchLabelKeys and mismatchLabelKeys'
    faults.push(invalid(`${path}.matchLabelKeys[${index}]`, key, text))
  }
  return faults
}

function checkKeys(keys: readonly string[], path: string, selector: LabelSelector | undefined): FieldError[] {
  if (keys.length === 0) return []
  if (selector === undefined) return [forbidden(path, 'must not be specified when labelSelector is not set')]
  return keys.flatMap((key, index) => checkQualifiedName(key, `${path}[${index}]`))
}

export const taintEffects: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

export function validateTolerations(tolerations: readonly Toleration[], path: string): FieldError[] {
  return tolerations.flatMap((toleration, index) => validateToleration(toleration, `${path}[${index}]`))
}

function validateToleration(toleration: Toleration, path: string): FieldError[] {
  const { key = '', operator, value = '', effect, tolerationSeconds } = toleration
  const faults = key === '' ? [] : checkQualifiedName(key, `${path}.key`)
  if (key === '' && operator !== 'Exists') {
    const text = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
    faults.push(invalid(`${path}.operator`, operator ?? '', text))
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    const text = "effect must be 'NoExecute' when `tolerationSeconds` is set"
    faults.push(invalid(`${path}.effect`, effect ?? '', text))
  }
  faults.push(...checkTolerated(operator, value, path))
  return [...faults, ...checkOptionalEnum(effect, `${path}.effect`, taintEffects)]
}

function checkTolerated(operator: string | undefined, value: string, path: string): FieldError[] {
  const field = `${path}.operator`
  switch (operator) {
    case undefined:
    case 'Equal': {
      const texts = isValidLabelValue(value)
      return texts.length === 0 ? [] : [invalid(field, value, texts.join(';'))]
    }
    case 'Exists':
      if (value === '') return []
      return [invalid(field, value, "value must be empty when `operator` is 'Exists'")]
    case 'Lt':
    case 'Gt':
      if (/^(0|-?[1-9]\d*)$/.test(value)) return []
      return [invalid(`${path}.value`, value, `value must be a valid integer for operator "${operator}"`)]
    default:
      return [notSupported(field, operator, ['Equal', 'Exists', 'Lt', 'Gt'])]
  }
}

export function validateTopologySpread(
  constraints: readonly TopologySpreadConstraint[],
  path: string,
): FieldError[] {
  const faults: FieldError[] = []
  const keyOf = (constraint: TopologySpreadConstraint) =>
    `{${constraint.topologyKey}, ${constraint.whenUnsatisfiable}}`
  const last = new Map(constraints.map((constraint, index) => [keyOf(constraint), index]))
  for (const [index, constraint] of constraints.entries()) {
    const at = `${path}[${index}]`
    const { maxSkew, topologyKey, whenUnsatisfiable, nodeAffinityPolicy, nodeTaintsPolicy } = constraint
    if (maxSkew <= 0) faults.push(invalid(`${at}.maxSkew`, maxSkew, notPositiveText))
    if (topologyKey === '') faults.push(required(`${at}.topologyKey`, 'can not be empty'))
    faults.push(...checkWhenUnsatisfiable(whenUnsatisfiable, `${at}.whenUnsatisfiable`))
    if (last.get(keyOf(constraint)) !== index) {
      faults.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, keyOf(constraint)))
    }
    faults.push(...checkMinDomains(constraint, `${at}.minDomains`))
    faults.push(...checkOptionalEnum(nodeAffinityPolicy, `${at}.nodeAffinityPolicy`, ['Honor', 'Ignore']))
    faults.push(...checkOptionalEnum(nodeTaintsPolicy, `${at}.nodeTaintsPolicy`, ['Honor', 'Ignore']))
    faults.push(...checkSpreadKeys(constraint, `${at}.matchLabelKeys`))
    faults.push(...validateLabelSelector(constraint.labelSelector, `${at}.labelSelector`))
  }
  return faults
}

function checkWhenUnsatisfiable(value: string, field: string): FieldError[] {
  const values = ['DoNotSchedule', 'ScheduleAnyway']
  return values.includes(value) ? [] : [notSupported(field, value, values)]
}

function checkMinDomains(
  { minDomains, whenUnsatisfiable }: TopologySpreadConstraint,
  field: string,
): FieldError[] {
  if (minDomains === undefined) return []
  const faults = minDomains <= 0 ? [invalid(field, minDomains, notPositiveText)] : []
  if (whenUnsatisfiable === 'DoNotSchedule') return faults
  const text = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`
  return [...faults, invalid(field, minDomains, text)]
}

function checkSpreadKeys(
  { matchLabelKeys = [], labelSelector }: TopologySpreadConstraint,
  path: string,
): FieldError[] {
  if (matchLabelKeys.length === 0) return []
  const faults: FieldError[] = []
  if (labelSelector === undefined) {
    faults.push(forbidden(path, 'must not be specified when labelSelector is not set'))
  }
  const selected = new Set([
    ...Object.keys(labelSelector?.matchLabels ?? {}),
    ...(labelSelector?.matchExpressions ?? []).map((expression) => expression.key),
  ])
  for (const [index, key] of matchLabelKeys.entries()) {
    faults.push(...checkQualifiedName(key, `${path}[${index}]`))
    if (selected.has(key)) {
      faults.push(invalid(`${path}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector'))
    }
  }
  return faults
}

export function validateSchedulingGates(gates: readonly PodSchedulingGate[], path: string): FieldError[] {
  const faults: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, { name }] of gates.entries()) {
    faults.push(...checkQualifiedName(name, `${path}[${index}]`))
    if (seen.has(name)) faults.push(duplicate(`${path}[${index}]`, name))
    seen.add(name)
  }
  return faults
}

export function checkPreemptionPolicy(policy: string | undefined, field: string): FieldError[] {
  return policy === undefined ? [] : checkEnum(policy, field, ['PreemptLowerPriority', 'Never'])
}
