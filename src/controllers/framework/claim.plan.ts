// Which objects a controller manages, which it takes up and which it lets go. Pure.
// Upstream: pkg/controller/controller_ref_manager.go ClaimObject.
import type { KubeObject } from '../../machinery/kind.ts'
import { controllerOf } from '../../machinery/meta/owners.ts'
import type { Selector } from '../../machinery/selectors/labels.ts'

export interface ClaimPlan<T extends KubeObject> {
  /** Managed already and selected. */
  readonly kept: readonly T[]
  /** Managed by nobody and selected. */
  readonly adopt: readonly T[]
  /** Managed, but not selected any more. */
  readonly release: readonly T[]
}

/** `candidates` are the objects that the owner manages, and those of its namespace that nobody manages. */
export function planClaims<T extends KubeObject>(
  owner: KubeObject,
  candidates: readonly T[],
  options: { readonly selector: Selector },
): ClaimPlan<T> {
  const kept: T[] = []
  const adopt: T[] = []
  const release: T[] = []
  const ownerGoes = owner.metadata.deletionTimestamp !== undefined
  for (const obj of candidates) {
    const controller = controllerOf(obj)
    const selected = options.selector.matches(obj.metadata.labels)
    if (controller !== undefined) {
      if (controller.uid !== owner.metadata.uid) continue
      if (selected) kept.push(obj)
      else if (!ownerGoes) release.push(obj)
    } else if (selected && !ownerGoes && obj.metadata.deletionTimestamp === undefined) adopt.push(obj)
  }
  return { kept, adopt, release }
}
