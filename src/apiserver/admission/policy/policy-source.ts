// The policies that have a binding, compiled, in the order of their names. Looked at again only after a policy or a binding
// changed, and compiled again only where the policy itself did. Upstream: apiserver pkg/admission/plugin/policy/generic/
// policy_source.go.
// Differs: a change takes effect with its answer, upstream's within a second.

import type { MatchResources, ParamRef } from '../../../api/admissionregistration/shared.schema.ts'
import { must } from '../../../base/assert.ts'
import type { Kind, KubeObject } from '../../../machinery/kind.ts'
import type { Entry } from '../../cache/entry.ts'
import type { Resources } from '../../registry/resources.ts'
import { compileMatcher, type Matcher } from './policy-matching.ts'

export interface Binding extends KubeObject {
  readonly spec: {
    readonly policyName?: string | undefined
    readonly paramRef?: ParamRef | undefined
    readonly matchResources?: MatchResources | undefined
    readonly validationActions?: readonly string[] | undefined
  }
}

export interface Policy<P extends KubeObject, C> {
  readonly policy: P
  readonly compiled: C
  readonly bindings: readonly { readonly binding: Binding; readonly matcher: Matcher }[]
}

export interface SourceOptions<P extends KubeObject, C> {
  readonly resources: Resources
  readonly policies: Kind
  readonly bindings: Kind
  compile(policy: P): C
}

/** The policies as they are now. */
export function policySource<P extends KubeObject, C>(
  options: SourceOptions<P, C>,
): () => readonly Policy<P, C>[] {
  const { resources, compile } = options
  const served = (kind: Kind) => must(resources.of(kind), `${kind.plural} are not served`)
  const [policies, bindings] = [served(options.policies), served(options.bindings)]
  const compiled = new WeakMap<Entry, C>()
  let current: readonly Policy<P, C>[] | undefined
  const forget = () => {
    current = undefined
  }
  policies.cache.listen(forget)
  bindings.cache.listen(forget)
  const compiledOf = (entry: Entry, policy: P): C => {
    let found = compiled.get(entry)
    if (found === undefined) {
      found = compile(policy)
      compiled.set(entry, found)
    }
    return found
  }
  const gather = (): readonly Policy<P, C>[] => {
    const bound = Map.groupBy(
      bindings.cache.entries().map((entry) => bindings.objectOf(entry) as Binding),
      ({ spec }) => spec.policyName ?? '',
    )
    if (bound.size === 0) return []
    return policies.cache.entries().flatMap((entry) => {
      const policy = policies.objectOf(entry) as P
      const own = bound.get(policy.metadata.name)
      if (own === undefined) return []
      const withMatchers = own.map((binding) => ({
        binding,
        matcher: compileMatcher(binding.spec.matchResources),
      }))
      return [{ policy, compiled: compiledOf(entry, policy), bindings: withMatchers }]
    })
  }
  return () => {
    current ??= gather()
    return current
  }
}
