// Conditions that a write of the status leaves as they are: what was decided once is not reworded.
// Upstream: pkg/registry/certificates/certificates/strategy.go preserveConditionInstances.

interface Condition {
  readonly type: string
}

/** Puts back the conditions of `types` as `old` has them, where it has as many of them. */
export function keepConditions<C extends Condition>(
  next: { status?: { conditions?: C[] | undefined } | undefined },
  old: { readonly status?: { readonly conditions?: readonly Condition[] | undefined } | undefined },
  types: readonly string[],
): void {
  const { status } = next
  if (status?.conditions === undefined) return
  for (const type of types) {
    const before = (old.status?.conditions ?? []).filter((condition) => condition.type === type)
    const count = status.conditions.filter((condition) => condition.type === type).length
    if (count !== before.length) continue
    let index = 0
    // Copies: what is stored is shared, and nobody may change it.
    status.conditions = status.conditions.map((condition) =>
      condition.type === type ? ({ ...before[index++] } as C) : condition,
    )
  }
}
