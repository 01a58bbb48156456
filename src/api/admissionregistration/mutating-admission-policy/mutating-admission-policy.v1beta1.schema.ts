// The policy in admissionregistration.k8s.io/v1beta1, which does not list the values of its modes.
import { string } from '../../../machinery/schema/schema.ts'
import { inV1beta1 } from '../shared.v1beta1.schema.ts'
import {
  mutatingAdmissionPolicySpec,
  mutatingAdmissionPolicy as stable,
} from './mutating-admission-policy.schema.ts'

const { failurePolicy } = mutatingAdmissionPolicySpec.fields
inV1beta1.change(mutatingAdmissionPolicySpec, { failurePolicy: { ...failurePolicy, schema: string } })

export const mutatingAdmissionPolicy = inV1beta1.of(stable)
