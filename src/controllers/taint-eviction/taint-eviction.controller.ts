// Deletes pods from nodes whose NoExecute taints they do not bear, or bear only for a time.
// Upstream: pkg/controller/tainteviction/taint_eviction.go.
import { Node } from '../../api/core/node/node.kind.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { rfc3339 } from '../../base/clock.ts'
import { isConflict, isNotFound } from '../../machinery/status-error.ts'
import { done, indexing, type ReconcileContext, watching } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { evictionTime } from './taint-eviction.plan.ts'

const podsByNode = 'podsByNode'
const podKey = ({ metadata }: Pod) => `${metadata.namespace}/${metadata.name}`

export const taintEviction = defineController({
  name: 'taint-eviction',
  eventComponent: 'taint-eviction-controller',
  for: Pod,
  matters: (pod, old) =>
    pod.spec.nodeName !== old.spec.nodeName || pod.spec.tolerations !== old.spec.tolerations,
  indexes: [
    indexing({
      kind: Pod,
      name: podsByNode,
      values: (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : []),
    }),
  ],
  watches: [
    watching({
      kind: Node,
      matters: (node, old) => JSON.stringify(node.spec.taints) !== JSON.stringify(old.spec.taints),
      map: (node, { cache }) => cache.byIndex(Pod, podsByNode, node.metadata.name).map(podKey),
    }),
  ],
  workers: 8,
  async reconcile(context) {
    const { key, cache, clock } = context
    const pod = cache.get(Pod, key)
    const node = pod && cache.get(Node, pod.spec.nodeName ?? '')
    if (pod === undefined || node === undefined) return done
    const at = evictionTime(pod, node, clock.now())
    if (at === undefined) return done
    const waitMs = at - clock.now()
    if (waitMs > 0) return { requeueAfterMs: waitMs }
    await evict(pod, context)
    return done
  },
})

async function evict(pod: Pod, { client, clock, events, signal }: ReconcileContext): Promise<void> {
  const { namespace, name, uid } = pod.metadata
  events.event(pod, {
    type: 'Normal',
    reason: 'TaintManagerEviction',
    message: `Marking for deletion Pod ${namespace}/${name}`,
  })
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
    lastTransitionTime: rfc3339(clock.now()),
  }
  try {
    const body = { metadata: { uid }, status: { conditions: [condition] } }
    await client.patch(Pod, { namespace, name }, { type: 'strategic', subresource: 'status', body, signal })
    await client.delete(Pod, { namespace, name }, { preconditions: { uid }, signal })
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error
  }
}
