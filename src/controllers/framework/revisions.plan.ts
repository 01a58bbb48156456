// Revisions of a template that is kept in ControllerRevisions: which is current, which is to be made, which are too many.
// Pure. Upstream: pkg/controller/daemon/update.go constructHistory, pkg/controller/history/controller_history.go.
import type { ControllerRevision } from '../../api/apps/controller-revision/controller-revision.kind.ts'
import { computeHash } from '../../api/core/pod/pod-template.hash.ts'
import type { PodTemplateSpec } from '../../api/core/shared.schema.ts'
import { semanticEqual } from '../../machinery/equality.ts'
import type { Draft, Kind, KubeObject } from '../../machinery/kind.ts'
import { controllerRef } from '../../machinery/meta/owners.ts'

export interface RevisionOwner {
  readonly owner: KubeObject
  readonly kind: Kind
  readonly template: PodTemplateSpec
  readonly collisionCount: number | undefined
  /** The label that ties pods to a revision. */
  readonly hashLabel: string
}

export interface RevisionPlan {
  /** The revision of the template as it is; absent where it is still to be made. */
  readonly current?: ControllerRevision
  readonly create?: Draft<ControllerRevision>
  /** The current one with the number that makes it the newest. */
  readonly renumber?: ControllerRevision
  /** Others of the same content: pods are relabelled to the current one, and these deleted. */
  readonly duplicates: readonly ControllerRevision[]
  /** Of other content, the oldest first. */
  readonly old: readonly ControllerRevision[]
}

/** The patch that brings this template back, in the form that `kubectl rollout undo` applies. */
export function templatePatch(template: PodTemplateSpec): object {
  return { spec: { template: { ...template, $patch: 'replace' } } }
}

export function planRevisions(of: RevisionOwner, revisions: readonly ControllerRevision[]): RevisionPlan {
  const patch = templatePatch(of.template)
  const byNumber = revisions.toSorted((a, b) => a.revision - b.revision)
  const same = byNumber.filter(({ data }) => semanticEqual(data, patch))
  const old = byNumber.filter((revision) => !same.includes(revision))
  const next = (old.at(-1)?.revision ?? 0) + 1
  const current = same.at(-1)
  if (current === undefined) return { create: draft(of, next), duplicates: [], old }
  return {
    current,
    ...(current.revision < next && { renumber: { ...current, revision: next } }),
    duplicates: same.slice(0, -1),
    old,
  }
}

function draft(of: RevisionOwner, revision: number): Draft<ControllerRevision> {
  const { owner, kind, template, collisionCount, hashLabel } = of
  const hash = computeHash(template, collisionCount)
  const { annotations, namespace = '', name } = owner.metadata
  return {
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels: { ...template.metadata?.labels, [hashLabel]: hash },
      ...(annotations !== undefined && { annotations }),
      ownerReferences: [controllerRef(owner, kind)],
    },
    data: templatePatch(template),
    revision,
  }
}

/** Which old revisions go: the oldest beyond `limit`, but none that a pod still runs. */
export function surplusRevisions(
  old: readonly ControllerRevision[],
  keep: { readonly limit: number; readonly liveHashes: ReadonlySet<string>; readonly hashLabel: string },
): readonly ControllerRevision[] {
  const surplus = Math.max(0, old.length - keep.limit)
  return old
    .filter(({ metadata }) => !keep.liveHashes.has(metadata.labels?.[keep.hashLabel] ?? ''))
    .slice(0, surplus)
}
