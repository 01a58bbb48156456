// What the pod of a daemon set on a node looks like, and whether a node is to have one. Pure.
// Upstream: pkg/controller/daemon/util/daemonset_util.go, daemon_controller.go NodeShouldRunDaemonPod.
import { DaemonSet } from '../../api/apps/daemon-set/daemon-set.kind.ts'
import type { Node } from '../../api/core/node/node.kind.ts'
import { matchesRequiredNodeAffinity } from '../../api/core/pod/pod.affinity.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { findUntolerated } from '../../api/core/pod/pod.tolerations.ts'
import type { Affinity, NodeSelectorTerm, Toleration } from '../../api/core/pod/pod-scheduling.schema.ts'
import type { PodTemplateSpec } from '../../api/core/shared.schema.ts'
import type { Draft } from '../../machinery/kind.ts'
import { podFromTemplate } from '../framework/pod-control.ts'

export const hashLabel = 'controller-revision-hash'
const nameField = 'metadata.name'

const tolerated: readonly (readonly [string, 'NoExecute' | 'NoSchedule'])[] = [
  ['node.kubernetes.io/not-ready', 'NoExecute'],
  ['node.kubernetes.io/unreachable', 'NoExecute'],
  ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
  ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
  ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
  ['node.kubernetes.io/unschedulable', 'NoSchedule'],
]

/** Daemons stay where other pods have to go. Upstream: AddOrUpdateDaemonPodTolerations. */
export function daemonTolerations(spec: NonNullable<PodTemplateSpec['spec']>): readonly Toleration[] {
  const own =
    spec.hostNetwork === true ? [['node.kubernetes.io/network-unavailable', 'NoSchedule'] as const] : []
  const added = [...tolerated, ...own].map(
    ([key, effect]): Toleration => ({ key, operator: 'Exists', effect }),
  )
  const given = (spec.tolerations ?? []).filter(
    ({ key, effect }) => !added.some((toleration) => toleration.key === key && toleration.effect === effect),
  )
  return [...given, ...added]
}

/** The scheduler binds the pod to this node and no other. Upstream: ReplaceDaemonSetPodNodeNameNodeAffinity. */
export function pinToNode(affinity: Affinity | undefined, nodeName: string): Affinity {
  const matchFields = [{ key: nameField, operator: 'In' as const, values: [nodeName] }]
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const terms = required?.nodeSelectorTerms ?? []
  const nodeSelectorTerms: readonly NodeSelectorTerm[] =
    terms.length === 0 ? [{ matchFields }] : terms.map((term) => ({ ...term, matchFields }))
  return {
    ...affinity,
    nodeAffinity: {
      ...affinity?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
    },
  }
}

/** The node that a pod runs on or is meant for. Upstream: GetTargetNodeName. */
export function targetNode(pod: Pod): string | undefined {
  if (pod.spec.nodeName !== undefined && pod.spec.nodeName !== '') return pod.spec.nodeName
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  for (const { matchFields = [] } of required?.nodeSelectorTerms ?? []) {
    const field = matchFields.find(({ key, operator }) => key === nameField && operator === 'In')
    if (field?.values?.length === 1) return field.values[0]
  }
  return undefined
}

export interface NodeVerdict {
  /** A pod is to be made where there is none. */
  readonly shouldRun: boolean
  /** A pod that is there may stay. */
  readonly mayStay: boolean
}

export function judgeNode(daemonSet: DaemonSet, node: Node): NodeVerdict {
  const spec = daemonSet.spec.template.spec ?? { containers: [] }
  const { name } = node.metadata
  const named = (spec.nodeName ?? '') === '' || spec.nodeName === name
  if (!named || !matchesRequiredNodeAffinity(spec, node)) return { shouldRun: false, mayStay: false }
  const tolerations = daemonTolerations(spec)
  const { taints } = node.spec
  if (findUntolerated(taints, tolerations) === undefined) return { shouldRun: true, mayStay: true }
  return { shouldRun: false, mayStay: findUntolerated(taints, tolerations, ['NoExecute']) === undefined }
}

export function draftDaemonPod(
  daemonSet: DaemonSet,
  to: { readonly node: string; readonly hash: string },
): Draft<Pod> {
  const { template } = daemonSet.spec
  const spec = template.spec ?? { containers: [] }
  const labels = { ...template.metadata?.labels, [hashLabel]: to.hash }
  const labelled = { ...template, metadata: { ...template.metadata, labels } }
  return {
    ...podFromTemplate(labelled, daemonSet, DaemonSet),
    spec: { ...spec, tolerations: daemonTolerations(spec), affinity: pinToNode(spec.affinity, to.node) },
  }
}

export function isUpdated(pod: Pod, hash: string): boolean {
  return pod.metadata.labels?.[hashLabel] === hash
}
