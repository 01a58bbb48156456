// LeaseCandidate (coordination.k8s.io/v1alpha2): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { sameInVersion } from '../../versions.ts'
import { LeaseCandidate } from './lease-candidate.kind.ts'
export const LeaseCandidateV1alpha2 = sameInVersion(LeaseCandidate, 'v1alpha2')
export type LeaseCandidateV1alpha2 = Instance<typeof LeaseCandidateV1alpha2>
