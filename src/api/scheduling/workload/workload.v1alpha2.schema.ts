// Fields of workload.v1alpha2 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
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

export const typedLocalObjectReference = object('io.k8s.api.scheduling.v1alpha2.TypedLocalObjectReference', {
  apiGroup: opt(1, string, { doc: 'Group of the kind; empty for the core group.' }),
  kind: req(2, string, { doc: 'Kind of the object.', empty: 'zero' }),
  name: req(3, string, { doc: 'Name of the object.', empty: 'zero' }),
})
export type TypedLocalObjectReference = TypeOf<typeof typedLocalObjectReference>

export const podGroupTemplate = object('io.k8s.api.scheduling.v1alpha2.PodGroupTemplate', {
  name: req(1, string, { doc: 'Name of the template, unique in the workload.', empty: 'zero' }),
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
export type PodGroupTemplate = TypeOf<typeof podGroupTemplate>

export const workloadSpec = object('io.k8s.api.scheduling.v1alpha2.WorkloadSpec', {
  controllerRef: opt(1, typedLocalObjectReference, {
    doc: 'What made the workload, for those who show it.',
    pointer: true,
  }),
  podGroupTemplates: req(2, list(podGroupTemplate, { listType: 'map', keys: ['name'] }), {
    doc: 'Templates of the groups of pods; they do not change.',
    empty: 'null',
  }),
})
export type WorkloadSpec = TypeOf<typeof workloadSpec>

export const workload = object('io.k8s.api.scheduling.v1alpha2.Workload', {
  ...kindFields,
  spec: req(2, workloadSpec, { doc: 'What is asked for.', empty: 'zero' }),
})
export type Workload = ObjectOf<typeof workload>
