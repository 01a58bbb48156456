// What a simulated node tells the API of itself, in the kubelet's words. Pure.
// Upstream: pkg/kubelet/nodestatus/setters.go, kubelet_node_status.go initialNode.
import type { Node } from '../api/core/node/node.kind.ts'
import type { NodeCondition, NodeStatus } from '../api/core/node/node.schema.ts'
import type { Draft } from '../machinery/kind.ts'
import { timeText } from '../machinery/meta/time.ts'
import type { SimulatedNode } from './node-spec.ts'
import { hash } from './stage.ts'

export interface Said {
  readonly nowMs: number
  readonly ready: boolean
  readonly kubeletVersion: string
}

export function nodeObject(spec: SimulatedNode, said: Said): Draft<Node> {
  const { name, labels, taints, podCIDR } = spec
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'beta.kubernetes.io/arch': 'amd64',
        ...labels,
      },
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: { podCIDR, podCIDRs: [podCIDR], ...(taints.length > 0 && { taints }) },
    status: nodeStatus(spec, said),
  }
}

export function nodeStatus(spec: SimulatedNode, said: Said): NodeStatus {
  const id = [0, 1, 2, 3].map((part) => hash(`${part}/${spec.name}`).toString(16).padStart(8, '0')).join('')
  const uuid = id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return {
    capacity: spec.capacity,
    allocatable: spec.capacity,
    conditions: nodeConditions(said),
    addresses: [
      { type: 'InternalIP', address: spec.address },
      { type: 'Hostname', address: spec.name },
    ],
    nodeInfo: {
      machineID: id,
      systemUUID: uuid,
      bootID: uuid,
      kernelVersion: '6.1.0-simulated',
      osImage: 'wherry simulated node',
      containerRuntimeVersion: 'sim://1.0.0',
      kubeletVersion: said.kubeletVersion,
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
    },
  }
}

/** The time of the last transition is now: withTransitions() puts in the old one where nothing turned. */
function nodeConditions({ nowMs, ready }: Said): NodeCondition[] {
  const time = timeText(nowMs)
  const of = (type: string, status: string, words: { reason: string; message: string }) => ({
    type,
    status,
    lastHeartbeatTime: time,
    lastTransitionTime: time,
    ...words,
  })
  return [
    of('MemoryPressure', 'False', {
      reason: 'KubeletHasSufficientMemory',
      message: 'kubelet has sufficient memory available',
    }),
    of('DiskPressure', 'False', {
      reason: 'KubeletHasNoDiskPressure',
      message: 'kubelet has no disk pressure',
    }),
    of('PIDPressure', 'False', {
      reason: 'KubeletHasSufficientPID',
      message: 'kubelet has sufficient PID available',
    }),
    ready
      ? of('Ready', 'True', { reason: 'KubeletReady', message: 'kubelet is posting ready status' })
      : of('Ready', 'False', { reason: 'KubeletNotReady', message: 'simulated fault' }),
  ]
}

export function withTransitions(next: NodeStatus, old: NodeStatus | undefined): NodeStatus {
  const conditions = next.conditions?.map((condition) => {
    const before = old?.conditions?.find(({ type }) => type === condition.type)
    if (before?.status !== condition.status || (before.lastTransitionTime ?? '') === '') return condition
    return { ...condition, lastTransitionTime: before.lastTransitionTime }
  })
  return { ...next, ...(conditions && { conditions }) }
}
