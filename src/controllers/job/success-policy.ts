// Whether an indexed job has succeeded before all its indexes have. Pure. Upstream: pkg/controller/job/success_policy.go.
import type { Job } from '../../api/batch/job/job.kind.ts'
import { IndexSet } from './index-set.ts'

/** The message of the first rule that holds. */
export function matchSuccessPolicy({ spec }: Job, succeeded: IndexSet): string | undefined {
  const completions = spec.completions ?? 0
  if (succeeded.size === 0) return undefined
  for (const [index, { succeededIndexes, succeededCount }] of (spec.successPolicy?.rules ?? []).entries()) {
    const wanted = succeededIndexes === undefined ? undefined : IndexSet.parse(succeededIndexes, completions)
    const reached = wanted === undefined ? succeeded.size : wanted.countIn(succeeded)
    const needed = succeededCount ?? wanted?.size ?? completions
    if (reached >= needed) return `Matched rules at index ${index}`
  }
  return undefined
}
