// Fields of lease-candidate.v1beta1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { microTime, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const leaseCandidateSpec = object('io.k8s.api.coordination.v1beta1.LeaseCandidateSpec', {
  leaseName: req(1, string, { doc: 'The lease that the candidate wants.', empty: 'zero' }),
  pingTime: opt(2, microTime, { doc: 'When the candidate was last asked whether it lives.', pointer: true }),
  renewTime: opt(3, microTime, { doc: 'When the candidate last answered.', pointer: true }),
  binaryVersion: req(4, string, { doc: 'Version of the program.', empty: 'zero' }),
  emulationVersion: opt(5, string, { doc: 'Version as which the program behaves.' }),
  strategy: req(6, string, { doc: 'How a leader is chosen.' }),
})
export type LeaseCandidateSpec = TypeOf<typeof leaseCandidateSpec>

export const leaseCandidate = object('io.k8s.api.coordination.v1beta1.LeaseCandidate', {
  ...kindFields,
  spec: req(2, leaseCandidateSpec, { doc: 'What is asked for.', empty: 'zero' }),
})
export type LeaseCandidate = ObjectOf<typeof leaseCandidate>
