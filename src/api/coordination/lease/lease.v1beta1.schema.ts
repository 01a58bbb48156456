// Fields of lease.v1beta1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { int32, microTime, object, opt, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const leaseSpec = object(
  'io.k8s.api.coordination.v1beta1.LeaseSpec',
  {
    holderIdentity: opt(1, string, { doc: 'Who holds it.', pointer: true }),
    leaseDurationSeconds: opt(2, int32, {
      doc: 'Seconds without a renewal after which others may take it.',
      pointer: true,
    }),
    acquireTime: opt(3, microTime, { doc: 'When the holder got it.', pointer: true }),
    renewTime: opt(4, microTime, { doc: 'When the holder last renewed it.', pointer: true }),
    leaseTransitions: opt(5, int32, { doc: 'How often it went from one holder to another.', pointer: true }),
    strategy: opt(6, string, {
      doc: 'How the next holder is chosen in a coordinated election.',
      pointer: true,
      gates: ['CoordinatedLeaderElection'],
    }),
    preferredHolder: opt(7, string, {
      doc: 'Who is to take over from the holder.',
      pointer: true,
      gates: ['CoordinatedLeaderElection'],
    }),
  },
  { doc: 'Who holds a lease, and for how long.' },
)
export type LeaseSpec = TypeOf<typeof leaseSpec>

export const lease = object('io.k8s.api.coordination.v1beta1.Lease', {
  ...kindFields,
  spec: opt(2, leaseSpec, { doc: 'What is asked for.', empty: 'zero' }),
})
