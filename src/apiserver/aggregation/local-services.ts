// An API service for each group version that the server itself serves, so that `kubectl get apiservices` tells them all.
// Upstream: kube-aggregator pkg/controllers/autoregister/autoregister_controller.go.
// Differs: a built-in group goes on being served when somebody deletes its API service.
import { APIService } from '../../api/apiregistration/api-service/api-service.kind.ts'
import { must } from '../../base/assert.ts'
import { equalJson } from '../../machinery/json-value.ts'
import type { Kind } from '../../machinery/kind.ts'
import type { Core } from '../registry/core.ts'
import { ensureObject, type OwnObject, removeOwn } from '../registry/internal-writes.ts'
import type { Resources } from '../registry/resources.ts'
import { customPriorities, groupPriorities } from './priorities.data.ts'

export const automanagedLabel = 'kube-aggregator.kubernetes.io/automanaged'
/** Kept right when the server starts, and free for the user to change after. */
const onStart = 'onstart'
const always = 'true'
const ownGroup = 'apiregistration.k8s.io'
const kind = APIService as unknown as Kind

interface LocalService extends OwnObject {
  readonly managed: typeof onStart | typeof always
}

/** What there should be. Pure. */
export function localServices(kinds: readonly Kind[]): readonly LocalService[] {
  const seen = new Map<string, LocalService>()
  for (const { group, version, custom } of kinds) {
    const name = `${version}.${group}`
    if (group === ownGroup || seen.has(name)) continue
    const priorities = Object.hasOwn(groupPriorities, group) ? groupPriorities[group] : undefined
    const built = priorities?.[1][version]
    // A built-in version that upstream's table does not know is not registered there either.
    if (built === undefined && custom === undefined) continue
    const managed = built === undefined ? always : onStart
    const spec = {
      ...(group !== '' && { group }),
      version,
      groupPriorityMinimum: built === undefined ? customPriorities.group : (priorities?.[0] ?? 0),
      versionPriority: built ?? customPriorities.version,
    }
    seen.set(name, {
      kind,
      name,
      managed,
      body: { metadata: { labels: { [automanagedLabel]: managed } }, spec },
    })
  }
  return [...seen.values()]
}

/** Creates what is missing, mends what the server keeps, and removes what it no longer serves. */
export async function registerLocalServices(
  core: Core,
  options: { readonly signal: AbortSignal; readonly starting: boolean },
): Promise<void> {
  const { signal, starting } = options
  const wanted = localServices(core.resources.kinds)
  const keeps = (managed: string | undefined) => managed === always || (starting && managed === onStart)
  await Promise.all(
    wanted.map((own) => {
      const { managed, body } = own
      if (!starting && managed === onStart) return undefined
      return ensureObject(own, core, {
        signal,
        reconcile(current) {
          if (!keeps(current.metadata.labels?.[automanagedLabel])) return false
          if (equalJson(current.spec, body.spec)) return false
          current.spec = body.spec
          return true
        },
      })
    }),
  )
  const names = new Set(wanted.map(({ name }) => name))
  for (const service of currentServices(core.resources)) {
    const { name, labels } = service.metadata
    if (!names.has(name) && keeps(labels?.[automanagedLabel]))
      await removeOwn({ kind, name, body: {} }, core, { signal })
  }
}

export function currentServices(resources: Resources): readonly APIService[] {
  const resource = must(resources.of(kind), 'API services are not served')
  return resource.cache.entries().map((entry) => resource.objectOf(entry) as APIService)
}
