import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CronJob } from '../../src/api/batch/cron-job/cron-job.kind.ts'
import { Job } from '../../src/api/batch/job/job.kind.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import { kinds } from '../../src/api/kinds.ts'
import { cronjob } from '../../src/controllers/cronjob/cronjob.controller.ts'
import { garbageCollector } from '../../src/controllers/garbage-collector/garbage-collector.controller.ts'
import { job } from '../../src/controllers/job/job.controller.ts'
import { ttlAfterFinished } from '../../src/controllers/ttl-after-finished/ttl-after-finished.controller.ts'
import { type ControlPlane, readyStatus, startControlPlane } from './control-plane.ts'

const template = { spec: { containers: [{ name: 'c', image: 'i' }], restartPolicy: 'Never' as const } }

/** Pods succeed after `ms`. */
const succeedAfter =
  (plane: ControlPlane, ms: number): ControlPlane['play'] =>
  (pod) => {
    if (pod.status?.phase === 'Pending' || pod.status?.phase === undefined)
      return readyStatus(plane.clock.now())
    const over = plane.clock.now() - Date.parse(pod.status.startTime ?? '') >= ms
    return pod.status.phase === 'Running' && over ? { phase: 'Succeeded' } : undefined
  }

test('cronjob starts a job at each time, keeps its history, and remembers its successes', async () => {
  await using plane = await startControlPlane([cronjob, job, garbageCollector(kinds)])
  plane.play = succeedAfter(plane, 5000)
  const { client, signal } = plane
  const ref = { namespace: 'default', name: 'tick' }
  const spec = { schedule: '*/5 * * * *', jobTemplate: { spec: { template } }, successfulJobsHistoryLimit: 2 }
  await client.create(CronJob, { metadata: ref, spec }, { signal })
  await plane.pass(21 * 60_000)
  const jobs = await plane.list(Job)
  const status = (await client.get(CronJob, ref, { signal })).status
  assert.deepEqual(jobs.map(({ metadata }) => metadata.name).sort(), ['tick-29453775', 'tick-29453780'])
  assert.deepEqual([status?.lastScheduleTime, status?.active], ['2026-01-01T00:20:00Z', undefined])
  assert.ok(status?.lastSuccessfulTime?.startsWith('2026-01-01T00:20:0'))
  await plane.until(async () => (await plane.list(Pod)).length === 2, { limitMs: 60_000 })
  const events = await plane.events('tick')
  assert.ok(events.includes('SuccessfulCreate Created job tick-29453765'))
  assert.ok(events.some((text) => text.startsWith('SawCompletedJob Saw completed job: tick-')))
})

test('ttl-after-finished deletes a finished job with its pods when its time is over', async () => {
  await using plane = await startControlPlane([job, ttlAfterFinished, garbageCollector(kinds)])
  plane.play = succeedAfter(plane, 1000)
  const { client, signal } = plane
  const metadata = { namespace: 'default', name: 'once' }
  await client.create(Job, { metadata, spec: { template, ttlSecondsAfterFinished: 60 } }, { signal })
  await plane.until(async () => (await plane.list(Job))[0]?.status?.completionTime !== undefined)
  await plane.pass(55_000)
  assert.equal((await plane.list(Job)).length, 1)
  await plane.until(async () => (await plane.list(Job)).length === 0, { limitMs: 20_000 })
  assert.equal((await plane.list(Pod)).length, 0)
})
