// Keeps the rules of cluster roles that gather other roles' rules (admin, edit, view and users' own).
// Upstream: pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go.
import { ClusterRole } from '../../api/rbac/cluster-role/cluster-role.kind.ts'
import type { PolicyRule } from '../../api/rbac/shared.schema.ts'
import { isAbort, onAbort } from '../../base/abort.ts'
import { must } from '../../base/assert.ts'
import { sleep } from '../../base/clock.ts'
import { equalJson } from '../../machinery/json-value.ts'
import type { Kind } from '../../machinery/kind.ts'
import { compileLabelSelector } from '../../machinery/selectors/labels.ts'
import type { Core } from '../registry/core.ts'
import { ensureObject } from '../registry/internal-writes.ts'
import type { Resource } from '../registry/resource.ts'

const kind = ClusterRole as unknown as Kind

/** Roles that gather each other may change for ever: they get a turn this often. */
const unsettledPauseMs = 1000

/**
 * Brings every aggregated role up to date; roles may gather aggregated roles, so it goes on until nothing changes. False
 * where that did not come about.
 */
export async function aggregateRoles(core: Core, signal: AbortSignal): Promise<boolean> {
  const resource = must(core.resources.of(kind), 'cluster roles are not served')
  for (let round = 0; round < 10; round++) {
    const stale = staleRoles(resource)
    if (stale.length === 0) return true
    await Promise.all(
      stale.map(({ name, rules }) =>
        ensureObject({ kind, name, body: {} }, core, {
          signal,
          reconcile: (current) => setRules(current, rules),
        }),
      ),
    )
  }
  return false
}

function setRules(current: object, rules: readonly PolicyRule[]): boolean {
  const fields = current as { rules?: readonly PolicyRule[] }
  if (equalJson(fields.rules ?? [], rules)) return false
  fields.rules = rules
  return true
}

function allRoles(resource: Resource): ClusterRole[] {
  return resource.cache.entries().map((entry) => resource.objectOf(entry) as ClusterRole)
}

function staleRoles(resource: Resource): { name: string; rules: readonly PolicyRule[] }[] {
  const roles = allRoles(resource)
  return roles.flatMap((role) => {
    if (role.aggregationRule === undefined) return []
    const rules = gathered(role, roles)
    return equalJson(role.rules ?? [], rules) ? [] : [{ name: role.metadata.name, rules }]
  })
}

function gathered(role: ClusterRole, roles: readonly ClusterRole[]): PolicyRule[] {
  const rules: PolicyRule[] = []
  for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const matching = compileLabelSelector(selector)
    for (const other of roles) {
      if (other.metadata.name === role.metadata.name || !matching.matches(other.metadata.labels)) continue
      for (const rule of other.rules ?? [])
        if (!rules.some((known) => equalJson(known, rule))) rules.push(rule)
    }
  }
  return rules
}

/** Follows changes of cluster roles until the signal aborts. */
export async function runAggregation(core: Core, signal: AbortSignal): Promise<void> {
  const resource = must(core.resources.of(kind), 'cluster roles are not served')
  let wake = () => {}
  let dirty = true
  using _listener = resource.cache.listen(() => {
    dirty = true
    wake()
  })
  using _abort = onAbort(signal, () => wake())
  while (!signal.aborted) {
    if (dirty) {
      dirty = false
      const settled = await aggregateRoles(core, signal).catch((error: unknown) => {
        if (!isAbort(error, signal)) core.log.warn('aggregating cluster roles failed', { err: error })
        return false
      })
      // The pause ends early, with the loop, when the server stops.
      if (!settled) await sleep(core.clock, unsettledPauseMs, { signal }).catch(() => {})
    } else await new Promise<void>((resolve) => (wake = resolve))
  }
}
