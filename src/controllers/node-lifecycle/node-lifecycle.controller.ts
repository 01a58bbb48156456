// Watches over nodes: one unheard of for 40 s turns Unknown, taints follow the conditions, and pods on a node that is not
// ready are marked so. Upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go.
import { Lease } from '../../api/coordination/lease/lease.kind.ts'
import { getNodeCondition } from '../../api/core/node/node.conditions.ts'
import { Node } from '../../api/core/node/node.kind.ts'
import { getPodCondition } from '../../api/core/pod/pod.conditions.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { timeText } from '../../machinery/meta/time.ts'
import { isConflict, isNotFound } from '../../machinery/status-error.ts'
import { done, indexing, type ReconcileContext, type Verdict } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { type Heartbeat, heartbeatMark, planSilentConditions, planTaints } from './node-health.plan.ts'

/** Upstream: --node-monitor-period. */
const lookAgainMs = 5000
const leaseNamespace = 'kube-node-lease'
const podsByNode = 'podsByNode'

/** What is remembered of a node. */
interface Watched {
  heartbeat: Heartbeat
  /** Pods marked since its Ready condition last turned: a kubelet that is alive may say otherwise afterwards. */
  readonly marked: Set<string>
  turned: string
}

type Context = ReconcileContext & { readonly state: Map<string, Watched> }

export const nodeLifecycle = defineController({
  name: 'node-lifecycle',
  eventComponent: 'node-controller',
  for: Node,
  reads: [Lease],
  indexes: [
    indexing({
      kind: Pod,
      name: podsByNode,
      values: (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : []),
    }),
  ],
  workers: 8,
  // When each node was last heard of, by this process' clock: after a restart every node gets the whole grace again.
  state: () => new Map<string, Watched>(),
  async reconcile(context): Promise<Verdict> {
    const { key, cache, state } = context
    const node = cache.get(Node, key)
    if (node === undefined) {
      if (state.delete(key)) context.log.info('node removed', { node: key })
      return done
    }
    try {
      await watchOver(node, context)
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error)) throw error
    }
    return { requeueAfterMs: lookAgainMs }
  },
})

async function watchOver(node: Node, context: Context): Promise<void> {
  const { key, cache, client, clock, signal, state } = context
  const mark = heartbeatMark(node, cache.get(Lease, `${leaseNamespace}/${key}`)?.spec.renewTime)
  const watched = state.get(key) ?? registered(node, context)
  if (watched.heartbeat.mark !== mark) watched.heartbeat = { mark, seenMs: clock.now() }
  const { heartbeat } = watched
  const conditions = planSilentConditions(node, heartbeat, clock.now())
  const current =
    conditions === undefined
      ? node
      : await client.updateStatus(Node, { ...node, status: { ...node.status, conditions } }, { signal })
  if (conditions !== undefined) {
    // The change of status is our own doing and no sign of life.
    const renewTime = cache.get(Lease, `${leaseNamespace}/${key}`)?.spec.renewTime
    watched.heartbeat = { ...heartbeat, mark: heartbeatMark(current, renewTime) }
  }
  const taints = planTaints(current, clock.now())
  if (taints !== undefined) {
    const body = {
      metadata: { resourceVersion: current.metadata.resourceVersion },
      spec: { taints: taints.length > 0 ? taints : null },
    }
    await client.patch(Node, { name: key }, { type: 'merge', body, signal })
  }
  const ready = getNodeCondition(current.status, 'Ready')
  if (ready === undefined || ready.status === 'True') return
  if (watched.turned !== (ready.lastTransitionTime ?? '')) watched.marked.clear()
  watched.turned = ready.lastTransitionTime ?? ''
  await markPodsNotReady(node, watched.marked, context)
}

function registered(node: Node, { key, events, state }: Context): Watched {
  const watched: Watched = { heartbeat: { mark: '', seenMs: 0 }, marked: new Set(), turned: '' }
  state.set(key, watched)
  events.event(node, {
    type: 'Normal',
    reason: 'RegisteredNode',
    message: `Node ${key} event: Registered Node ${key} in Controller`,
  })
  return watched
}

/** Services must not send traffic to a node that nobody hears of. */
async function markPodsNotReady(
  node: Node,
  marked: Set<string>,
  { cache, client, clock, events, signal }: Context,
): Promise<void> {
  for (const pod of cache.byIndex(Pod, podsByNode, node.metadata.name)) {
    const condition = getPodCondition(pod.status, 'Ready')
    const { namespace, name, uid } = pod.metadata
    if (condition?.status !== 'True' || marked.has(uid)) continue
    const next = { type: 'Ready', status: 'False', lastTransitionTime: timeText(clock.now()) }
    const body = { metadata: { uid }, status: { conditions: [next] } }
    try {
      await client.patch(Pod, { namespace, name }, { type: 'strategic', subresource: 'status', body, signal })
      marked.add(uid)
      events.event(pod, { type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready' })
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) throw error
    }
  }
}
