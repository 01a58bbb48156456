import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Job } from '../../api/batch/job/job.kind.ts'
import { timeText } from '../../machinery/meta/time.ts'
import { epoch, metaOf } from '../framework/test-objects.ts'
import { timeLeftMs } from './ttl-after-finished.plan.ts'

function jobOf(ttl: number | undefined, type: string, status: 'True' | 'False' = 'True'): Job {
  return {
    apiVersion: Job.apiVersion,
    kind: Job.kind,
    metadata: metaOf('work'),
    spec: { template: {}, ttlSecondsAfterFinished: ttl },
    status: { conditions: [{ type, status, lastTransitionTime: timeText(epoch) }] },
  }
}

test('timeLeftMs() counts from the final condition, and only where there is a time to live', () => {
  assert.equal(timeLeftMs(jobOf(10, 'Complete'), epoch + 4000), 6000)
  assert.equal(timeLeftMs(jobOf(10, 'Failed'), epoch + 14_000), -4000)
  assert.equal(timeLeftMs(jobOf(0, 'Complete'), epoch), 0)
  assert.equal(timeLeftMs(jobOf(undefined, 'Complete'), epoch), undefined)
  assert.equal(timeLeftMs(jobOf(10, 'FailureTarget'), epoch), undefined)
  assert.equal(timeLeftMs(jobOf(10, 'Complete', 'False'), epoch), undefined)
  const going = jobOf(10, 'Complete')
  const metadata = { ...going.metadata, deletionTimestamp: timeText(epoch) }
  assert.equal(timeLeftMs({ ...going, metadata }, epoch + 99_000), undefined)
})
