// Fields of validating-admission-policy-binding in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { list, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'
import { matchResources, paramRef } from '../shared.schema.ts'

export const validatingAdmissionPolicyBindingSpec = object(
  'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec',
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
  'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding',
  {
    ...kindFields,
    spec: req(2, validatingAdmissionPolicyBindingSpec, {
      doc: 'Which policy, with which parameters, on which resources, with which consequence.',
      empty: 'zero',
    }),
  },
  { doc: 'Puts a validating policy into effect, with parameters.' },
)
export type ValidatingAdmissionPolicyBinding = ObjectOf<typeof validatingAdmissionPolicyBinding>
