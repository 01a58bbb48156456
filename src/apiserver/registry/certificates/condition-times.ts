// When the conditions of requests for certificates were written and turned, where whoever writes them does not say.
// Upstream: pkg/registry/certificates/*/strategy.go populateConditionTimestamps.

interface Condition {
  readonly type: string
  readonly status: string
  lastUpdateTime?: string | null
  lastTransitionTime?: string | null
}

export interface Conditioned {
  readonly status?: { readonly conditions?: readonly Condition[] } | undefined
}

/** `updates`: the kind's conditions also tell when they were last written. */
export function fillConditionTimes(
  next: Conditioned,
  {
    old,
    now,
    updates = false,
  }: { readonly old: Conditioned | undefined; readonly now: string; readonly updates?: boolean },
): void {
  for (const condition of next.status?.conditions ?? []) {
    if (updates) condition.lastUpdateTime ??= now
    const before = old?.status?.conditions?.find(
      ({ type, status, lastTransitionTime }) =>
        type === condition.type && status === condition.status && (lastTransitionTime ?? null) !== null,
    )
    condition.lastTransitionTime ??= before?.lastTransitionTime ?? now
  }
}
