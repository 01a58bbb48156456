// Deletes pods from nodes whose NoExecute taints they do not bear, or bear only for a time.
// Upstream: pkg/controller/tainteviction/taint_eviction.go.
import { Node } from '../../api/core/node/node.kind.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { timeText } from '../../machinery/meta/time.ts'
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
  state: () => new Map<string, Awaited>(),
  async reconcile(context) {
    const { key, cache, clock, state } = context
    const pod = cache.get(Pod, key)
    const node = pod && cache.get(Node, pod.spec.nodeName ?? '')
    const known = state.get(key)
    const seenMs = known !== undefined && known.uid === pod?.metadata.uid ? known.seenMs : undefined
    const at = pod && node && evictionTime(pod, node, { nowMs: clock.now(), seenMs })
    const waitMs = at === undefined ? 0 : at - clock.now()
    if (pod !== undefined && waitMs > 0) {
      state.set(key, { uid: pod.metadata.uid, seenMs: seenMs ?? clock.now() })
      return { requeueAfterMs: waitMs }
    }
    state.delete(key)
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return done
    if (at !== undefined) await evict(pod, context)
    else if (seenMs !== undefined) tell(pod, 'Cancelling deletion of Pod', context)
    return done
  },
})

/** A pod that is to leave later, and since when that is known. */
interface Awaited {
  readonly uid: string
  readonly seenMs: number
}

function tell(pod: Pod, what: string, { events }: Pick<ReconcileContext, 'events'>): void {
  events.event(pod, {
    type: 'Normal',
    reason: 'TaintManagerEviction',
    message: `${what} ${podKey(pod)}`,
  })
}

async function evict(pod: Pod, context: ReconcileContext): Promise<void> {
  const { client, clock, signal } = context
  const { namespace, name, uid } = pod.metadata
  tell(pod, 'Marking for deletion Pod', context)
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
    lastTransitionTime: timeText(clock.now()),
  }
  try {
    const body = { metadata: { uid }, status: { conditions: [condition] } }
    await client.patch(Pod, { namespace, name }, { type: 'strategic', subresource: 'status', body, signal })
    await client.delete(Pod, { namespace, name }, { preconditions: { uid }, signal })
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error
  }
}
