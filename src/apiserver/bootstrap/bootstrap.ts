// Brings the store to what every cluster starts with. Idempotent and quick: what is there already costs a look at the
// cache, and all that is missing is written at once.
import type { Core } from '../registry/core.ts'
import { ensureObject } from '../registry/internal-writes.ts'
import { flowControlObjects } from './flow-control-objects.ts'
import { rbacObjects } from './rbac-objects.ts'
import { type ClusterFacts, namespaces, systemObjects } from './system-objects.ts'

export async function bootstrap(core: Core, facts: ClusterFacts, signal: AbortSignal): Promise<void> {
  // Namespaces first: the rest lies in them.
  for (const objects of [
    namespaces(),
    [...systemObjects(facts), ...flowControlObjects(), ...rbacObjects()],
  ]) {
    await Promise.all(objects.map((own) => ensureObject(own, core, { signal, reconcile: own.reconcile })))
  }
}
