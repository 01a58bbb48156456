// Fields of validating-admission-policy-binding.v1alpha1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
import { list, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'
import { matchResources, paramRef } from '../shared.v1alpha1.schema.ts'

export const validatingAdmissionPolicyBindingSpec = object(
  'io.k8s.api.admissionregistration.v1alpha1.ValidatingAdmissionPolicyBindingSpec',
  {
    policyName: req(1, string, { doc: 'Name of the ValidatingAdmissionPolicy.' }),
    paramRef: opt(2, paramRef, {
      doc: 'Where the parameters come from, where the policy takes any.',
      pointer: true,
    }),
    matchResources: opt(3, matchResources, {
      doc: 'Narrows down what the policy is for; it cannot widen it.',
      pointer: true,
    }),
    validationActions: req(4, list(string, { listType: 'set' }), {
      doc: 'What a failed validation does: Deny, Warn, Audit.',
    }),
  },
  { doc: 'What a binding binds.' },
)
export type ValidatingAdmissionPolicyBindingSpec = TypeOf<typeof validatingAdmissionPolicyBindingSpec>

export const validatingAdmissionPolicyBinding = object(
  'io.k8s.api.admissionregistration.v1alpha1.ValidatingAdmissionPolicyBinding',
  {
    kind: opt(0, string),
    apiVersion: opt(0, string),
    metadata: opt(1, objectMeta, { empty: 'zero' }),
    spec: req(2, validatingAdmissionPolicyBindingSpec, {
      doc: 'Which policy, with which parameters, on which resources, with which consequence.',
      empty: 'zero',
    }),
  },
  { doc: 'Puts a validating policy into effect, with parameters.' },
)
