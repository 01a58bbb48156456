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
    workloadName: req(1, string, { empty: 'zero' }),
    podGroupTemplateName: req(2, string, { empty: 'zero' }),
  },
)
export type WorkloadPodGroupTemplateReference = TypeOf<typeof workloadPodGroupTemplateReference>

export const podGroupTemplateReference = object('io.k8s.api.scheduling.v1alpha2.PodGroupTemplateReference', {
  workload: opt(1, workloadPodGroupTemplateReference, { pointer: true }),
})
export type PodGroupTemplateReference = TypeOf<typeof podGroupTemplateReference>

export const podGroupSpec = object('io.k8s.api.scheduling.v1alpha2.PodGroupSpec', {
  podGroupTemplateRef: opt(1, podGroupTemplateReference, { pointer: true }),
  schedulingPolicy: req(2, podGroupSchedulingPolicy, { empty: 'zero' }),
  schedulingConstraints: opt(3, podGroupSchedulingConstraints, {
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
    { gates: ['DRAWorkloadResourceClaims'] },
  ),
  disruptionMode: opt(5, oneOf('Pod', 'PodGroup'), {
    pointer: true,
    default: 'Pod',
    gates: ['WorkloadAwarePreemption'],
  }),
  priorityClassName: opt(6, string, { gates: ['WorkloadAwarePreemption'] }),
  priority: opt(7, int32, { pointer: true, gates: ['WorkloadAwarePreemption'] }),
})
export type PodGroupSpec = TypeOf<typeof podGroupSpec>

export const podGroupResourceClaimStatus = object(
  'io.k8s.api.scheduling.v1alpha2.PodGroupResourceClaimStatus',
  {
    name: req(1, string, { empty: 'zero' }),
    resourceClaimName: opt(2, string, { pointer: true }),
  },
)
export type PodGroupResourceClaimStatus = TypeOf<typeof podGroupResourceClaimStatus>

export const podGroupStatus = object('io.k8s.api.scheduling.v1alpha2.PodGroupStatus', {
  conditions: opt(
    1,
    list(condition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
  ),
  resourceClaimStatuses: opt(
    2,
    list(podGroupResourceClaimStatus, {
      listType: 'map',
      keys: ['name'],
      mergeKey: 'name',
      patchStrategy: 'merge,retainKeys',
    }),
    { gates: ['DRAWorkloadResourceClaims'] },
  ),
})
export type PodGroupStatus = TypeOf<typeof podGroupStatus>

export const podGroup = object('io.k8s.api.scheduling.v1alpha2.PodGroup', {
  ...kindFields,
  spec: req(2, podGroupSpec, { doc: 'What is asked for.', empty: 'zero' }),
  status: opt(3, podGroupStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
})
export type PodGroup = ObjectOf<typeof podGroup>
