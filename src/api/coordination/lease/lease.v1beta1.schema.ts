// Fields of lease.v1beta1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { int32, microTime, object, opt, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const leaseSpec = object('io.k8s.api.coordination.v1beta1.LeaseSpec', {
  holderIdentity: opt(1, string, { pointer: true }),
  leaseDurationSeconds: opt(2, int32, { pointer: true }),
  acquireTime: opt(3, microTime, { pointer: true }),
  renewTime: opt(4, microTime, { pointer: true }),
  leaseTransitions: opt(5, int32, { pointer: true }),
  strategy: opt(6, string, { pointer: true, gates: ['CoordinatedLeaderElection'] }),
  preferredHolder: opt(7, string, { pointer: true, gates: ['CoordinatedLeaderElection'] }),
})
export type LeaseSpec = TypeOf<typeof leaseSpec>

export const lease = object('io.k8s.api.coordination.v1beta1.Lease', {
  ...kindFields,
  spec: opt(2, leaseSpec, { doc: 'What is asked for.', empty: 'zero' }),
})
