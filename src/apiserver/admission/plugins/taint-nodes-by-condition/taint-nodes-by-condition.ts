// A new node takes no pods until it has been seen to be ready. Upstream: plugin/pkg/admission/nodetaint/admission.go.
import { Node } from '../../../../api/core/node/node.kind.ts'
import { defineAdmission } from '../../admission.ts'

const taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' } as const

export const taintNodesByCondition = defineAdmission<Node>({
  name: 'TaintNodesByCondition',
  kinds: [Node],
  on: ['CREATE'],
  mutate({ object: node }) {
    if (node === undefined) return undefined
    const taints = node.spec.taints ?? []
    if (taints.some(({ key, effect }) => key === taint.key && effect === taint.effect)) return undefined
    node.spec.taints = [...taints, { ...taint }]
    return undefined
  },
})
