import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Job } from '../../src/api/batch/job/job.kind.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import { job } from '../../src/controllers/job/job.controller.ts'
import { timeText } from '../../src/machinery/meta/time.ts'
import { type ControlPlane, readyStatus, startControlPlane } from './control-plane.ts'

const ref = { namespace: 'default', name: 'work' }
type Spec = Partial<Job['spec']>

async function start(
  spec: Spec,
  play?: (plane: ControlPlane) => ControlPlane['play'],
): Promise<ControlPlane> {
  const plane = await startControlPlane([job])
  if (play !== undefined) plane.play = play(plane)
  const template = { spec: { containers: [{ name: 'c', image: 'i' }], restartPolicy: 'Never' as const } }
  await plane.client.create(Job, { metadata: ref, spec: { template, ...spec } }, { signal: plane.signal })
  return plane
}

const get = (plane: ControlPlane) => plane.client.get(Job, ref, { signal: plane.signal })
const patch = async (plane: ControlPlane, spec: unknown) => {
  await plane.client.patch(Job, ref, { type: 'merge', body: { spec }, signal: plane.signal })
}

async function condition(plane: ControlPlane, type: string): Promise<string | undefined> {
  const found = (await get(plane)).status?.conditions?.find(
    (each) => each.type === type && each.status === 'True',
  )
  return found === undefined ? undefined : `${found.reason}: ${found.message}`
}

/** The status of a pod that ended. */
function ended(plane: ControlPlane, exitCode: number): NonNullable<Pod['status']> {
  const finishedAt = timeText(plane.clock.now())
  const state = { terminated: { exitCode, finishedAt } }
  const container = { name: 'c', image: 'i', imageID: '', ready: false, restartCount: 0, state }
  return { phase: exitCode === 0 ? 'Succeeded' : 'Failed', containerStatuses: [container] }
}

/** Pods run for `ms`, then exit as told. */
const runsFor =
  (ms: number, exitCode: (pod: Pod) => number) =>
  (plane: ControlPlane): ControlPlane['play'] =>
  (pod) => {
    if (pod.status?.phase === 'Pending' || pod.status?.phase === undefined)
      return readyStatus(plane.clock.now())
    const over = plane.clock.now() - Date.parse(pod.status.startTime ?? '') >= ms
    return pod.status.phase === 'Running' && over ? ended(plane, exitCode(pod)) : undefined
  }

const untracked = async (plane: ControlPlane) =>
  (await plane.list(Pod)).every(({ metadata }) => (metadata.finalizers ?? []).length === 0)

test('job runs to its completions, never more at once than its parallelism, and counts each', async () => {
  await using plane = await start(
    { completions: 5, parallelism: 2 },
    runsFor(5000, () => 0),
  )
  await plane.until(async () => {
    const running = (await plane.list(Pod)).filter(({ status }) => status?.phase !== 'Succeeded')
    assert.ok(running.length <= 2)
    return (await condition(plane, 'Complete')) !== undefined
  })
  const { status } = await get(plane)
  assert.deepEqual([status?.succeeded, status?.failed, status?.active], [5, undefined, undefined])
  assert.ok(status?.startTime && status.completionTime)
  assert.deepEqual(
    status.conditions?.map(({ type }) => type),
    ['SuccessCriteriaMet', 'Complete'],
  )
  assert.equal(
    await condition(plane, 'Complete'),
    'CompletionsReached: Reached expected number of succeeded pods',
  )
  assert.equal((await plane.list(Pod)).length, 5)
  assert.ok(await untracked(plane))
  const events = await plane.events('work')
  assert.equal(events.filter((text) => text.startsWith('SuccessfulCreate Created pod: work-')).length, 5)
  assert.ok(events.includes('Completed Job completed'))
  assert.equal(plane.counters.get('job')?.errors, 0)
})

test('job gives up after backoffLimit failures, waiting longer before each pod', async () => {
  await using plane = await start(
    { backoffLimit: 2 },
    runsFor(1000, () => 1),
  )
  const starts: number[] = []
  await plane.until(async () => {
    const pods = await plane.list(Pod)
    while (starts.length < pods.length) starts.push(plane.clock.now())
    return (await condition(plane, 'Failed')) !== undefined
  })
  assert.equal(
    await condition(plane, 'Failed'),
    'BackoffLimitExceeded: Job has reached the specified backoff limit',
  )
  const { status } = await get(plane)
  assert.deepEqual([status?.failed, status?.succeeded], [3, undefined])
  assert.deepEqual(
    status?.conditions?.map(({ type }) => type),
    ['FailureTarget', 'Failed'],
  )
  const gaps = starts.slice(1).map((time, i) => Math.round((time - (starts[i] ?? 0)) / 1000))
  assert.ok(gaps[0] !== undefined && gaps[0] >= 10 && gaps[0] <= 13, String(gaps))
  assert.ok(gaps[1] !== undefined && gaps[1] >= 20 && gaps[1] <= 23, String(gaps))
  assert.ok(
    (await plane.events('work')).some((text) => text.startsWith('BackoffLimitExceeded Job has reached')),
  )
})

test('job stops at its deadline and deletes what still runs', async () => {
  await using plane = await start(
    { activeDeadlineSeconds: 30, parallelism: 2 },
    runsFor(1e9, () => 0),
  )
  await plane.pass(25_000)
  assert.equal((await get(plane)).status?.active, 2)
  await plane.until(async () => (await condition(plane, 'Failed')) !== undefined, { limitMs: 20_000 })
  assert.equal(
    await condition(plane, 'Failed'),
    'DeadlineExceeded: Job was active longer than specified deadline',
  )
  assert.equal((await plane.list(Pod)).length, 0)
  assert.equal((await get(plane)).status?.failed, 2)
})

test('job suspends and resumes without counting the pods it stopped', async () => {
  await using plane = await start(
    { parallelism: 2, completions: 2 },
    runsFor(20_000, () => 0),
  )
  await plane.until(async () => (await get(plane)).status?.active === 2)
  await patch(plane, { suspend: true })
  await plane.until(async () => (await condition(plane, 'Suspended')) !== undefined)
  await plane.until(async () => (await plane.list(Pod)).length === 0)
  await plane.pass(60_000)
  assert.equal((await get(plane)).status?.failed, undefined)
  const before = (await get(plane)).status?.startTime
  await patch(plane, { suspend: false })
  await plane.until(async () => (await condition(plane, 'Complete')) !== undefined)
  const { status } = await get(plane)
  assert.deepEqual([status?.succeeded, status?.failed], [2, undefined])
  assert.notEqual(status?.startTime, before)
  const events = (await plane.events('work')).filter((text) => /^(Suspended|Resumed)/.test(text))
  assert.deepEqual(events, ['Suspended Job suspended', 'Resumed Job resumed'])
})

test('job with indexes runs each index once and repeats those that fail', async () => {
  const failedOnce = new Set<string>()
  const exitCode = (pod: Pod) => {
    const index = pod.metadata.annotations?.['batch.kubernetes.io/job-completion-index'] ?? ''
    if (index !== '2' || failedOnce.has(index)) return 0
    failedOnce.add(index)
    return 1
  }
  await using plane = await start(
    { completionMode: 'Indexed', completions: 4, parallelism: 2 },
    runsFor(1000, exitCode),
  )
  await plane.until(async () => (await condition(plane, 'Complete')) !== undefined)
  const { status } = await get(plane)
  assert.deepEqual([status?.completedIndexes, status?.succeeded, status?.failed], ['0-3', 4, 1])
  const pods = await plane.list(Pod)
  const third = pods.find(({ metadata }) => /^work-3-\w{5}$/.test(metadata.name))
  assert.equal(third?.spec.hostname, 'work-3')
  assert.equal(third?.spec.containers[0]?.env?.[0]?.name, 'JOB_COMPLETION_INDEX')
  assert.equal(third?.metadata.labels?.['batch.kubernetes.io/job-completion-index'], '3')
})

test('job with limits an index gives up single indexes and fails when all have ended', async () => {
  const isOdd = (pod: Pod) =>
    Number(pod.metadata.annotations?.['batch.kubernetes.io/job-completion-index']) % 2
  await using plane = await start(
    { completionMode: 'Indexed', completions: 4, parallelism: 4, backoffLimitPerIndex: 1 },
    runsFor(1000, isOdd),
  )
  await plane.until(async () => (await condition(plane, 'Failed')) !== undefined)
  const { status } = await get(plane)
  assert.deepEqual([status?.completedIndexes, status?.failedIndexes, status?.failed], ['0,2', '1,3', 4])
  assert.equal(await condition(plane, 'Failed'), 'FailedIndexes: Job has failed indexes')
  assert.ok(await untracked(plane))
})

test('job heeds its pod failure policy', async () => {
  const rules = [
    { action: 'Ignore' as const, onExitCodes: { operator: 'In' as const, values: [7] } },
    { action: 'FailJob' as const, onExitCodes: { operator: 'In' as const, values: [42] } },
  ]
  const codes = [7, 7, 42]
  await using plane = await start(
    { podFailurePolicy: { rules }, backoffLimit: 0 },
    runsFor(1000, () => codes.shift() ?? 0),
  )
  await plane.until(async () => (await condition(plane, 'Failed')) !== undefined)
  const why = await condition(plane, 'Failed')
  assert.match(
    why ?? '',
    /^PodFailurePolicy: Container c for pod default\/work-\w+ failed with exit code 42 matching FailJob rule at index 1$/,
  )
  assert.equal((await get(plane)).status?.failed, 1)
})

test('job succeeds early by its success policy', async () => {
  const successPolicy = { rules: [{ succeededIndexes: '0', succeededCount: 1 }] }
  const leader = (pod: Pod) => pod.metadata.annotations?.['batch.kubernetes.io/job-completion-index'] === '0'
  await using plane = await start(
    { completionMode: 'Indexed', completions: 3, parallelism: 3, successPolicy },
    (made) => {
      const [quick, slow] = [runsFor(1000, () => 0)(made), runsFor(1e9, () => 0)(made)]
      return (pod) => (leader(pod) ? quick(pod) : slow(pod))
    },
  )
  await plane.until(async () => (await condition(plane, 'Complete')) !== undefined)
  assert.equal(await condition(plane, 'SuccessCriteriaMet'), 'SuccessPolicy: Matched rules at index 0')
  assert.equal((await get(plane)).status?.completedIndexes, '0')
})

test('job that is deleted lets go of its pods', async () => {
  await using plane = await start(
    { parallelism: 2, completions: 2 },
    runsFor(1e9, () => 0),
  )
  await plane.until(async () => (await get(plane)).status?.active === 2)
  await plane.client.delete(Job, ref, { signal: plane.signal, propagationPolicy: 'Background' })
  await plane.until(() => untracked(plane))
  assert.equal((await plane.list(Pod)).length, 2)
})

test('job makes fewer pods when its parallelism shrinks, and does not count those it stopped', async () => {
  await using plane = await start(
    { parallelism: 4, completions: 8 },
    runsFor(1e9, () => 0),
  )
  await plane.until(async () => (await get(plane)).status?.active === 4)
  await patch(plane, { parallelism: 1 })
  await plane.until(
    async () => (await get(plane)).status?.active === 1 && (await plane.list(Pod)).length === 1,
  )
  assert.equal((await get(plane)).status?.failed, undefined)
})
