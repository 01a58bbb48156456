// Deletes finished jobs, and with them their pods, when their time is over.
// Upstream: pkg/controller/ttlafterfinished/ttlafterfinished_controller.go.
import { Job } from '../../api/batch/job/job.kind.ts'
import { isNotFound } from '../../machinery/status-error.ts'
import { done, type ReconcileContext, type Verdict } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { timeLeftMs } from './ttl-after-finished.plan.ts'

export const ttlAfterFinished = defineController({
  name: 'ttl-after-finished',
  for: Job,
  workers: 5,
  reconcile,
})

async function reconcile({ key, cache, client, clock, signal }: ReconcileContext): Promise<Verdict> {
  const cached = cache.get(Job, key)
  const left = cached === undefined ? undefined : timeLeftMs(cached, clock.now())
  if (cached === undefined || left === undefined) return done
  if (left > 0) return { requeueAfterMs: left }
  try {
    // The time to live may have been changed since the cache was filled.
    const fresh = await client.get(Job, cached.metadata, { signal })
    const { uid, resourceVersion } = fresh.metadata
    if (uid !== cached.metadata.uid || (timeLeftMs(fresh, clock.now()) ?? 1) > 0) return done
    const preconditions = { uid, resourceVersion }
    await client.delete(Job, fresh.metadata, { propagationPolicy: 'Foreground', preconditions, signal })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
  return done
}
