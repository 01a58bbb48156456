// Keeps pods with a number, a name and storage of their own. Upstream: pkg/controller/statefulset/stateful_set.go.
import { ControllerRevision } from '../../api/apps/controller-revision/controller-revision.kind.ts'
import { StatefulSet } from '../../api/apps/stateful-set/stateful-set.kind.ts'
import type { StatefulSetStatus } from '../../api/apps/stateful-set/stateful-set.schema.ts'
import { PersistentVolumeClaim } from '../../api/core/persistent-volume-claim/persistent-volume-claim.kind.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import type { PodTemplateSpec } from '../../api/core/shared.schema.ts'
import { semanticEqual } from '../../machinery/equality.ts'
import { objectKey } from '../../machinery/kind.ts'
import { controllerOf, ownerRef } from '../../machinery/meta/owners.ts'
import { compileLabelSelector } from '../../machinery/selectors/labels.ts'
import { isAlreadyExists, isNotFound } from '../../machinery/status-error.ts'
import type { Cache } from '../framework/cache.ts'
import { claim } from '../framework/claim.ts'
import { done, type ReconcileContext, type Verdict, watching } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { isNamespaceTerminating } from '../framework/errors.ts'
import { planRevisions, surplusRevisions } from '../framework/revisions.plan.ts'
import { createRevision, deleteRevision } from '../framework/revisions.ts'
import { draftClaims, draftPod, ordinalOf, revisionLabel, type Version } from './identity.ts'
import { planStatefulSet, type StatefulSetPlan } from './statefulset.plan.ts'
import { calculateStatus } from './statefulset.status.ts'

const hashLabel = 'controller.kubernetes.io/hash'

export const statefulset = defineController({
  name: 'statefulset',
  for: StatefulSet,
  owns: [Pod, ControllerRevision],
  watches: [watching({ kind: Pod, on: ['add', 'update'], map: orphanToSets })],
  reads: [PersistentVolumeClaim],
  workers: 5,
  reconcile,
})

function orphanToSets(pod: Pod, { cache }: { readonly cache: Cache }): readonly string[] {
  const { labels, namespace } = pod.metadata
  if (controllerOf(pod) !== undefined || labels === undefined) return []
  return cache
    .list(StatefulSet, namespace)
    .filter((set) => ordinalOf(pod, set) !== undefined)
    .filter(({ spec }) => compileLabelSelector(spec.selector).matches(labels))
    .map(objectKey)
}

type Acting = ReconcileContext & { readonly set: StatefulSet }

async function reconcile(context: ReconcileContext): Promise<Verdict> {
  const { key, cache, client, clock, signal } = context
  const set = cache.get(StatefulSet, key)
  if (set === undefined) return done
  const acting = { ...context, set }
  const selector = compileLabelSelector(set.spec.selector)
  const claiming = { owner: set, ownerKind: StatefulSet, selector, cache, client, signal }
  const revisions = await claim({ ...claiming, kind: ControllerRevision })
  const versions = await currentVersions(revisions, acting)
  if (versions === undefined) return done
  const where = (pod: Pod) => ordinalOf(pod, set) !== undefined
  const pods = await claim({ ...claiming, kind: Pod, where })
  const facts = { pods, ...versions, nowMs: clock.now() }
  await carryOut(planStatefulSet(set, facts), acting)
  const status = calculateStatus(set, facts)
  await writeStatus(status, acting)
  await cleanupHistory({ revisions, pods, status }, acting)
  const { minReadySeconds = 0 } = set.spec
  const maturing = minReadySeconds > 0 && (status.readyReplicas ?? 0) !== (status.availableReplicas ?? 0)
  return maturing ? { requeueAfterMs: minReadySeconds * 1000 } : done
}

interface Versions {
  readonly current: Version
  readonly update: Version
}

/** Makes or renumbers the revision of the template; undefined where its name was taken and the hash changes. */
async function currentVersions(
  revisions: readonly ControllerRevision[],
  acting: Acting,
): Promise<Versions | undefined> {
  const { set, client, signal } = acting
  const { template } = set.spec
  const { collisionCount, currentRevision } = set.status ?? {}
  const plan = planRevisions(
    { owner: set, kind: StatefulSet, template, collisionCount, hashLabel },
    revisions,
  )
  let newest = plan.current
  if (plan.renumber !== undefined) newest = await client.update(ControllerRevision, plan.renumber, { signal })
  if (plan.create !== undefined) newest = await createRevision(plan.create, acting)
  if (newest === undefined) {
    const bumped = (collisionCount ?? 0) + 1
    await writeStatus({ replicas: 0, ...set.status, collisionCount: bumped }, acting)
    return undefined
  }
  const update = { name: newest.metadata.name, template }
  const before = revisions.find(({ metadata }) => metadata.name === currentRevision)
  return { update, current: before === undefined ? update : versionOf(before, template) }
}

function versionOf({ metadata, data }: ControllerRevision, fallback: PodTemplateSpec): Version {
  const kept = data as
    | { readonly spec?: { readonly template?: PodTemplateSpec & { $patch?: string } } }
    | undefined
  const { $patch: _, ...template } =
    kept?.spec?.template ?? (fallback as PodTemplateSpec & { $patch?: string })
  return { name: metadata.name, template }
}

async function carryOut(plan: StatefulSetPlan, acting: Acting): Promise<void> {
  for (const { pod, why } of plan.remove) {
    if (why === 'ended') noteEnded(pod, acting)
    if (why === 'surplus') await handOverClaims(pod, acting)
    await remove(pod, acting)
  }
  for (const { ordinal, version } of plan.create) {
    await createClaims(ordinal, acting)
    await create(ordinal, version, acting)
  }
}

function noteEnded(pod: Pod, { events, set }: Acting): void {
  const { name, namespace } = set.metadata
  const failed = pod.status?.phase === 'Failed'
  const what = failed ? 'failed' : 'terminated'
  const message = `StatefulSet ${namespace}/${name} is recreating ${what} Pod ${pod.metadata.name}`
  if (failed) events.event(set, { type: 'Warning', reason: 'RecreatingFailedPod', message })
  else events.event(set, { type: 'Normal', reason: 'RecreatingTerminatedPod', message })
}

/** Claims that are to go when the set shrinks go with their pod. */
async function handOverClaims(pod: Pod, { set, cache, client, signal }: Acting): Promise<void> {
  if (set.spec.persistentVolumeClaimRetentionPolicy?.whenScaled !== 'Delete') return
  const ownerReferences = [ownerRef(pod, Pod)]
  for (const { metadata } of draftClaims(set, ordinalOf(pod, set) ?? 0)) {
    const found = cache.get(PersistentVolumeClaim, objectKey({ metadata }))
    if (found === undefined || semanticEqual(found.metadata.ownerReferences, ownerReferences)) continue
    const next = { ...found, metadata: { ...found.metadata, ownerReferences } }
    await client.update(PersistentVolumeClaim, next, { signal })
  }
}

async function createClaims(ordinal: number, { set, cache, client, events, signal }: Acting): Promise<void> {
  for (const draft of draftClaims(set, ordinal)) {
    const { name = '' } = draft.metadata
    if (cache.get(PersistentVolumeClaim, objectKey(draft)) !== undefined) continue
    try {
      await client.create(PersistentVolumeClaim, draft, { signal })
    } catch (error) {
      if (!isAlreadyExists(error)) throw error
      continue
    }
    const message = `create Claim ${name} Pod ${set.metadata.name}-${ordinal} in StatefulSet ${set.metadata.name} success`
    events.event(set, { type: 'Normal', reason: 'SuccessfulCreate', message })
  }
}

async function create(
  ordinal: number,
  version: Version,
  { set, client, events, signal }: Acting,
): Promise<void> {
  const { name } = set.metadata
  const draft = draftPod(set, ordinal, version)
  const what = `create Pod ${draft.metadata.name} in StatefulSet ${name}`
  try {
    await client.create(Pod, draft, { signal })
    events.event(set, { type: 'Normal', reason: 'SuccessfulCreate', message: `${what} successful` })
  } catch (error) {
    if (isNamespaceTerminating(error)) return
    const why = error instanceof Error ? error.message : String(error)
    events.event(set, { type: 'Warning', reason: 'FailedCreate', message: `${what} failed error: ${why}` })
    throw error
  }
}

async function remove(pod: Pod, { set, client, events, signal }: Acting): Promise<void> {
  const what = `delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`
  try {
    // A pod of the same name may have been made since.
    await client.delete(Pod, pod.metadata, { preconditions: { uid: pod.metadata.uid }, signal })
    events.event(set, { type: 'Normal', reason: 'SuccessfulDelete', message: `${what} successful` })
  } catch (error) {
    if (isNotFound(error)) return
    const why = error instanceof Error ? error.message : String(error)
    events.event(set, { type: 'Warning', reason: 'FailedDelete', message: `${what} failed error: ${why}` })
    throw error
  }
}

async function writeStatus(status: StatefulSetStatus, { set, client, signal }: Acting): Promise<void> {
  if (semanticEqual(status, set.status)) return
  await client.updateStatus(StatefulSet, { ...set, status }, { signal })
}

/** Revisions beyond the limit that no pod runs and the status does not name. */
async function cleanupHistory(
  has: {
    readonly revisions: readonly ControllerRevision[]
    readonly pods: readonly Pod[]
    readonly status: StatefulSetStatus
  },
  acting: Acting,
): Promise<void> {
  const { currentRevision, updateRevision } = has.status
  const live = new Set([
    currentRevision,
    updateRevision,
    ...has.pods.map(({ metadata }) => metadata.labels?.[revisionLabel]),
  ])
  const old = has.revisions
    .filter(({ metadata }) => !live.has(metadata.name))
    .toSorted((a, b) => a.revision - b.revision)
  const limit = acting.set.spec.revisionHistoryLimit ?? 10
  for (const revision of surplusRevisions(old, { limit, liveHashes: new Set(), hashLabel })) {
    await deleteRevision(revision, acting)
  }
}
