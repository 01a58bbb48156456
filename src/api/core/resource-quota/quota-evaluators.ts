// Which evaluator a resource has. Events count nowhere.
import { countEvaluator, type QuotaEvaluator } from './quota-evaluator.ts'
import { quotaOfClaims } from './quota-of-claims.ts'
import { quotaOfPods } from './quota-of-pods.ts'
import { quotaOfServices } from './quota-of-services.ts'

interface Named {
  readonly group: string
  readonly plural: string
}

const special: ReadonlyMap<string, QuotaEvaluator<never>> = new Map<string, QuotaEvaluator<never>>([
  ['pods', quotaOfPods],
  ['services', quotaOfServices],
  ['persistentvolumeclaims', quotaOfClaims],
])

/** Undefined where objects of the kind are not counted. */
export function quotaEvaluatorOf(kind: Named): QuotaEvaluator<unknown> | undefined {
  if (kind.plural === 'events') return undefined
  // Each is given objects of its own kind alone.
  const own =
    kind.group === '' ? (special.get(kind.plural) as QuotaEvaluator<unknown> | undefined) : undefined
  return own ?? countEvaluator(kind)
}
