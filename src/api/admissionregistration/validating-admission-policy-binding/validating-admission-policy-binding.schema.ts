// Fields of validating-admission-policy-binding in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
import { list, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'
import { matchResources, paramRef } from '../shared.schema.ts'

export const validatingAdmissionPolicyBindingSpec = object(
  'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec',
  {
    policyName: req(1, string),
    paramRef: opt(2, paramRef, { pointer: true }),
    matchResources: opt(3, matchResources, { pointer: true }),
    validationActions: req(4, list(string, { listType: 'set' })),
  },
)
export type ValidatingAdmissionPolicyBindingSpec = TypeOf<typeof validatingAdmissionPolicyBindingSpec>

export const validatingAdmissionPolicyBinding = object(
  'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding',
  {
    kind: opt(0, string),
    apiVersion: opt(0, string),
    metadata: opt(1, objectMeta, { empty: 'zero' }),
    spec: req(2, validatingAdmissionPolicyBindingSpec, { empty: 'zero' }),
  },
)
export type ValidatingAdmissionPolicyBinding = ObjectOf<typeof validatingAdmissionPolicyBinding>
