// What the server fills in of mutating admission policies. Upstream: pkg/apis/admissionregistration/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { defaultMatchResources } from '../policy.defaults.ts'
import type { MutatingAdmissionPolicy } from './mutating-admission-policy.schema.ts'

export function defaultMutatingAdmissionPolicy({ spec }: Mutable<MutatingAdmissionPolicy>): void {
  spec.failurePolicy ??= 'Fail'
  defaultMatchResources(spec.matchConstraints)
}
