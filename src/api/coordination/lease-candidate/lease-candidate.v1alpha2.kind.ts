// LeaseCandidate (coordination.k8s.io/v1alpha2): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { versionOf } from '../../versions.ts'
import { LeaseCandidate } from './lease-candidate.kind.ts'
import { leaseCandidate } from './lease-candidate.v1alpha2.schema.ts'
export const LeaseCandidateV1alpha2 = versionOf(LeaseCandidate, {
  version: 'v1alpha2',
  schema: leaseCandidate,
})
export type LeaseCandidateV1alpha2 = Instance<typeof LeaseCandidateV1alpha2>
