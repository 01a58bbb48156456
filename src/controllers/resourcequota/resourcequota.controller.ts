// Counts what the objects of a namespace take of its quotas. Admission adds before an object is stored; this takes away
// when objects go, and mends what admission had counted for objects that never came.
// Upstream: pkg/controller/resourcequota/resource_quota_controller.go.
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { quotaEvaluatorOf } from '../../api/core/resource-quota/quota-evaluators.ts'
import { ResourceQuota } from '../../api/core/resource-quota/resource-quota.kind.ts'
import { equalJson } from '../../machinery/json-value.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import type { Cache } from '../framework/cache.ts'
import { type Controller, done, type Watch } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { planStatus } from './resourcequota.plan.ts'

/** Upstream: --resource-quota-sync-period. */
const resyncMs = 5 * 60_000

/** `kinds` are all that are served. */
export function resourceQuotaController(kinds: readonly Kind[]): Controller {
  const counted = kinds.filter(isCounted)
  return defineController({
    name: 'resourcequota',
    for: ResourceQuota,
    // Usage is written by admission and by this controller itself.
    matters: (next, old) => !equalJson(next.spec as never, old.spec as never),
    watches: counted.map(replenishing),
    workers: 5,
    async reconcile({ key, cache, client, clock, signal }) {
      const quota = cache.get(ResourceQuota, key)
      if (quota === undefined) return done
      const names = Object.keys(quota.spec.hard ?? {})
      const relevant = counted.flatMap((kind) => {
        const evaluator = quotaEvaluatorOf(kind)
        if (evaluator === undefined || evaluator.matching(names).length === 0) return []
        return [{ evaluator, objects: cache.list(kind, quota.metadata.namespace) }]
      })
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
  const evaluator = quotaEvaluatorOf(kind)
  return {
    kind,
    matters: (next, old) => mattersToQuotas(kind, next, old),
    map: ({ metadata }, { cache }) => quotasOn(metadata.namespace ?? '', cache),
  }

  function quotasOn(namespace: string, cache: Cache): readonly string[] {
    return cache.list(ResourceQuota, namespace).flatMap((quota) => {
      const names = Object.keys(quota.spec.hard ?? {})
      const isConcerned = evaluator !== undefined && evaluator.matching(names).length > 0
      return isConcerned ? [`${namespace}/${quota.metadata.name}`] : []
    })
  }
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
