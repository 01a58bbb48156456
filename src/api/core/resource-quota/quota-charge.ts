// Whether a quota lets an object in, and what it has used then. Upstream:
// staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go CheckRequest.
import {
  type Amounts,
  describeAmounts,
  equalAmounts,
  exceeding,
  masked,
  parseAmounts,
  sum,
} from './quota-amounts.ts'
import type { ResourceQuota } from './resource-quota.schema.ts'

export type Charge =
  | { readonly used: Amounts }
  /** Nothing of what the quota limits is asked for. */
  | 'nothing'
  | { readonly refusal: string }

/** `delta` is what the object takes more than before. */
export function chargeQuota(quota: ResourceQuota, delta: Amounts): Charge {
  const hard = parseAmounts(quota.status?.hard)
  const before = parseAmounts(quota.status?.used)
  const requested = masked(delta, hard.keys())
  const used = sum(before, requested)
  const exceeded = exceeding(masked(used, requested.keys()), hard)
  if (exceeded.length > 0) {
    const part = (amounts: Amounts) => describeAmounts(masked(amounts, exceeded))
    const refusal = `exceeded quota: ${quota.metadata.name}, requested: ${part(requested)}, used: ${part(before)}, limited: ${part(hard)}`
    return { refusal }
  }
  return equalAmounts(used, before) ? 'nothing' : { used }
}
