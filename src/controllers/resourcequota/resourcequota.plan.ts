// What a quota's status should say, by the objects that are there. Upstream: pkg/controller/resourcequota.
import {
  type Amounts,
  equalAmounts,
  formatAmounts,
  masked,
  parseAmounts,
  sum,
  zero,
} from '../../api/core/resource-quota/quota-amounts.ts'
import { counts, type QuotaEvaluator } from '../../api/core/resource-quota/quota-evaluator.ts'
import type { ResourceQuota } from '../../api/core/resource-quota/resource-quota.kind.ts'

/** The objects of one kind in the quota's namespace, and how they are counted. */
export interface Counted {
  readonly evaluator: QuotaEvaluator<unknown>
  readonly objects: readonly unknown[]
}

/** Undefined where it says so already. */
export function planStatus(
  quota: ResourceQuota,
  counted: readonly Counted[],
  nowMs: number,
): NonNullable<ResourceQuota['status']> | undefined {
  const hard = quota.spec.hard ?? {}
  const names = Object.keys(hard)
  const before = parseAmounts(quota.status?.used)
  // What nobody here can count keeps the value that somebody else gave it.
  let used: Amounts = masked(before, names)
  for (const { evaluator, objects } of counted) used = new Map([...used, ...use(evaluator, objects)])
  const same =
    quota.status?.used !== undefined &&
    equalAmounts(parseAmounts(quota.status?.hard), parseAmounts(hard)) &&
    equalAmounts(used, before)
  return same ? undefined : { hard, used: formatAmounts(used) }

  function use(evaluator: QuotaEvaluator<unknown>, objects: readonly unknown[]): Amounts {
    const matching = evaluator.matching(names)
    let total: Amounts = new Map(matching.map((name) => [name, zero]))
    for (const obj of objects) {
      if (counts(quota, names, { evaluator, obj })) total = sum(total, evaluator.usage(obj, nowMs))
    }
    return masked(total, matching)
  }
}
