// Faults of mutating admission policies, those of their expressions among them.
// Upstream: pkg/apis/admissionregistration/validation/validation.go ValidateMutatingAdmissionPolicy.
import type { CelType } from '../../../machinery/cel/cel-type.ts'
import { type FieldError, forbidden, notSupported, required } from '../../../machinery/field-error.ts'
import type { AdmissionScope } from '../admission-expression.ts'
import {
  applyConfigurationType,
  jsonPatchListType,
  mutationFunctions,
  mutationStruct,
} from '../mutation-values.ts'
import { expressionFaults, validatePolicySpec } from '../policy.validation.ts'
import type { MutatingAdmissionPolicy, Mutation } from './mutating-admission-policy.schema.ts'

const patchTypes = ['ApplyConfiguration', 'JSONPatch']
const reinvocationPolicies = ['IfNeeded', 'Never']

export function validateMutatingAdmissionPolicy({ spec }: MutatingAdmissionPolicy): FieldError[] {
  const { faults, scope } = validatePolicySpec(spec)
  const { mutations = [], reinvocationPolicy = '' } = spec
  if (mutations.length === 0) {
    faults.push(required('spec.mutations', 'mutations must contain at least one item'))
  }
  for (const [index, mutation] of mutations.entries()) {
    faults.push(...mutationFaults(mutation, `spec.mutations[${index}]`, scope))
  }
  if (reinvocationPolicy === '') faults.push(required('spec.reinvocationPolicy'))
  else if (!reinvocationPolicies.includes(reinvocationPolicy)) {
    faults.push(notSupported('spec.reinvocationPolicy', reinvocationPolicy, reinvocationPolicies))
  }
  return faults
}

function mutationFaults(mutation: Mutation, path: string, scope: AdmissionScope): FieldError[] {
  const { patchType, applyConfiguration, jsonPatch } = mutation
  switch (patchType as string) {
    case '':
      return [required(`${path}.patchType`)]
    case 'ApplyConfiguration':
      return [
        ...chosenFaults(applyConfiguration, `${path}.applyConfiguration`, {
          ...{ patchType, scope, returns: [applyConfigurationType] },
        }),
        ...otherFaults(jsonPatch, `${path}.jsonPatch`, patchType),
      ]
    case 'JSONPatch':
      return [
        ...chosenFaults(jsonPatch, `${path}.jsonPatch`, { patchType, scope, returns: [jsonPatchListType] }),
        ...otherFaults(applyConfiguration, `${path}.applyConfiguration`, patchType),
      ]
    default:
      return [notSupported(`${path}.patchType`, patchType, patchTypes)]
  }
}

interface Chosen {
  readonly patchType: string
  readonly scope: AdmissionScope
  readonly returns: readonly CelType[]
}

function chosenFaults(
  given: { readonly expression?: string | undefined } | undefined,
  path: string,
  { patchType, scope, returns }: Chosen,
): FieldError[] {
  if (given === undefined) return [required(path, `must be specified when patchType is ${patchType}`)]
  const { expression = '' } = given
  const at = `${path}.expression`
  if (expression.trim() === '') return [required(at, 'expression is not specified')]
  const withTypes = { ...scope, struct: mutationStruct, functions: mutationFunctions }
  return expressionFaults(expression, at, { scope: withTypes, returns })
}

function otherFaults(given: object | undefined, path: string, patchType: string): FieldError[] {
  return given === undefined ? [] : [forbidden(path, `must not be specified when patchType is ${patchType}`)]
}
