// Keeps a pod of a daemon set on each node that is to have one. Upstream: pkg/controller/daemon/daemon_controller.go.
import { ControllerRevision } from '../../api/apps/controller-revision/controller-revision.kind.ts'
import { DaemonSet } from '../../api/apps/daemon-set/daemon-set.kind.ts'
import type { DaemonSetStatus } from '../../api/apps/daemon-set/daemon-set.schema.ts'
import { Node } from '../../api/core/node/node.kind.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { semanticEqual } from '../../machinery/equality.ts'
import { objectKey } from '../../machinery/kind.ts'
import { controllerOf } from '../../machinery/meta/owners.ts'
import { compileLabelSelector } from '../../machinery/selectors/labels.ts'
import type { Cache } from '../framework/cache.ts'
import { claim } from '../framework/claim.ts'
import { done, type ReconcileContext, type Verdict, watching } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { isNamespaceTerminating } from '../framework/errors.ts'
import { createPod, deletePod } from '../framework/pod-control.ts'
import { planRevisions, type RevisionPlan, surplusRevisions } from '../framework/revisions.plan.ts'
import { createRevision, deleteRevision } from '../framework/revisions.ts'
import { slowStart } from '../framework/slow-start.ts'
import { draftDaemonPod, hashLabel, targetNode } from './daemon-pod.ts'
import { type DaemonFacts, type DaemonPlan, groupByNode, planDaemonPods } from './daemon-pods.plan.ts'
import { calculateStatus } from './daemon-set.status.ts'
import { FailedPodBackoff } from './failed-pod-backoff.ts'
import { isRollingUpdate } from './limits.ts'
import { planRollingUpdate } from './rolling-update.plan.ts'

export const daemonset = defineController({
  name: 'daemonset',
  for: DaemonSet,
  owns: [Pod, ControllerRevision],
  watches: [
    watching({
      kind: Node,
      matters: isAnotherPlace,
      map: (_, { cache }) => cache.list(DaemonSet).map(objectKey),
    }),
    watching({ kind: Pod, on: ['add', 'update'], map: orphanToDaemonSets }),
  ],
  workers: 2,
  state: ({ clock }) => new FailedPodBackoff(clock),
  reconcile,
})

/** Heartbeats do not matter; what decides whether a daemon may run there does. */
function isAnotherPlace(node: Node, old: Node): boolean {
  return (
    !semanticEqual(node.metadata.labels, old.metadata.labels) ||
    !semanticEqual(node.spec.taints, old.spec.taints)
  )
}

function orphanToDaemonSets(pod: Pod, { cache }: { readonly cache: Cache }): readonly string[] {
  const { labels, namespace } = pod.metadata
  if (controllerOf(pod) !== undefined || labels === undefined) return []
  return cache
    .list(DaemonSet, namespace)
    .filter(({ spec }) => compileLabelSelector(spec.selector).matches(labels))
    .map(objectKey)
}

type Context = ReconcileContext & { readonly state: FailedPodBackoff }

async function reconcile(context: Context): Promise<Verdict> {
  const { key, cache, client, events, signal } = context
  const daemonSet = cache.get(DaemonSet, key)
  if (daemonSet === undefined || daemonSet.metadata.deletionTimestamp !== undefined) return done
  const selector = compileLabelSelector(daemonSet.spec.selector)
  if (selector.requirements.length === 0) {
    const message = 'This daemon set is selecting all pods. A non-empty selector is required.'
    events.event(daemonSet, { type: 'Warning', reason: 'SelectingAll', message })
    return done
  }
  const claiming = { owner: daemonSet, ownerKind: DaemonSet, selector, cache, client, signal }
  const revisions = planRevisions(
    revisionOwner(daemonSet),
    await claim({ ...claiming, kind: ControllerRevision }),
  )
  const current = await currentRevision(daemonSet, revisions, context)
  if (current === undefined) return done
  const pods = await claim({ ...claiming, kind: Pod })
  await relabel(pods, { ...context, revisions, current })
  return await syncPods(daemonSet, { ...context, pods, revisions, hash: hashOf(current) })
}

const hashOf = (revision: ControllerRevision) => revision.metadata.labels?.[hashLabel] ?? ''

function revisionOwner(daemonSet: DaemonSet) {
  const { template } = daemonSet.spec
  const { collisionCount } = daemonSet.status ?? {}
  return { owner: daemonSet, kind: DaemonSet, template, collisionCount, hashLabel }
}

/** Makes or renumbers the revision of the template; undefined where its name was taken and the hash changes. */
async function currentRevision(
  daemonSet: DaemonSet,
  plan: RevisionPlan,
  context: Context,
): Promise<ControllerRevision | undefined> {
  const { client, signal } = context
  if (plan.renumber !== undefined) return await client.update(ControllerRevision, plan.renumber, { signal })
  if (plan.create === undefined) return plan.current
  const created = await createRevision(plan.create, context)
  if (created !== undefined) return created
  const { status } = daemonSet
  const collisionCount = (status?.collisionCount ?? 0) + 1
  const none = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 }
  await writeStatus(daemonSet, { ...none, ...status, collisionCount }, context)
  return undefined
}

/** Two revisions of one content can only come from a race: pods of the other one are as good as updated. */
async function relabel(
  pods: readonly Pod[],
  context: Context & { readonly revisions: RevisionPlan; readonly current: ControllerRevision },
): Promise<void> {
  const { revisions, current, client, signal } = context
  for (const duplicate of revisions.duplicates) {
    for (const pod of pods.filter(({ metadata }) => metadata.labels?.[hashLabel] === hashOf(duplicate))) {
      const body = { metadata: { labels: { [hashLabel]: hashOf(current) } } }
      await client.patch(Pod, pod.metadata, { type: 'merge', body, signal })
    }
    await deleteRevision(duplicate, context)
  }
}

type Syncing = Context & {
  readonly pods: readonly Pod[]
  readonly revisions: RevisionPlan
  readonly hash: string
}

async function syncPods(daemonSet: DaemonSet, context: Syncing): Promise<Verdict> {
  const { cache, clock, state, hash, pods } = context
  const backoffKey = (node: string) => `${daemonSet.metadata.uid}/${node}`
  const facts: DaemonFacts = {
    nodes: cache.list(Node),
    pods: groupByNode(pods),
    hash,
    nowMs: clock.now(),
    inBackoff: (node) => state.leftMs(backoffKey(node)) > 0,
  }
  const managed = planDaemonPods(daemonSet, facts)
  const idle = managed.create.length + managed.remove.length === 0
  // An update goes on only where the pods stand as they should.
  const plan = idle && isRollingUpdate(daemonSet) ? planRollingUpdate(daemonSet, facts) : managed
  for (const pod of plan.ended) noteEnded(pod, daemonSet, { ...context, backoffKey })
  const error = await carryOut(plan, daemonSet, context)
  if (error === undefined) await cleanupHistory(daemonSet, context)
  const status = calculateStatus(daemonSet, facts)
  await writeStatus(daemonSet, status, context)
  if (error !== undefined) throw error
  return nextLook(daemonSet, status, { ...facts, leftMs: (node) => state.leftMs(backoffKey(node)) })
}

function noteEnded(
  pod: Pod,
  daemonSet: DaemonSet,
  context: Syncing & { backoffKey(node: string): string },
): void {
  const { name, namespace } = pod.metadata
  const node = targetNode(pod) ?? ''
  if (pod.status?.phase === 'Failed') {
    context.state.failed(context.backoffKey(node))
    const message = `Found failed daemon pod ${namespace}/${name} on node ${node}, will try to kill it`
    context.events.event(daemonSet, { type: 'Warning', reason: 'FailedDaemonPod', message })
  } else {
    const message = `Found succeeded daemon pod ${namespace}/${name} on node ${node}, will try to delete it`
    context.events.event(daemonSet, { type: 'Normal', reason: 'SucceededDaemonPod', message })
  }
}

/** At most this many at once, so that a large set does not hold up the others. */
const burstReplicas = 250

async function carryOut(plan: DaemonPlan, daemonSet: DaemonSet, context: Syncing): Promise<unknown> {
  const { client, events, signal, hash } = context
  const options = { client, events, owner: daemonSet, signal }
  const nodes = plan.create.slice(0, burstReplicas)
  const { error } = await slowStart(nodes.length, async (index) => {
    await createPod(draftDaemonPod(daemonSet, { node: nodes[index] ?? '', hash }), options)
  })
  const deletions = plan.remove.slice(0, burstReplicas).map((pod) => deletePod(pod, options))
  const results = await Promise.allSettled(deletions)
  if (error !== undefined && !isNamespaceTerminating(error)) return error
  return results.find((result) => result.status === 'rejected')?.reason
}

async function cleanupHistory(daemonSet: DaemonSet, context: Syncing): Promise<void> {
  const liveHashes = new Set(context.pods.map(({ metadata }) => metadata.labels?.[hashLabel] ?? ''))
  const limit = daemonSet.spec.revisionHistoryLimit ?? 10
  for (const revision of surplusRevisions(context.revisions.old, { limit, liveHashes, hashLabel })) {
    await deleteRevision(revision, context)
  }
}

async function writeStatus(daemonSet: DaemonSet, status: DaemonSetStatus, context: Context): Promise<void> {
  if (semanticEqual(status, daemonSet.status)) return
  await context.client.updateStatus(DaemonSet, { ...daemonSet, status }, { signal: context.signal })
}

/** When a failed pod may be replaced, or a ready one counts as available. */
function nextLook(
  daemonSet: DaemonSet,
  status: DaemonSetStatus,
  facts: DaemonFacts & { leftMs(node: string): number },
): Verdict {
  const { minReadySeconds = 0 } = daemonSet.spec
  const waits = [...facts.pods.keys()].map((node) => facts.leftMs(node)).filter((left) => left > 0)
  const maturing = minReadySeconds > 0 && status.numberReady !== (status.numberAvailable ?? 0)
  if (maturing) waits.push(minReadySeconds * 1000)
  return waits.length === 0 ? done : { requeueAfterMs: Math.min(...waits) }
}
