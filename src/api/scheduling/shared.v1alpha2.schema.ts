// Fields of shared.v1alpha2 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { int32, list, object, opt, req, string, type TypeOf } from '../../machinery/schema/schema.ts'

export const podGroupResourceClaim = object('io.k8s.api.scheduling.v1alpha2.PodGroupResourceClaim', {
  name: req(1, string, { doc: 'Name by which pods of the group refer to the claim.', empty: 'zero' }),
  resourceClaimName: opt(2, string, { doc: 'A claim that is there already.', pointer: true }),
  resourceClaimTemplateName: opt(3, string, {
    doc: 'A template from which one is made for the group.',
    pointer: true,
  }),
})
export type PodGroupResourceClaim = TypeOf<typeof podGroupResourceClaim>

export const topologyConstraint = object('io.k8s.api.scheduling.v1alpha2.TopologyConstraint', {
  key: req(1, string, { doc: 'Label of nodes whose values tell the parts apart.', empty: 'zero' }),
})
export type TopologyConstraint = TypeOf<typeof topologyConstraint>

export const podGroupSchedulingConstraints = object(
  'io.k8s.api.scheduling.v1alpha2.PodGroupSchedulingConstraints',
  {
    topology: opt(1, list(topologyConstraint), {
      doc: 'The parts of the cluster within which all pods have to be.',
    }),
  },
)
export type PodGroupSchedulingConstraints = TypeOf<typeof podGroupSchedulingConstraints>

export const basicSchedulingPolicy = object('io.k8s.api.scheduling.v1alpha2.BasicSchedulingPolicy', {})
export type BasicSchedulingPolicy = TypeOf<typeof basicSchedulingPolicy>

export const gangSchedulingPolicy = object('io.k8s.api.scheduling.v1alpha2.GangSchedulingPolicy', {
  minCount: req(1, int32, { doc: 'How many pods have to fit before any starts.', empty: 'zero' }),
})
export type GangSchedulingPolicy = TypeOf<typeof gangSchedulingPolicy>

export const podGroupSchedulingPolicy = object('io.k8s.api.scheduling.v1alpha2.PodGroupSchedulingPolicy', {
  basic: opt(1, basicSchedulingPolicy, { doc: 'Each pod for itself, as without a group.', pointer: true }),
  gang: opt(2, gangSchedulingPolicy, { doc: 'All at once, or none.', pointer: true }),
})
export type PodGroupSchedulingPolicy = TypeOf<typeof podGroupSchedulingPolicy>
