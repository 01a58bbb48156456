// How much of a quota an object takes: for each resource that counts more than objects there is an evaluator, for all others
// one that counts. Upstream: pkg/quota/v1/evaluator/core/registry.go, staging/src/k8s.io/apiserver/pkg/quota/v1/generic.
import type { Amounts } from './quota-amounts.ts'
import { one } from './quota-amounts.ts'
import type { ResourceQuota, ScopedResourceSelectorRequirement } from './resource-quota.schema.ts'

export type ScopeRequirement = ScopedResourceSelectorRequirement

/** Objects are of the kind that the evaluator is for. */
export interface QuotaEvaluator<T = never> {
  /** Which of the names in a quota it counts. */
  matching(names: readonly string[]): readonly string[]
  usage(obj: T, nowMs: number): Amounts
  inScope(requirement: ScopeRequirement, obj: T): boolean
  /** What the object lacks that a quota on `names` asks for, in words. */
  missing?(names: readonly string[], obj: T): string | undefined
}

const aliases: ReadonlySet<string> = new Set([
  'configmaps',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
])

/** `count/deployments.apps`. Upstream: ObjectCountQuotaResourceNameFor. */
export function countName({ group, plural }: { readonly group: string; readonly plural: string }): string {
  return group === '' ? `count/${plural}` : `count/${plural}.${group}`
}

/** Counts objects, whatever they are. */
export function countEvaluator(kind: {
  readonly group: string
  readonly plural: string
}): QuotaEvaluator<unknown> {
  const names = [countName(kind), ...(kind.group === '' && aliases.has(kind.plural) ? [kind.plural] : [])]
  const amounts = new Map(names.map((name) => [name, one]))
  return {
    matching: (wanted) => wanted.filter((name) => names.includes(name)),
    usage: () => amounts,
    inScope: () => false,
  }
}

/** Scopes of both forms as one list. */
export function scopesOf({ spec }: ResourceQuota): readonly ScopeRequirement[] {
  const plain = (spec.scopes ?? []).map(
    (scopeName) => ({ scopeName, operator: 'Exists' }) as ScopeRequirement,
  )
  return [...plain, ...(spec.scopeSelector?.matchExpressions ?? [])]
}

/** True where the object counts against the quota, whose limits have these names. */
export function counts<T>(
  quota: ResourceQuota,
  names: readonly string[],
  { evaluator, obj }: { readonly evaluator: QuotaEvaluator<T>; readonly obj: T },
): boolean {
  if (evaluator.matching(names).length === 0) return false
  return scopesOf(quota).every((requirement) => evaluator.inScope(requirement, obj))
}

/** Whether a value that an object has, or has not, is one that the requirement selects. */
export function selects({ operator, values = [] }: ScopeRequirement, value: string | undefined): boolean {
  if (operator === 'Exists') return value !== undefined
  if (operator === 'DoesNotExist') return value === undefined
  const isOneOf = value !== undefined && values.includes(value)
  return operator === 'In' ? isOneOf : !isOneOf
}
