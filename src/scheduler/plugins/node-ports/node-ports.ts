// Two pods cannot hold the same port of a node. Upstream: plugins/nodeports/node_ports.go.
import type { Node } from '../../../api/core/node/node.kind.ts'
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import { HostPorts, hostPortsOf } from '../../cache/host-ports.ts'
import { definePlugin } from '../../framework/plugin.ts'
import { skip, success, type Verdict } from '../../framework/verdict.ts'

const rejected: Verdict = {
  code: 'Unschedulable',
  reasons: ["node(s) didn't have free ports for the requested pod ports"],
}

/** True where the pod that went away held a port that `pod` asks for. */
function freesPort(pod: Pod, gone: Pod): boolean {
  if ((gone.spec.nodeName ?? '') === '') return false
  const held = new HostPorts()
  for (const port of hostPortsOf(gone)) held.add(port)
  return hostPortsOf(pod).some((port) => held.conflicts(port))
}

export const nodePorts = definePlugin({
  name: 'NodePorts',
  wakesOn: [
    { on: ['AssignedPod/Delete'], hint: (pod, { old }) => freesPort(pod, old as Pod) },
    { on: ['Node/Add'], hint: (_pod, { next }) => (next as Node | undefined) !== undefined },
  ],
  create: () => ({
    preFilter: (state) => ({ verdict: state.podInfo.hostPorts.length === 0 ? skip : success }),
    filter(state, _pod, { usedPorts }) {
      if (usedPorts.size === 0) return success
      for (const port of state.podInfo.hostPorts) if (usedPorts.conflicts(port)) return rejected
      return success
    },
  }),
})
