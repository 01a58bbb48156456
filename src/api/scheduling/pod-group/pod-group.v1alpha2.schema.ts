// Fields of pod-group.v1alpha2 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { condition, kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  int32,
  list,
  object,
  oneOf,
  opt,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'
import {
  podGroupResourceClaim,
  podGroupSchedulingConstraints,
  podGroupSchedulingPolicy,
} from '../shared.v1alpha2.schema.ts'

export const workloadPodGroupTemplateReference = object(
  'io.k8s.api.scheduling.v1alpha2.WorkloadPodGroupTemplateReference',
  {
    workloadName: req(1, string, { doc: 'Name of the workload.', empty: 'zero' }),
    podGroupTemplateName: req(2, string, { doc: 'Name of the template in it.', empty: 'zero' }),
  },
)
export type WorkloadPodGroupTemplateReference = TypeOf<typeof workloadPodGroupTemplateReference>

export const podGroupTemplateReference = object('io.k8s.api.scheduling.v1alpha2.PodGroupTemplateReference', {
  workload: opt(1, workloadPodGroupTemplateReference, { doc: 'Template of a workload.', pointer: true }),
})
export type PodGroupTemplateReference = TypeOf<typeof podGroupTemplateReference>

export const podGroupSpec = object('io.k8s.api.scheduling.v1alpha2.PodGroupSpec', {
  podGroupTemplateRef: opt(1, podGroupTemplateReference, {
    doc: 'The template that this group was made from.',
    pointer: true,
  }),
  schedulingPolicy: req(2, podGroupSchedulingPolicy, {
    doc: 'How the pods of the group are scheduled.',
    empty: 'zero',
  }),
  schedulingConstraints: opt(3, podGroupSchedulingConstraints, {
    doc: 'Where the pods have to be, together.',
    pointer: true,
    gates: ['TopologyAwareWorkloadScheduling'],
  }),
  resourceClaims: opt(
    4,
    list(podGroupResourceClaim, {
      listType: 'map',
      keys: ['name'],
      mergeKey: 'name',
      patchStrategy: 'merge,retainKeys',
    }),
    { doc: 'Claims of devices that the pods share.', gates: ['DRAWorkloadResourceClaims'] },
  ),
  disruptionMode: opt(5, oneOf('Pod', 'PodGroup'), {
    doc: 'Whether pods are evicted one by one or only all together.',
    pointer: true,
    default: 'Pod',
    gates: ['WorkloadAwarePreemption'],
  }),
  priorityClassName: opt(6, string, {
    doc: 'Name of the class that gives the priority.',
    gates: ['WorkloadAwarePreemption'],
  }),
  priority: opt(7, int32, {
    doc: 'The priority, as the class gives it.',
    pointer: true,
    gates: ['WorkloadAwarePreemption'],
  }),
})
export type PodGroupSpec = TypeOf<typeof podGroupSpec>

export const podGroupResourceClaimStatus = object(
  'io.k8s.api.scheduling.v1alpha2.PodGroupResourceClaimStatus',
  {
    name: req(1, string, { doc: 'Name of the claim in the spec.', empty: 'zero' }),
    resourceClaimName: opt(2, string, { doc: 'The claim that was made for it.', pointer: true }),
  },
)
export type PodGroupResourceClaimStatus = TypeOf<typeof podGroupResourceClaimStatus>

export const podGroupStatus = object('io.k8s.api.scheduling.v1alpha2.PodGroupStatus', {
  conditions: opt(
    1,
    list(condition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
    { doc: 'What the scheduler last found.' },
  ),
  resourceClaimStatuses: opt(
    2,
    list(podGroupResourceClaimStatus, {
      listType: 'map',
      keys: ['name'],
      mergeKey: 'name',
      patchStrategy: 'merge,retainKeys',
    }),
    { doc: 'The claims that were made from templates.', gates: ['DRAWorkloadResourceClaims'] },
  ),
})
export type PodGroupStatus = TypeOf<typeof podGroupStatus>

export const podGroup = object('io.k8s.api.scheduling.v1alpha2.PodGroup', {
  ...kindFields,
  spec: req(2, podGroupSpec, { doc: 'What is asked for.', empty: 'zero' }),
  status: opt(3, podGroupStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
})
export type PodGroup = ObjectOf<typeof podGroup>
