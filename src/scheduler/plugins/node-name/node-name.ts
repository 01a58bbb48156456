// A pod that names its node fits on no other. Upstream: plugins/nodename/node_name.go.
import { definePlugin } from '../../framework/plugin.ts'
import { success, type Verdict } from '../../framework/verdict.ts'

const rejected: Verdict = {
  code: 'UnschedulableAndUnresolvable',
  reasons: ["node(s) didn't match the requested node name"],
}

export const nodeName = definePlugin({
  name: 'NodeName',
  wakesOn: ['Node/Add'],
  create: () => ({
    filter(_state, pod, { name }) {
      const wanted = pod.spec.nodeName
      return wanted === undefined || wanted === '' || wanted === name ? success : rejected
    },
  }),
})
