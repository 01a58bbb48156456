// What the server fills in of validating admission policies. Upstream: pkg/apis/admissionregistration/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { defaultMatchResources } from '../policy.defaults.ts'
import type { ValidatingAdmissionPolicy } from './validating-admission-policy.schema.ts'

export function defaultValidatingAdmissionPolicy({ spec }: Mutable<ValidatingAdmissionPolicy>): void {
  spec.failurePolicy ??= 'Fail'
  defaultMatchResources(spec.matchConstraints)
}
