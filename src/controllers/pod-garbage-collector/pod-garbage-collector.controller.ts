// Removes pods that no kubelet will remove: ended ones beyond a threshold, those of nodes that are gone, and those that
// were deleted before they had a node. Upstream: pkg/controller/podgc/gc_controller.go.
import { Node } from '../../api/core/node/node.kind.ts'
import { isPodTerminal } from '../../api/core/pod/pod.conditions.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import type { Clock } from '../../base/clock.ts'
import type { Client } from '../../client/client.ts'
import { timeText } from '../../machinery/meta/time.ts'
import { isConflict, isNotFound } from '../../machinery/status-error.ts'
import { definePeriodic } from '../framework/define-controller.ts'
import { planGarbage, type Removal } from './pod-garbage-collector.plan.ts'

const everyMs = 20_000
/** A node is taken to be gone when it has been missing for this long. */
const quarantineMs = 40_000
export const terminatedPodThreshold = 12_500

export const podGarbageCollector = definePeriodic({
  name: 'pod-garbage-collector',
  everyMs,
  reads: [Pod, Node],
  state: () => new Map<string, number>(),
  async round({ cache, client, clock, log, signal, state }) {
    const pods = cache.list(Pod)
    const nodes = new Map(cache.list(Node).map((node) => [node.metadata.name, node]))
    const goneNodes = await missingNodes({ pods, nodes, since: state, clock, client, signal })
    for (const removal of planGarbage({
      pods,
      nodes,
      goneNodes,
      terminatedThreshold: terminatedPodThreshold,
    })) {
      log.info('removing pod', {
        pod: removal.pod.metadata.name,
        why: removal.disruption?.message ?? 'nobody else will',
      })
      await remove(removal, { client, clock, signal })
    }
  },
})

interface MissingFacts {
  readonly pods: readonly Pod[]
  readonly nodes: ReadonlyMap<string, Node>
  /** When each node was first found missing. */
  readonly since: Map<string, number>
  readonly clock: Clock
  readonly client: Client
  readonly signal: AbortSignal
}

/** Nodes that pods name and that have been missing for the whole quarantine; the API server is asked once more. */
async function missingNodes({
  pods,
  nodes,
  since,
  clock,
  client,
  signal,
}: MissingFacts): Promise<ReadonlySet<string>> {
  const missing = new Set(
    pods.map((pod) => pod.spec.nodeName ?? '').filter((name) => name !== '' && !nodes.has(name)),
  )
  for (const name of since.keys()) if (!missing.has(name)) since.delete(name)
  const gone = new Set<string>()
  for (const name of missing) {
    const first = since.get(name) ?? clock.monotonic()
    since.set(name, first)
    if (clock.monotonic() - first < quarantineMs) continue
    const isThere = await client.get(Node, { name }, { signal }).then(
      () => true,
      (error: unknown) => {
        if (!isNotFound(error)) throw error
        return false
      },
    )
    if (!isThere) gone.add(name)
  }
  return gone
}

async function remove(
  { pod, disruption }: Removal,
  context: { readonly client: Client; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  const { client, clock, signal } = context
  const { namespace, name, uid } = pod.metadata
  try {
    if (disruption !== undefined && !isPodTerminal(pod)) {
      const condition = {
        type: 'DisruptionTarget',
        status: 'True',
        ...disruption,
        lastTransitionTime: timeText(clock.now()),
      }
      const body = { metadata: { uid }, status: { phase: 'Failed', conditions: [condition] } }
      await client.patch(Pod, { namespace, name }, { type: 'strategic', subresource: 'status', body, signal })
    }
    await client.delete(Pod, { namespace, name }, { gracePeriodSeconds: 0, preconditions: { uid }, signal })
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error
  }
}
