// What the server does to validating admission policies.
// Upstream: pkg/registry/admissionregistration/validatingadmissionpolicy/strategy.go.
import { specStrategy } from '../../strategies.ts'
import {
  type ValidatingAdmissionPolicy,
  validatingAdmissionPolicyStatus,
} from './validating-admission-policy.schema.ts'

export const validatingAdmissionPolicyStrategy = specStrategy<ValidatingAdmissionPolicy>({
  status: validatingAdmissionPolicyStatus,
  allowUnconditionalUpdate: false,
})
