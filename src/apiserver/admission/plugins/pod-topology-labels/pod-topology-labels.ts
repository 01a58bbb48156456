// A pod that is put on a node gets the node's zone and region as labels, unless it has its own.
// Upstream: plugin/pkg/admission/podtopologylabels/admission.go.
import type { Binding } from '../../../../api/core/binding/binding.kind.ts'
import { Node } from '../../../../api/core/node/node.kind.ts'
import { Pod } from '../../../../api/core/pod/pod.kind.ts'
import type { KubeObject } from '../../../../machinery/kind.ts'
import type { Mutable } from '../../../../machinery/schema/schema.ts'
import { defineAdmission } from '../../admission.ts'

const keys = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region']

export const podTopologyLabels = defineAdmission<KubeObject>({
  name: 'PodTopologyLabels',
  kinds: [Pod] as never,
  on: ['CREATE'],
  subresources: ['', 'binding'],
  mutate({ object, subresource }, reader) {
    if (object === undefined) return undefined
    const nodeName = subresource === '' ? (object as unknown as Pod).spec.nodeName : targetOf(object)
    if (!nodeName) return undefined
    const labels = reader.get(Node, { name: nodeName })?.metadata.labels ?? {}
    const copied = keys.flatMap((key) => {
      const value = Object.hasOwn(labels, key) ? labels[key] : undefined
      return value === undefined ? [] : [[key, value] as const]
    })
    if (copied.length === 0) return undefined
    const metadata = object.metadata as Mutable<KubeObject['metadata']>
    metadata.labels = { ...Object.fromEntries(copied), ...metadata.labels }
    return undefined
  },
})

function targetOf(object: unknown): string | undefined {
  const { target } = object as Binding
  return target.kind === 'Node' ? target.name : undefined
}
