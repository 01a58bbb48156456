// What the server fills in of admission policies and their bindings. Upstream: pkg/apis/admissionregistration/v1/defaults.go.
import type { Mutable } from '../../machinery/schema/schema.ts'
import type { MatchResources } from './shared.schema.ts'

export function defaultMatchResources(given: Mutable<MatchResources> | undefined): void {
  if (given === undefined) return
  given.matchPolicy ??= 'Equivalent'
  given.namespaceSelector ??= {}
  given.objectSelector ??= {}
  for (const rule of [...(given.resourceRules ?? []), ...(given.excludeResourceRules ?? [])])
    rule.scope ??= '*'
}
