// What the server fills in of the bindings of validating admission policies. Upstream: pkg/apis/admissionregistration/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { defaultMatchResources } from '../policy.defaults.ts'
import type { ValidatingAdmissionPolicyBinding } from './validating-admission-policy-binding.schema.ts'

export function defaultValidatingAdmissionPolicyBinding({
  spec,
}: Mutable<ValidatingAdmissionPolicyBinding>): void {
  defaultMatchResources(spec.matchResources)
}
