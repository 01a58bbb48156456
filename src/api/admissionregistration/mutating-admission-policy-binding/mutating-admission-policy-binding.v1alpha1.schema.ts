// Fields of mutating-admission-policy-binding.v1alpha1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { object, opt, string, type TypeOf } from '../../../machinery/schema/schema.ts'
import { matchResources, paramRef } from '../shared.v1alpha1.schema.ts'

export const mutatingAdmissionPolicyBindingSpec = object(
  'io.k8s.api.admissionregistration.v1alpha1.MutatingAdmissionPolicyBindingSpec',
  {
    policyName: opt(1, string, { doc: 'Name of the MutatingAdmissionPolicy.' }),
    paramRef: opt(2, paramRef, {
      doc: 'Where the parameters come from, where the policy takes any.',
      pointer: true,
    }),
    matchResources: opt(3, matchResources, {
      doc: 'Narrows down what the policy is for; it cannot widen it.',
      pointer: true,
    }),
  },
  { doc: 'What a binding binds.' },
)
export type MutatingAdmissionPolicyBindingSpec = TypeOf<typeof mutatingAdmissionPolicyBindingSpec>

export const mutatingAdmissionPolicyBinding = object(
  'io.k8s.api.admissionregistration.v1alpha1.MutatingAdmissionPolicyBinding',
  {
    ...kindFields,
    spec: opt(2, mutatingAdmissionPolicyBindingSpec, {
      doc: 'Which policy, with which parameters, on which resources.',
      empty: 'zero',
    }),
  },
  { doc: 'Puts a mutating policy into effect, with parameters.' },
)
