// Counts what the objects of a namespace take of its quotas. Admission adds before an object is stored; this takes away
// when objects go, and mends what admission had counted for objects that never came.
// Upstream: pkg/controller/resourcequota/resource_quota_controller.go.
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import type { QuotaEvaluator } from '../../api/core/resource-quota/quota-evaluator.ts'
import { quotaEvaluatorOf } from '../../api/core/resource-quota/quota-evaluators.ts'
import { ResourceQuota } from '../../api/core/resource-quota/resource-quota.kind.ts'
import { equalJson } from '../../machinery/json-value.ts'
import { type Kind, type KubeObject, objectKey } from '../../machinery/kind.ts'
import { type Controller, done, type Watch } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { DiscoveredKinds } from '../framework/discovered-kinds.ts'
import { planStatus } from './resourcequota.plan.ts'

/** Upstream: --resource-quota-sync-period. */
const resyncMs = 5 * 60_000

/** `kinds` are all that are built in; others are discovered. */
export function resourceQuotaController(kinds: readonly Kind[]): Controller {
  const counted = kinds.filter(isCounted)
  return defineController({
    name: 'resourcequota',
    for: ResourceQuota,
    // Usage is written by admission and by this controller itself.
    matters: (next, old) => !equalJson(next.spec as never, old.spec as never),
    watches: counted.map(replenishing),
    workers: 5,
    state: (): { discovered?: DiscoveredKinds } => ({}),
    beside({ env, state, cache, wake }) {
      const wakeAll = (kind: Kind, quotas: readonly ResourceQuota[]) => {
        for (const quota of quotas) if (counts(kind, quota)) wake(objectKey(quota))
      }
      const changed = ({ metadata }: KubeObject, kind: Kind) =>
        wakeAll(kind, cache.list(ResourceQuota, metadata.namespace))
      const discovered = new DiscoveredKinds(env, kinds, {
        observe: (kind, obj) => changed(obj, kind),
        forget: changed,
        listed: (kind) => wakeAll(kind, cache.list(ResourceQuota)),
        changed: () => {},
      })
      state.discovered = discovered
      return discovered
    },
    async reconcile({ key, cache, client, clock, signal, state }) {
      const quota = cache.get(ResourceQuota, key)
      if (quota === undefined) return done
      const { namespace = '' } = quota.metadata
      const relevant = counted.flatMap((kind) => {
        const evaluator = evaluatorFor(kind, quota)
        return evaluator === undefined ? [] : [{ evaluator, objects: cache.list(kind, namespace) }]
      })
      for (const { kind, objects } of state.discovered?.objectsIn(namespace) ?? []) {
        const evaluator = evaluatorFor(kind, quota)
        if (evaluator !== undefined) relevant.push({ evaluator, objects })
      }
      const status = planStatus(quota, relevant, clock.now())
      if (status !== undefined) await client.updateStatus(ResourceQuota, { ...quota, status }, { signal })
      return { requeueAfterMs: resyncMs }
    },
  })
}

function isCounted(kind: Kind): boolean {
  return (
    kind.scope === 'Namespaced' &&
    kind.virtual !== true &&
    kind.storedAs === undefined &&
    kind.plural !== 'events' &&
    (kind.verbs ?? ['watch']).includes('watch')
  )
}

/** Wakes the quotas of the object's namespace that count its kind. */
function replenishing(kind: Kind): Watch {
  return {
    kind,
    matters: (next, old) => mattersToQuotas(kind, next, old),
    map: ({ metadata }, { cache }) =>
      cache
        .list(ResourceQuota, metadata.namespace ?? '')
        .flatMap((quota) => (counts(kind, quota) ? [objectKey(quota)] : [])),
  }
}

function counts(kind: Kind, quota: ResourceQuota): boolean {
  return evaluatorFor(kind, quota) !== undefined
}

/** Undefined where the quota does not limit the kind. */
function evaluatorFor(kind: Kind, { spec }: ResourceQuota): QuotaEvaluator<unknown> | undefined {
  const evaluator = quotaEvaluatorOf(kind)
  const isLimited = evaluator !== undefined && evaluator.matching(Object.keys(spec.hard ?? {})).length > 0
  return isLimited ? evaluator : undefined
}

/** Updates that can change what an object takes. */
function mattersToQuotas(kind: Kind, next: KubeObject, old: KubeObject): boolean {
  if (kind.group !== '') return false
  const changed = (pick: (obj: KubeObject) => unknown) =>
    !equalJson((pick(next) ?? null) as never, (pick(old) ?? null) as never)
  if (kind.plural === 'pods') {
    return (
      changed((obj) => (obj as unknown as Pod).status?.phase) ||
      changed(({ metadata }) => metadata.generation)
    )
  }
  if (kind.plural === 'services' || kind.plural === 'persistentvolumeclaims') {
    return (
      changed((obj) => (obj as { readonly spec?: unknown }).spec) ||
      changed((obj) => (obj as { readonly status?: unknown }).status)
    )
  }
  return false
}
