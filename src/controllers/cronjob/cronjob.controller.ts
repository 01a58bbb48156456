// Starts jobs by the clock. Upstream: pkg/controller/cronjob/cronjob_controllerv2.go.
import { CronJob } from '../../api/batch/cron-job/cron-job.kind.ts'
import type { CronJobStatus } from '../../api/batch/cron-job/cron-job.schema.ts'
import { Job } from '../../api/batch/job/job.kind.ts'
import { semanticEqual } from '../../machinery/equality.ts'
import type { Draft } from '../../machinery/kind.ts'
import { isControlledBy } from '../../machinery/meta/owners.ts'
import { isAlreadyExists, isNotFound } from '../../machinery/status-error.ts'
import { done, type ReconcileContext, type Verdict } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { isNamespaceTerminating } from '../framework/errors.ts'
import { type CronJobPlan, planCronJob, withStarted } from './cronjob.plan.ts'

export const cronjob = defineController({ name: 'cronjob', for: CronJob, owns: [Job], workers: 5, reconcile })

type Acting = ReconcileContext & { readonly cronJob: CronJob }

async function reconcile(context: ReconcileContext): Promise<Verdict> {
  const { key, cache, clock, client, events, signal } = context
  const cronJob = cache.get(CronJob, key)
  if (cronJob === undefined) return done
  const plan = planCronJob(cronJob, cache.ownedBy(Job, cronJob), clock.now())
  const acting = { ...context, cronJob }
  for (const event of plan.events) events.event(cronJob, event)
  for (const job of [...plan.replace, ...plan.remove]) await remove(job, acting)
  const status = await start(plan, acting)
  if (!semanticEqual(status, cronJob.status)) {
    await client.updateStatus(CronJob, { ...cronJob, status }, { signal })
  }
  return plan.requeueAfterMs === undefined ? done : { requeueAfterMs: plan.requeueAfterMs }
}

/** The status after what the plan starts has been started. */
async function start(plan: CronJobPlan, acting: Acting): Promise<CronJobStatus> {
  const replaced = new Set(plan.replace.map(({ metadata }) => metadata.uid))
  const active = plan.status.active?.filter(({ uid }) => !replaced.has(uid ?? ''))
  const status = { ...plan.status, active }
  if (plan.start === undefined) return status
  const job = await createJob(plan.start.job, acting)
  return job === undefined ? status : withStarted(status, job, plan.start.atMs)
}

/** The job; undefined where somebody else's has the name, or nothing can be made any more. */
async function createJob(draft: Draft<Job>, acting: Acting): Promise<Job | undefined> {
  const { client, events, signal, cronJob } = acting
  try {
    const job = await client.create(Job, draft, { signal })
    const message = `Created job ${job.metadata.name}`
    events.event(cronJob, { type: 'Normal', reason: 'SuccessfulCreate', message })
    return job
  } catch (error) {
    if (isNamespaceTerminating(error)) return undefined
    if (!isAlreadyExists(error)) {
      const why = error instanceof Error ? error.message : String(error)
      events.event(cronJob, {
        type: 'Warning',
        reason: 'FailedCreate',
        message: `Error creating job: ${why}`,
      })
      throw error
    }
  }
  // Made before, and the status not written.
  const { name = '', namespace } = draft.metadata
  const there = await client.get(Job, { name, namespace }, { signal })
  return isControlledBy(there, cronJob) ? there : undefined
}

async function remove(job: Job, { client, events, signal, cronJob }: Acting): Promise<void> {
  try {
    await client.delete(Job, job.metadata, { propagationPolicy: 'Background', signal })
  } catch (error) {
    if (isNotFound(error)) return
    const why = error instanceof Error ? error.message : String(error)
    events.event(cronJob, { type: 'Warning', reason: 'FailedDelete', message: `Deleted job: ${why}` })
    throw error
  }
  const message = `Deleted job ${job.metadata.name}`
  events.event(cronJob, { type: 'Normal', reason: 'SuccessfulDelete', message })
}
