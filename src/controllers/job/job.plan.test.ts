import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Job } from '../../api/batch/job/job.kind.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { timeText } from '../../machinery/meta/time.ts'
import { epoch, metaOf, type PodTraits, podOf } from '../framework/test-objects.ts'
import { assessJob, type JobFacts } from './job.facts.ts'
import { accountedPods, nextStatus } from './job.status.ts'
import { draftJobPod, trackingFinalizer } from './job-pod.ts'
import { planJobPods } from './job-pods.plan.ts'
import { judgeFailure } from './pod-failure-policy.ts'

const nowMs = epoch + 3_600_000
const dying = { deletionTimestamp: timeText(nowMs) }

function jobOf(spec: Partial<Job['spec']> = {}, status: Job['status'] = {}): Job {
  return {
    apiVersion: Job.apiVersion,
    kind: Job.kind,
    metadata: metaOf('work'),
    spec: {
      parallelism: 1,
      completions: 1,
      template: { spec: { containers: [{ name: 'c', image: 'i' }] } },
      ...spec,
    },
    status,
  }
}

const indexed = (completions: number, more: Partial<Job['spec']> = {}) =>
  jobOf({ completionMode: 'Indexed', completions, parallelism: completions, ...more })

/** A tracked pod that ended an hour ago where it did. */
function worker(
  name: string,
  traits: PodTraits & { readonly index?: number; readonly failures?: number } = {},
): Pod {
  const { index, failures } = traits
  const annotations = {
    ...(index !== undefined && { 'batch.kubernetes.io/job-completion-index': String(index) }),
    ...(failures !== undefined && { 'batch.kubernetes.io/job-index-failure-count': String(failures) }),
  }
  const ready = { type: 'Ready', status: 'False' as const, lastTransitionTime: timeText(epoch) }
  const meta = { finalizers: [trackingFinalizer], annotations, ...traits.meta }
  return podOf(name, { ...traits, meta, status: { conditions: [ready], ...traits.status } })
}

const succeeded = { phase: 'Succeeded' } as const
const failed = { phase: 'Failed' } as const
const names = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.name).toSorted()
const plan = (job: Job, pods: readonly Pod[]) => {
  const { create, remove, waitMs } = planJobPods(assessJob(job, pods, nowMs))
  return {
    create: create.map((start) => start?.index ?? -1),
    remove: names(remove),
    ...(waitMs && { waitMs }),
  }
}

test('planJobPods() keeps parallelism pods until the rest of the completions needs fewer', () => {
  const check = (job: Job, pods: readonly Pod[], create: number, remove: number) => {
    const planned = plan(job, pods)
    assert.deepEqual([planned.create.length, planned.remove.length], [create, remove])
  }
  const running = (count: number) => Array.from({ length: count }, (_, i) => worker(`r${i}`))
  const job = jobOf({ parallelism: 3, completions: 5 })
  check(job, [], 3, 0)
  check(job, running(2), 1, 0)
  check(job, running(4), 0, 1)
  check(jobOf({ parallelism: 3, completions: 5 }, { succeeded: 4 }), [], 1, 0)
  check(jobOf({ parallelism: 3, completions: 5 }, { succeeded: 3 }), [worker('s', succeeded)], 1, 0)
  check(jobOf({ parallelism: 2, completions: undefined }), [], 2, 0)
  check(jobOf({ parallelism: 2, completions: undefined }, { succeeded: 1 }), running(1), 0, 0)
  check(jobOf({ parallelism: 2, completions: 2, suspend: true }), running(2), 0, 2)
  check(jobOf({ parallelism: 0, completions: 2 }), running(2), 0, 2)
  check(jobOf({ parallelism: 900, completions: 900 }), [], 500, 0)
})

test('planJobPods() waits after a failure and not after a success', () => {
  const recent = (ago: number) => {
    const ready = { type: 'Ready', status: 'False' as const, lastTransitionTime: timeText(nowMs - ago) }
    return { ...failed, status: { conditions: [ready] } }
  }
  assert.deepEqual(plan(jobOf(), [worker('a', recent(4000))]), { create: [], remove: [], waitMs: 6000 })
  assert.equal(plan(jobOf(), [worker('a', recent(4000)), worker('b', recent(9000))]).waitMs, 16_000)
  assert.equal(plan(jobOf(), [worker('a', failed)]).create.length, 1)
  const job = jobOf({ completions: 3 })
  assert.equal(
    plan(job, [worker('a', recent(9000)), worker('s', { ...recent(4000), ...succeeded })]).create.length,
    1,
  )
})

test('planJobPods() waits for pods on their way out where only failed ones are replaced', () => {
  const leaving = worker('l', { meta: dying })
  assert.equal(
    plan(jobOf(), [{ ...leaving, metadata: { ...leaving.metadata, finalizers: [] } }]).create.length,
    1,
  )
  const job = jobOf({ podReplacementPolicy: 'Failed' })
  assert.equal(plan(job, [leaving]).create.length, 0)
})

test('planJobPods() gives each pending index one pod and removes doubles and strangers', () => {
  const job = indexed(4)
  assert.deepEqual(plan(job, []).create, [0, 1, 2, 3])
  assert.deepEqual(
    plan(job, [worker('a', { index: 1 }), worker('b', { index: 2, ...succeeded })]).create,
    [0, 3],
  )
  const twice = [worker('a', { index: 1 }), worker('b', { index: 1, readyAtMs: epoch, status: {} })]
  assert.equal(plan(job, twice).remove.length, 1)
  assert.deepEqual(plan(job, [worker('none'), worker('nine', { index: 9 })]).remove, ['nine', 'none'])
})

test('planJobPods() hands the failures of an index on and gives it up at its limit', () => {
  const job = indexed(3, { backoffLimitPerIndex: 1, backoffLimit: 0x7fffffff })
  const first = worker('a', { index: 0, failures: 0, ...failed })
  const facts = assessJob(job, [first], nowMs)
  const again = planJobPods(facts).create.find((start) => start?.index === 0)
  assert.deepEqual(again?.failures, { counted: 1, ignored: 0 })
  assert.deepEqual(accountedPods(facts, nextStatus(facts, none)), [])
  const second = worker('b', { index: 0, failures: 1, ...failed })
  const over = assessJob(job, [first, second], nowMs)
  assert.equal(String(over.failedIndexes), '0')
  assert.ok(!planJobPods(over).create.some((start) => start?.index === 0))
  assert.deepEqual(names(accountedPods(over, nextStatus(over, none))), ['a', 'b'])
  const draft = draftJobPod(job, { index: 2, failures: { counted: 1, ignored: 0 } })
  assert.equal(draft.metadata.annotations?.['batch.kubernetes.io/job-index-failure-count'], '1')
})

test('assessJob() decides how a job ends, and stays with what was decided', () => {
  const check = (job: Job, pods: readonly Pod[], reason: string | undefined) => {
    assert.equal(assessJob(job, pods, nowMs).ending?.reason, reason)
  }
  check(jobOf({ backoffLimit: 1 }), [worker('a', failed)], undefined)
  check(jobOf({ backoffLimit: 0 }), [worker('a', failed)], 'BackoffLimitExceeded')
  check(
    jobOf({ backoffLimit: 1 }, { failed: 1, uncountedTerminatedPods: { failed: ['x'] } }),
    [],
    'BackoffLimitExceeded',
  )
  check(jobOf(), [worker('a', succeeded)], 'CompletionsReached')
  check(jobOf({ completions: 2 }, { succeeded: 1 }), [worker('a', succeeded)], 'CompletionsReached')
  check(jobOf(), [worker('a', succeeded), worker('b')], undefined)
  const old = { startTime: timeText(nowMs - 60_000) }
  check(jobOf({ activeDeadlineSeconds: 61 }, old), [], undefined)
  check(jobOf({ activeDeadlineSeconds: 60 }, old), [], 'DeadlineExceeded')
  check(jobOf({ activeDeadlineSeconds: 60, suspend: true }, old), [], undefined)
  const paused = { type: 'Suspended', status: 'True' }
  check(jobOf({ activeDeadlineSeconds: 60 }, { ...old, conditions: [paused] }), [], undefined)
  const decided = { type: 'FailureTarget', status: 'True', reason: 'DeadlineExceeded', message: 'm' }
  check(jobOf({}, { conditions: [decided] }), [worker('a', succeeded)], 'DeadlineExceeded')
  const restarts = worker('a', {
    status: { containerStatuses: [{ name: 'c', image: '', imageID: '', ready: true, restartCount: 3 }] },
  })
  const template = { spec: { containers: [], restartPolicy: 'OnFailure' as const } }
  check(jobOf({ template, backoffLimit: 3 }), [restarts], 'BackoffLimitExceeded')
  check(jobOf({ template, backoffLimit: 4 }), [restarts], undefined)
  const perIndex = { backoffLimitPerIndex: 0, backoffLimit: 0x7fffffff }
  const lost = worker('a', { index: 0, failures: 0, ...failed })
  check(indexed(3, { ...perIndex, maxFailedIndexes: 0 }), [lost], 'MaxFailedIndexesExceeded')
  check(indexed(1, perIndex), [lost], 'FailedIndexes')
  check(indexed(2, perIndex), [lost], undefined)
})

const none = { created: 0, removed: 0, removedReady: 0 }
const step = (job: Job, pods: readonly Pod[]): { facts: JobFacts; status: NonNullable<Job['status']> } => {
  const facts = assessJob(job, pods, nowMs)
  return { facts, status: nextStatus(facts, none) }
}

test('nextStatus() notes a pod before its finalizer goes, and counts it once, when it has gone', () => {
  const pod = worker('a', succeeded)
  const bad = worker('b', failed)
  const noted = step(jobOf({ completions: 3 }), [pod, bad])
  assert.deepEqual(noted.status.uncountedTerminatedPods, { succeeded: ['uid-a'], failed: ['uid-b'] })
  assert.deepEqual([noted.status.succeeded, noted.status.failed], [undefined, undefined])
  assert.deepEqual(names(accountedPods(noted.facts, noted.status)), ['a', 'b'])
  const again = step(jobOf({ completions: 3 }, noted.status), [pod, bad])
  assert.deepEqual(again.status, noted.status)
  const freed = { ...pod, metadata: { ...pod.metadata, finalizers: [] } }
  const counted = step(jobOf({ completions: 3 }, noted.status), [freed])
  assert.deepEqual([counted.status.succeeded, counted.status.failed], [1, 1])
  assert.deepEqual(counted.status.uncountedTerminatedPods, {})
  const stays = step(jobOf({ completions: 3 }, counted.status), [freed])
  assert.deepEqual(stays.status, counted.status)
})

test('nextStatus() notes at most 500 pods at a time', () => {
  const pods = Array.from({ length: 700 }, (_, i) => worker(`p${i}`, succeeded))
  const first = step(jobOf({ completions: 1000 }), pods)
  assert.equal(first.status.uncountedTerminatedPods?.succeeded?.length, 500)
  assert.equal(accountedPods(first.facts, first.status).length, 500)
})

test('nextStatus() gives the final condition only when every pod has gone and been counted', () => {
  const types = (status: Job['status']) => status?.conditions?.map(({ type }) => type)
  const pod = worker('a', succeeded)
  const interim = step(jobOf(), [pod])
  assert.deepEqual(types(interim.status), ['SuccessCriteriaMet'])
  const leaving = worker('l', { meta: { ...dying, finalizers: [] } })
  const freed = { ...pod, metadata: { ...pod.metadata, finalizers: [] } }
  assert.deepEqual(types(step(jobOf({}, interim.status), [freed, leaving]).status), ['SuccessCriteriaMet'])
  const final = step(jobOf({}, interim.status), [freed]).status
  assert.deepEqual(types(final), ['SuccessCriteriaMet', 'Complete'])
  assert.equal(final.completionTime, timeText(nowMs))
})

test('judgeFailure() takes the first rule that matches', () => {
  const exit = (exitCode: number, name = 'c') => {
    const status = {
      name,
      image: '',
      imageID: '',
      ready: false,
      restartCount: 0,
      state: { terminated: { exitCode } },
    }
    return worker('a', { ...failed, status: { containerStatuses: [status] } })
  }
  const rules = [
    { action: 'Ignore' as const, onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
    {
      action: 'FailIndex' as const,
      onExitCodes: { containerName: 'side', operator: 'In' as const, values: [1] },
    },
    { action: 'FailJob' as const, onExitCodes: { operator: 'NotIn' as const, values: [1, 2] } },
  ]
  const action = (pod: Pod) => judgeFailure({ rules }, pod).action
  assert.equal(action(exit(1)), 'Count')
  assert.equal(action(exit(1, 'side')), 'FailIndex')
  assert.equal(action(exit(3)), 'FailJob')
  assert.equal(action(exit(0)), 'Count')
  const target = { type: 'DisruptionTarget', status: 'True' as const, lastTransitionTime: timeText(epoch) }
  assert.equal(action(worker('a', { ...failed, status: { conditions: [target] } })), 'Ignore')
  assert.equal(judgeFailure(undefined, exit(3)).action, 'Count')
})
