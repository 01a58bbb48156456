// What a terminating namespace's status says of its deletion. Pure.
// Upstream: pkg/controller/namespace/deletion/status_condition_utils.go.
import type { NamespaceCondition } from '../../api/core/namespace/namespace.schema.ts'
import { timeText } from '../../machinery/meta/time.ts'

/** What was found of one kind after its objects were deleted. */
export interface Remaining {
  /** `pods.` or `widgets.example.com`. */
  readonly resource: string
  readonly count: number
  /** How many objects each finalizer holds back. */
  readonly finalizers: ReadonlyMap<string, number>
}

export interface DeletionFindings {
  readonly remaining: readonly Remaining[]
  /** Texts of what failed. */
  readonly failures: readonly string[]
}

interface Statement {
  readonly type: string
  readonly bad: { readonly reason: string; readonly message: string } | undefined
  readonly good: { readonly reason: string; readonly message: string }
}

function statements({ remaining, failures }: DeletionFindings): readonly Statement[] {
  const counts = remaining
    .filter(({ count }) => count > 0)
    .map(({ resource, count }) => `${resource} has ${count} resource instances`)
    .sort()
  const held = new Map<string, number>()
  for (const { finalizers } of remaining) {
    for (const [name, count] of finalizers) held.set(name, (held.get(name) ?? 0) + count)
  }
  const holders = [...held].map(([name, count]) => `${name} in ${count} resource instances`).sort()
  return [
    {
      type: 'NamespaceDeletionDiscoveryFailure',
      bad: undefined,
      good: { reason: 'ResourcesDiscovered', message: 'All resources successfully discovered' },
    },
    {
      type: 'NamespaceDeletionGroupVersionParsingFailure',
      bad: undefined,
      good: { reason: 'ParsedGroupVersions', message: 'All legacy kube types successfully parsed' },
    },
    {
      type: 'NamespaceDeletionContentFailure',
      bad:
        failures.length === 0
          ? undefined
          : {
              reason: 'ContentDeletionFailed',
              message: `Failed to delete all resource types, ${failures.length} remaining: ${failures.join(', ')}`,
            },
      good: {
        reason: 'ContentDeleted',
        message: 'All content successfully deleted, may be waiting on finalization',
      },
    },
    {
      type: 'NamespaceContentRemaining',
      bad:
        counts.length === 0
          ? undefined
          : { reason: 'SomeResourcesRemain', message: `Some resources are remaining: ${counts.join(', ')}` },
      good: { reason: 'ContentRemoved', message: 'All content successfully removed' },
    },
    {
      type: 'NamespaceFinalizersRemaining',
      bad:
        holders.length === 0
          ? undefined
          : {
              reason: 'SomeFinalizersRemain',
              message: `Some content in the namespace has finalizers remaining: ${holders.join(', ')}`,
            },
      good: { reason: 'ContentHasNoFinalizers', message: 'All content-preserving finalizers finished' },
    },
  ]
}

/** The conditions to write, or undefined where they already say all that matters. */
export function planConditions(
  current: readonly NamespaceCondition[],
  findings: DeletionFindings,
  nowMs: number,
): readonly NamespaceCondition[] | undefined {
  let changed = false
  const next = statements(findings).map(({ type, bad, good }) => {
    const { reason, message } = bad ?? good
    const status = bad === undefined ? 'False' : 'True'
    const before = current.find((condition) => condition.type === type)
    if (before?.status === status && before.reason === reason && before.message === message) return before
    changed = true
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : timeText(nowMs)
    return { type, status, reason, message, lastTransitionTime }
  })
  if (!changed) return undefined
  const own = new Set(next.map((condition) => condition.type as string))
  return [
    ...current.filter((condition) => !own.has(condition.type)),
    ...next,
  ] as readonly NamespaceCondition[]
}
