// Faults of node selectors, in pods' affinity and in volumes' topology.
// Upstream: pkg/apis/core/validation/validation.go ValidateNodeSelector.
import { type FieldError, forbidden, invalid, required } from '../../machinery/field-error.ts'
import { isValidLabelValue, nameIsDNSSubdomain } from '../../machinery/names/validation.ts'
import { checkQualifiedName, faultsAt } from '../checks.ts'
import type { NodeSelector, NodeSelectorRequirement, NodeSelectorTerm } from './pod/pod-scheduling.schema.ts'

const unknownOperator = 'not a valid selector operator'

export function validateNodeSelector(selector: NodeSelector, path: string): FieldError[] {
  const terms = selector.nodeSelectorTerms ?? []
  const field = `${path}.nodeSelectorTerms`
  if (terms.length === 0) return [required(field, 'must have at least one node selector term')]
  return terms.flatMap((term, index) =>
    validateNodeSelectorTerm(term, `${field}[${index}]`, { checkValues: true }),
  )
}

/** Values of preferred terms are not checked: a wrong one merely matches nothing. */
export function validateNodeSelectorTerm(
  term: NodeSelectorTerm,
  path: string,
  options: { readonly checkValues: boolean },
): FieldError[] {
  const faults: FieldError[] = []
  for (const [index, requirement] of (term.matchExpressions ?? []).entries()) {
    faults.push(...validateExpression(requirement, `${path}.matchExpressions[${index}]`, options.checkValues))
  }
  for (const [index, requirement] of (term.matchFields ?? []).entries()) {
    faults.push(...validateField(requirement, `${path}.matchFields[${index}]`))
  }
  return faults
}

function validateExpression(
  requirement: NodeSelectorRequirement,
  path: string,
  checkValues: boolean,
): FieldError[] {
  const values = requirement.values ?? []
  const faults = [
    ...checkOperator(requirement.operator, values, path),
    ...checkQualifiedName(requirement.key, `${path}.key`),
  ]
  if (!checkValues) return faults
  const wrong = values.flatMap((value, index) =>
    faultsAt(`${path}.values[${index}]`, value, isValidLabelValue(value)),
  )
  return [...faults, ...wrong]
}

function checkOperator(operator: string, values: readonly string[], path: string): FieldError[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return []
      return [required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")]
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return []
      return [
        forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
      ]
    case 'Gt':
    case 'Lt':
      if (values.length === 1) return []
      return [required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'")]
    default:
      return [invalid(`${path}.operator`, operator, unknownOperator)]
  }
}

function validateField(requirement: NodeSelectorRequirement, path: string): FieldError[] {
  const values = requirement.values ?? []
  const faults: FieldError[] = []
  if (requirement.operator !== 'In' && requirement.operator !== 'NotIn') {
    faults.push(invalid(`${path}.operator`, requirement.operator, unknownOperator))
  } else if (values.length !== 1) {
    const text = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
    faults.push(required(`${path}.values`, text))
  }
  if (requirement.key !== 'metadata.name') {
    return [...faults, invalid(`${path}.key`, requirement.key, 'not a valid field selector key')]
  }
  const wrong = values.flatMap((value, index) =>
    faultsAt(`${path}.values[${index}]`, value, nameIsDNSSubdomain(value, false)),
  )
  return [...faults, ...wrong]
}
