// Evicting a pod: a delete that asks the pod's disruption budget first.
// Upstream: pkg/registry/core/pod/storage/eviction.go.

import { isPodReady, withPodCondition } from '../../../api/core/pod/pod.conditions.ts'
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import { type Eviction, eviction as evictionSchema } from '../../../api/policy/eviction/eviction.schema.ts'
import { PodDisruptionBudget } from '../../../api/policy/pod-disruption-budget/pod-disruption-budget.kind.ts'
import { must } from '../../../base/assert.ts'
import type { Kind } from '../../../machinery/kind.ts'
import { timeText } from '../../../machinery/meta/time.ts'
import { compileLabelSelector } from '../../../machinery/selectors/labels.ts'
import {
  badRequest,
  conflict,
  forbidden,
  internalError,
  optimisticLockMessage,
  statusFailure,
} from '../../../machinery/status-error.ts'
import type { ApiRequest } from '../../request/api-request.ts'
import type { ServerResponse } from '../../request/exchange.ts'
import { writeOptions } from '../../request/options.ts'
import { successStatus } from '../../request/respond.ts'
import { answerValue } from '../answer-object.ts'
import type { Core } from '../core.ts'
import { decodeBody } from '../decode-body.ts'
import { removeObject } from '../delete.ts'
import { checkedDeleteOptions, type DeleteOptions } from '../delete-options.ts'
import { existing } from '../get.ts'
import { asKube, keyOf } from '../object.ts'
import type { Resource } from '../resource.ts'
import { encodeFor, putObject } from '../store-write.ts'
import type { SubresourceHandler } from '../subresources.ts'
import { admitSubresource } from './admit-subresource.ts'

const body = { group: 'policy', version: 'v1', kind: 'Eviction', schema: evictionSchema }
const maxDisruptedPods = 2000
const retrySeconds = 10
const attempts = 10

export const evictionSubresource: SubresourceHandler = { create: evict }

async function evict(request: ApiRequest, pods: Resource, core: Core): Promise<ServerResponse> {
  const write = writeOptions(request, 'CreateOptions')
  const obj = await decodeBody(request, body, write.fieldValidation)
  const asked = obj as unknown as Eviction
  const { name, namespace } = request.info
  const given = asked.metadata?.name ?? ''
  if (given !== '' && given !== name) throw badRequest('name in URL does not match name in Eviction object')
  const raw = checkedDeleteOptions((asked.deleteOptions ?? {}) as Parameters<typeof checkedDeleteOptions>[0])
  const options = { ...raw, dryRun: raw.dryRun || write.dryRun }
  await core.feed.fresh(request)
  const pod = pods.objectOf(existing(request, pods)) as Pod
  const posted = {
    resource: pods,
    subresource: 'eviction',
    name,
    object: asKube(obj),
    dryRun: options.dryRun,
  }
  await admitSubresource(request, posted, core)
  if (!mayGoAnyway(pod)) await askBudget(pod, { core, options })
  const key = keyOf(namespace, name)
  if (!options.dryRun) await markDisrupted(key, pods, core)
  await removeObject(key, { request, resource: pods, options, admitted: true }, core)
  return answerValue({ ...successStatus(undefined), code: 201 }, request, 201)
}

/** Such a pod does not count for any budget. */
function mayGoAnyway(pod: Pod): boolean {
  const phase = pod.status?.phase
  return (
    phase === 'Succeeded' ||
    phase === 'Failed' ||
    phase === 'Pending' ||
    pod.metadata.deletionTimestamp !== undefined
  )
}

interface Asking {
  readonly core: Core
  readonly options: DeleteOptions
}

function budgetsFor(pod: Pod, budgets: Resource): string[] {
  const namespace = pod.metadata.namespace ?? ''
  const entries = budgets.cache.entries(namespace)
  return entries
    .filter((entry) => {
      const { spec } = budgets.objectOf(entry) as PodDisruptionBudget
      return spec.selector !== undefined && compileLabelSelector(spec.selector).matches(pod.metadata.labels)
    })
    .map(({ key }) => key)
}

async function askBudget(pod: Pod, { core, options }: Asking): Promise<void> {
  const budgets = must(
    core.resources.of(PodDisruptionBudget as unknown as Kind),
    'disruption budgets are not served',
  )
  const [key, another] = budgetsFor(pod, budgets)
  if (key === undefined) return
  if (another !== undefined) {
    throw internalError(
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    )
  }
  for (let attempt = 1; attempt <= attempts; attempt++) {
    await core.feed.fresh()
    const entry = budgets.cache.get(key)
    if (entry === undefined) return
    const budget = budgets.objectOf(entry) as PodDisruptionBudget
    if (!isPodReady(pod) && unhealthyMayGo(budget)) return
    refuseWithout(budget)
    if (options.dryRun) return
    const next = budgets.copyOf(entry)
    const { status } = budget
    next.status = {
      ...status,
      disruptionsAllowed: (status?.disruptionsAllowed ?? 0) - 1,
      disruptedPods: { ...status?.disruptedPods, [pod.metadata.name]: timeText(core.clock.now()) },
    }
    const written = encodeFor(budgets, next)
    if (
      (await putObject(
        { resource: budgets, key, written, ttlSource: next, expected: entry.revision },
        core,
      )) !== undefined
    )
      return
  }
  throw conflict({ group: 'policy', resource: 'poddisruptionbudgets' }, key, optimisticLockMessage)
}

/** Upstream: canIgnorePDB and UnhealthyPodEvictionPolicy. */
function unhealthyMayGo({ spec, status }: PodDisruptionBudget): boolean {
  if (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true
  const { currentHealthy = 0, desiredHealthy = 0 } = status ?? {}
  return currentHealthy >= desiredHealthy && desiredHealthy > 0
}

function refuseWithout(budget: PodDisruptionBudget): void {
  const { metadata, status } = budget
  const { name } = metadata
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    throw cannotEvict(`The disruption budget ${name} is still being processed by the server.`)
  }
  const allowed = status?.disruptionsAllowed ?? 0
  const subject = { group: 'policy', resource: 'poddisruptionbudget' }
  if (allowed < 0) throw forbidden(subject, name, 'pdb disruptions allowed is negative')
  if (Object.keys(status?.disruptedPods ?? {}).length > maxDisruptedPods) {
    throw forbidden(
      subject,
      name,
      'DisruptedPods map too big - too many evictions not confirmed by PDB controller',
    )
  }
  if (allowed > 0) return
  const { desiredHealthy = 0, currentHealthy = 0 } = status ?? {}
  throw cannotEvict(
    `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
    0,
  )
}

function cannotEvict(cause: string, retryAfterSeconds = retrySeconds): Error {
  const message = "Cannot evict pod as it would violate the pod's disruption budget."
  const causes = [{ reason: 'DisruptionBudget', message: cause }]
  const details = { causes, ...(retryAfterSeconds > 0 && { retryAfterSeconds }) }
  return statusFailure(429, 'TooManyRequests', message, { details })
}

async function markDisrupted(key: string, pods: Resource, core: Core): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const entry = pods.cache.get(key)
    if (entry === undefined) return
    const pod = pods.objectOf(entry) as Pod
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'EvictionByEvictionAPI',
      message: 'Eviction API: evicting',
      ...(pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation }),
    }
    const conditions = withPodCondition(pod.status?.conditions, condition as never, core.clock.now())
    if (conditions === pod.status?.conditions) return
    const next = pods.copyOf(entry)
    next.status = { ...pod.status, conditions }
    const written = encodeFor(pods, next)
    if (
      (await putObject({ resource: pods, key, written, ttlSource: next, expected: entry.revision }, core)) !==
      undefined
    )
      return
  }
}
