// Runs pods to completion, and counts each exactly once. Upstream: pkg/controller/job/job_controller.go.
import { isJobFinished } from '../../api/batch/job/job.conditions.ts'
import { Job } from '../../api/batch/job/job.kind.ts'
import type { JobStatus } from '../../api/batch/job/job.schema.ts'
import { isPodReady } from '../../api/core/pod/pod.conditions.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { semanticEqual } from '../../machinery/equality.ts'
import { objectKey } from '../../machinery/kind.ts'
import { controllerOf } from '../../machinery/meta/owners.ts'
import { compileLabelSelector } from '../../machinery/selectors/labels.ts'
import { isInvalid, isNotFound } from '../../machinery/status-error.ts'
import type { Cache } from '../framework/cache.ts'
import { claim } from '../framework/claim.ts'
import { done, indexing, type ReconcileContext, type Verdict, watching } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { isNamespaceTerminating } from '../framework/errors.ts'
import { createPod, deletePod } from '../framework/pod-control.ts'
import { slowStart } from '../framework/slow-start.ts'
import { assessJob, deadlineLeftMs, type JobFacts } from './job.facts.ts'
import { accountedPods, nextStatus, type PodsOutcome } from './job.status.ts'
import { draftJobPod, isTracked, trackingFinalizer } from './job-pod.ts'
import { type JobPodsPlan, planJobPods } from './job-pods.plan.ts'

const ownManager = 'kubernetes.io/job-controller'
const trackedIndex = 'trackedByJob'

export const job = defineController({
  name: 'job',
  for: Job,
  owns: [Pod],
  watches: [
    watching({ kind: Pod, on: ['add', 'update'], map: orphanToJobs }),
    // Also where the job has gone: then the finalizers are all that is left to do.
    watching({ kind: Pod, on: ['add', 'update'], map: trackingKeys }),
  ],
  indexes: [indexing({ kind: Pod, name: trackedIndex, values: trackingKeys })],
  workers: 5,
  reconcile,
})

/** The key of the job that a pod with our finalizer names as its controller, whether it is there or not. */
function trackingKeys(pod: Pod): readonly string[] {
  const owner = controllerOf(pod)
  if (owner?.kind !== Job.kind || !isTracked(pod)) return []
  return [`${pod.metadata.namespace}/${owner.name}`]
}

function orphanToJobs(pod: Pod, { cache }: { readonly cache: Cache }): readonly string[] {
  const { labels, namespace } = pod.metadata
  if (controllerOf(pod) !== undefined || labels === undefined) return []
  return cache
    .list(Job, namespace)
    .filter(({ spec }) => compileLabelSelector(spec.selector).matches(labels))
    .map(objectKey)
}

async function reconcile(context: ReconcileContext): Promise<Verdict> {
  const { key, cache, clock, client, signal } = context
  const found = cache.get(Job, key)
  await releaseStrangers(found, context)
  if (found === undefined || !isOurs(found)) return done
  if (isJobFinished(found)) {
    await release(cache.ownedBy(Pod, found).filter(isTracked), context)
    return done
  }
  const pods = await claim({
    kind: Pod,
    owner: found,
    ownerKind: Job,
    selector: compileLabelSelector(found.spec.selector),
    finalizers: [trackingFinalizer],
    cache,
    client,
    signal,
  })
  const facts = assessJob(found, pods, clock.now())
  const plan = planJobPods(facts)
  const { outcome, error } = await carryOut(plan, facts, context)
  const status = nextStatus(facts, outcome)
  await writeStatus(found, status, context)
  await release(accountedPods(facts, status), context)
  if (error !== undefined) throw error
  return nextLook(facts, plan)
}

/** Upstream: managedBy names another controller that runs the job instead. */
function isOurs({ spec }: Job): boolean {
  return spec.managedBy === undefined || spec.managedBy === ownManager
}

/** Pods whose job is gone, or is another of the same name, are nobody's to count. Upstream: syncOrphanPod. */
async function releaseStrangers(found: Job | undefined, context: ReconcileContext): Promise<void> {
  const { key, cache, client, signal } = context
  const strangers = cache
    .byIndex(Pod, trackedIndex, key)
    .filter((pod) => controllerOf(pod)?.uid !== found?.metadata.uid)
  const [first] = strangers
  if (first === undefined) return
  // The cache of jobs may be behind that of pods: ask the server.
  const ref = { namespace: first.metadata.namespace, name: controllerOf(first)?.name ?? '' }
  const live = await client.get(Job, ref, { signal }).catch((error: unknown) => {
    if (!isNotFound(error)) throw error
    return undefined
  })
  await release(
    strangers.filter((pod) => controllerOf(pod)?.uid !== live?.metadata.uid),
    context,
  )
}

async function release(pods: readonly Pod[], context: ReconcileContext): Promise<void> {
  await Promise.all(pods.map((pod) => removeFinalizer(pod, context)))
}

async function removeFinalizer(pod: Pod, { client, signal }: ReconcileContext): Promise<void> {
  const { uid } = pod.metadata
  const body = { metadata: { uid, '$deleteFromPrimitiveList/finalizers': [trackingFinalizer] } }
  try {
    await client.patch(Pod, pod.metadata, { type: 'strategic', body, signal })
  } catch (error) {
    if (!isNotFound(error) && !isInvalid(error)) throw error
  }
}

interface CarriedOut {
  readonly outcome: PodsOutcome
  readonly error: unknown
}

async function carryOut(plan: JobPodsPlan, facts: JobFacts, context: ReconcileContext): Promise<CarriedOut> {
  const { client, events, signal } = context
  const owner = facts.job
  const options = { client, events, owner, signal }
  const { succeeded: created, error } = await slowStart(plan.create.length, async (index) => {
    await createPod(draftJobPod(owner, plan.create[index]), options)
  })
  const deletions = plan.remove.map(async (pod) => {
    if (plan.forgive && isTracked(pod)) await removeFinalizer(pod, context)
    await deletePod(pod, options)
    return pod
  })
  const results = await Promise.allSettled(deletions)
  const removed = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value)
  const outcome = { created, removed: removed.length, removedReady: removed.filter(isPodReady).length }
  const failure = isNamespaceTerminating(error) ? undefined : error
  return { outcome, error: failure ?? results.find((result) => result.status === 'rejected')?.reason }
}

async function writeStatus(found: Job, status: JobStatus, context: ReconcileContext): Promise<void> {
  if (semanticEqual(status, found.status)) return
  await context.client.updateStatus(Job, { ...found, status }, { signal: context.signal })
  for (const condition of status.conditions ?? []) {
    const before = found.status?.conditions?.find(({ type }) => type === condition.type)
    if (before?.status !== condition.status) noteCondition(found, condition, context)
  }
}

function noteCondition(
  found: Job,
  { type, status, reason = '', message = '' }: NonNullable<JobStatus['conditions']>[number],
  { events }: ReconcileContext,
): void {
  if (type === 'Complete')
    events.event(found, { type: 'Normal', reason: 'Completed', message: 'Job completed' })
  if (type === 'Failed') events.event(found, { type: 'Warning', reason, message })
  if (type !== 'Suspended') return
  if (status === 'True')
    events.event(found, { type: 'Normal', reason: 'Suspended', message: 'Job suspended' })
  else events.event(found, { type: 'Normal', reason: 'Resumed', message: 'Job resumed' })
}

function nextLook(facts: JobFacts, plan: JobPodsPlan): Verdict {
  const deadline = facts.ending === undefined ? deadlineLeftMs(facts) : undefined
  const waits = [plan.waitMs, deadline].filter((wait) => wait !== undefined)
  return waits.length === 0 ? done : { requeueAfterMs: Math.max(1, Math.min(...waits)) }
}
