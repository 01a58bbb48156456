// What the server fills in of the bindings of mutating admission policies. Upstream: pkg/apis/admissionregistration/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { defaultMatchResources } from '../policy.defaults.ts'
import type { MutatingAdmissionPolicyBinding } from './mutating-admission-policy-binding.schema.ts'

export function defaultMutatingAdmissionPolicyBinding({
  spec,
}: Mutable<MutatingAdmissionPolicyBinding>): void {
  defaultMatchResources(spec.matchResources)
}
