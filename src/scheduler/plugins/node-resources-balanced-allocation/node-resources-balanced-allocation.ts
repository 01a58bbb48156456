// Prefers nodes whose CPU and memory would be used in like measure. Upstream: plugins/noderesources/balanced_allocation.go.
import { definePlugin, maxNodeScore } from '../../framework/plugin.ts'
import { skip, success } from '../../framework/verdict.ts'

/** The share in use, at most 1. */
function share(used: number, capacity: number): number {
  return Math.min(1, used / capacity)
}

export const nodeResourcesBalancedAllocation = definePlugin({
  name: 'NodeResourcesBalancedAllocation',
  wakesOn: [],
  create: () => ({
    preScore({ podInfo: { requests } }) {
      // A pod that asks for nothing would go to the same node over and over.
      return requests.milliCPU === 0 && requests.memory === 0 ? skip : success
    },
    score({ podInfo: { requests } }, _pod, { allocatable, requested }) {
      if (allocatable.milliCPU === 0 || allocatable.memory === 0) return maxNodeScore
      const cpu = share(requested.milliCPU + requests.milliCPU, allocatable.milliCPU)
      const memory = share(requested.memory + requests.memory, allocatable.memory)
      return Math.floor((1 - Math.abs((cpu - memory) / 2)) * maxNodeScore)
    },
  }),
})
