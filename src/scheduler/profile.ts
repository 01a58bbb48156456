// The plugins of the default profile, in order, with the weights of their scores.
// Upstream: pkg/scheduler/apis/config/v1/default_plugins.go.
// Differs: no VolumeRestrictions, NodeVolumeLimits, VolumeZone, NodeDeclaredFeatures, DynamicResources and GangScheduling plugins yet.
import type { ProfilePlugin } from './framework/framework.ts'
import { defaultBinder } from './plugins/default-binder/default-binder.ts'
import { defaultPreemption } from './plugins/default-preemption/default-preemption.ts'
import { imageLocality } from './plugins/image-locality/image-locality.ts'
import { interPodAffinity } from './plugins/inter-pod-affinity/inter-pod-affinity.ts'
import { nodeAffinity } from './plugins/node-affinity/node-affinity.ts'
import { nodeName } from './plugins/node-name/node-name.ts'
import { nodePorts } from './plugins/node-ports/node-ports.ts'
import { nodeResourcesBalancedAllocation } from './plugins/node-resources-balanced-allocation/node-resources-balanced-allocation.ts'
import { nodeResourcesFit } from './plugins/node-resources-fit/node-resources-fit.ts'
import { nodeUnschedulable } from './plugins/node-unschedulable/node-unschedulable.ts'
import { podTopologySpread } from './plugins/pod-topology-spread/pod-topology-spread.ts'
import { prioritySort } from './plugins/priority-sort/priority-sort.ts'
import { schedulingGates } from './plugins/scheduling-gates/scheduling-gates.ts'
import { taintToleration } from './plugins/taint-toleration/taint-toleration.ts'
import { volumeBinding } from './plugins/volume-binding/volume-binding.ts'

export const defaultProfile: readonly ProfilePlugin[] = [
  { plugin: schedulingGates },
  { plugin: prioritySort },
  { plugin: nodeUnschedulable },
  { plugin: nodeName },
  // Strong enough to keep pods off softly tainted nodes against the resource scores.
  { plugin: taintToleration, weight: 3 },
  { plugin: nodeAffinity, weight: 2 },
  { plugin: nodePorts },
  { plugin: nodeResourcesFit, weight: 1 },
  { plugin: volumeBinding },
  { plugin: podTopologySpread, weight: 2 },
  { plugin: interPodAffinity, weight: 2 },
  { plugin: defaultPreemption },
  { plugin: nodeResourcesBalancedAllocation, weight: 1 },
  { plugin: imageLocality, weight: 1 },
  { plugin: defaultBinder },
]
