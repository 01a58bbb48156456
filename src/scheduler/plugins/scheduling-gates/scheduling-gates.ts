// Keeps pods with scheduling gates out of the active queue. Upstream: plugins/schedulinggates/scheduling_gates.go.
import { definePlugin } from '../../framework/plugin.ts'
import { success } from '../../framework/verdict.ts'

export const schedulingGates = definePlugin({
  name: 'SchedulingGates',
  wakesOn: [
    {
      on: ['TargetPod/UpdateSchedulingGatesEliminated'],
      hint: (pod, { next }) => next?.metadata.uid === pod.metadata.uid,
    },
  ],
  create: () => ({
    preEnqueue(pod) {
      const gates = pod.spec.schedulingGates ?? []
      if (gates.length === 0) return success
      const names = gates.map(({ name }) => name).join(' ')
      return {
        code: 'UnschedulableAndUnresolvable',
        reasons: [`waiting for scheduling gates: [${names}]`],
      }
    },
  }),
})
