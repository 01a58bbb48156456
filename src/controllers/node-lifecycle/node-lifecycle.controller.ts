// Watches over nodes: one unheard of for 40 s turns Unknown, taints follow the conditions, and pods on a node that is not
// ready are marked so. Upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go.
import { Lease } from '../../api/coordination/lease/lease.kind.ts'
import { getNodeCondition } from '../../api/core/node/node.conditions.ts'
import { Node } from '../../api/core/node/node.kind.ts'
import { getPodCondition } from '../../api/core/pod/pod.conditions.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { rfc3339 } from '../../base/clock.ts'
import { isConflict, isNotFound } from '../../machinery/status-error.ts'
import { done, indexing, type ReconcileContext, type Verdict } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { type Heartbeat, heartbeatMark, planSilentConditions, planTaints } from './node-health.plan.ts'

/** Upstream: --node-monitor-period. */
const lookAgainMs = 5000
const leaseNamespace = 'kube-node-lease'
const podsByNode = 'podsByNode'

type Context = ReconcileContext & { readonly state: Map<string, Heartbeat> }

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
  state: () => new Map<string, Heartbeat>(),
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
  const { key, cache, client, clock, events, signal, state } = context
  const mark = heartbeatMark(node, cache.get(Lease, `${leaseNamespace}/${key}`)?.spec.renewTime)
  const before = state.get(key)
  const heartbeat = before?.mark === mark ? before : { mark, seenMs: clock.now() }
  state.set(key, heartbeat)
  if (before === undefined) {
    events.event(node, {
      type: 'Normal',
      reason: 'RegisteredNode',
      message: `Node ${key} event: Registered Node ${key} in Controller`,
    })
  }
  const conditions = planSilentConditions(node, heartbeat, clock.now())
  const current =
    conditions === undefined
      ? node
      : await client.updateStatus(Node, { ...node, status: { ...node.status, conditions } }, { signal })
  if (conditions !== undefined) {
    // The change of status is our own doing and no sign of life.
    state.set(key, {
      ...heartbeat,
      mark: heartbeatMark(current, cache.get(Lease, `${leaseNamespace}/${key}`)?.spec.renewTime),
    })
  }
  const taints = planTaints(current, clock.now())
  if (taints !== undefined) {
    const body = {
      metadata: { resourceVersion: current.metadata.resourceVersion },
      spec: { taints: taints.length > 0 ? taints : null },
    }
    await client.patch(Node, { name: key }, { type: 'merge', body, signal })
  }
  const ready = getNodeCondition(current.status, 'Ready')?.status
  if (ready !== undefined && ready !== 'True') await markPodsNotReady(node, context)
}

/** Services must not send traffic to a node that nobody hears of. */
async function markPodsNotReady(
  node: Node,
  { cache, client, clock, events, signal }: Context,
): Promise<void> {
  for (const pod of cache.byIndex(Pod, podsByNode, node.metadata.name)) {
    const condition = getPodCondition(pod.status, 'Ready')
    if (condition?.status !== 'True') continue
    const { namespace, name, uid } = pod.metadata
    const next = { type: 'Ready', status: 'False', lastTransitionTime: rfc3339(clock.now()) }
    const body = { metadata: { uid }, status: { conditions: [next] } }
    try {
      await client.patch(Pod, { namespace, name }, { type: 'strategic', subresource: 'status', body, signal })
      events.event(pod, { type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready' })
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) throw error
    }
  }
}
