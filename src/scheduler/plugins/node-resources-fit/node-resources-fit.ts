// The node must have what the pod asks for; nodes with more left are preferred (LeastAllocated of CPU and memory).
// Upstream: plugins/noderesources/fit.go, least_allocated.go.
import type { Node } from '../../../api/core/node/node.kind.ts'
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import type { NodeInfo } from '../../cache/node-info.ts'
import { podAmounts, type Resource, resourceFromTexts } from '../../cache/resource.ts'
import type { Change } from '../../framework/cluster-event.ts'
import { definePlugin, maxNodeScore } from '../../framework/plugin.ts'
import { success, type Verdict } from '../../framework/verdict.ts'

// One verdict for each set of lacking resources: the filter loop makes none itself.
const basics = ['Too many pods', 'Insufficient cpu', 'Insufficient memory', 'Insufficient ephemeral-storage']
const basicVerdicts: readonly Verdict[] = Array.from({ length: 1 << basics.length }, (_, set) => ({
  code: 'Unschedulable',
  reasons: basics.filter((_reason, bit) => (set & (1 << bit)) !== 0),
}))

export function fitsRequest(request: Resource, node: NodeInfo): Verdict {
  const { allocatable, requested } = node
  let lacking = node.pods.length + 1 > allocatable.pods ? 1 : 0
  if (request.milliCPU > 0 && request.milliCPU > allocatable.milliCPU - requested.milliCPU) lacking |= 2
  if (request.memory > 0 && request.memory > allocatable.memory - requested.memory) lacking |= 4
  if (
    request.ephemeralStorage > 0 &&
    request.ephemeralStorage > allocatable.ephemeralStorage - requested.ephemeralStorage
  ) {
    lacking |= 8
  }
  if (request.scalar !== undefined) return withScalars(request.scalar, node, lacking)
  return lacking === 0 ? success : (basicVerdicts[lacking] as Verdict)
}

function withScalars(scalar: ReadonlyMap<string, number>, node: NodeInfo, lacking: number): Verdict {
  const reasons: string[] = []
  for (const [name, amount] of scalar) {
    const has = node.allocatable.scalar?.get(name) ?? 0
    const used = node.requested.scalar?.get(name) ?? 0
    if (amount > 0 && amount > has - used) reasons.push(`Insufficient ${name}`)
  }
  if (reasons.length === 0) return lacking === 0 ? success : (basicVerdicts[lacking] as Verdict)
  return { code: 'Unschedulable', reasons: [...(basicVerdicts[lacking]?.reasons ?? []), ...reasons] }
}

/** True where the empty node has less than the pod asks for, so that no preemption helps. */
function exceedsCapacity(request: Resource, allocatable: Resource): boolean {
  return (
    allocatable.pods < 1 ||
    request.milliCPU > allocatable.milliCPU ||
    request.memory > allocatable.memory ||
    request.ephemeralStorage > allocatable.ephemeralStorage ||
    (request.scalar !== undefined && exceedsScalars(request.scalar, allocatable.scalar))
  )
}

function exceedsScalars(
  request: ReadonlyMap<string, number>,
  allocatable: ReadonlyMap<string, number> | undefined,
): boolean {
  for (const [name, amount] of request) if (amount > (allocatable?.get(name) ?? 0)) return true
  return false
}

const unresolvable = new WeakMap<Verdict, Verdict>()

function asUnresolvable(verdict: Verdict): Verdict {
  const known = unresolvable.get(verdict)
  if (known !== undefined) return known
  const made: Verdict = { ...verdict, code: 'UnschedulableAndUnresolvable' }
  unresolvable.set(verdict, made)
  return made
}

function gainsRoom(pod: Pod, { old, next }: Change): boolean {
  const request = podAmounts(pod).requests
  const after = resourceFromTexts((next as Node).status?.allocatable)
  if (exceedsCapacity(request, after)) return false
  if (old === undefined) return true
  const before = resourceFromTexts((old as Node).status?.allocatable)
  return (
    after.pods > before.pods ||
    (request.milliCPU > 0 && after.milliCPU > before.milliCPU) ||
    (request.memory > 0 && after.memory > before.memory) ||
    (request.ephemeralStorage > 0 && after.ephemeralStorage > before.ephemeralStorage) ||
    [...(request.scalar?.keys() ?? [])].some(
      (name) => (after.scalar?.get(name) ?? 0) > (before.scalar?.get(name) ?? 0),
    )
  )
}

/** The share of the node that would be left, averaged over CPU and memory. */
function leastAllocated(request: { cpu: number; memory: number }, { allocatable }: NodeInfo): number {
  let sum = 0
  let weights = 0
  if (allocatable.milliCPU > 0) {
    sum += shareLeft(request.cpu, allocatable.milliCPU)
    weights++
  }
  if (allocatable.memory > 0) {
    sum += shareLeft(request.memory, allocatable.memory)
    weights++
  }
  return weights === 0 ? 0 : Math.floor(sum / weights)
}

function shareLeft(used: number, capacity: number): number {
  return used > capacity ? 0 : Math.floor(((capacity - used) * maxNodeScore) / capacity)
}

export const nodeResourcesFit = definePlugin({
  name: 'NodeResourcesFit',
  wakesOn: [
    { on: ['AssignedPod/Delete'], hint: (_pod, { old }) => ((old as Pod).spec.nodeName ?? '') !== '' },
    'AssignedPod/UpdateScaleDown',
    'TargetPod/UpdateScaleDown',
    { on: ['Node/Add', 'Node/UpdateAllocatable'], hint: gainsRoom },
  ],
  create: () => ({
    filter(state, _pod, node) {
      const { requests } = state.podInfo
      const verdict = fitsRequest(requests, node)
      if (verdict === success || !exceedsCapacity(requests, node.allocatable)) return verdict
      return asUnresolvable(verdict)
    },
    score(state, _pod, node) {
      const { nonZeroMilliCPU, nonZeroMemory } = state.podInfo
      const cpu = node.nonZeroMilliCPU + nonZeroMilliCPU
      const memory = node.nonZeroMemory + nonZeroMemory
      return leastAllocated({ cpu, memory }, node)
    },
  }),
})
