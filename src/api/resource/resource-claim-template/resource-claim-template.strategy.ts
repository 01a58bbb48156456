// What the server does to templates of resource claims.
// Upstream: pkg/registry/resource/resourceclaimtemplate/strategy.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { specStrategy } from '../../strategies.ts'
import { defaultClaimSpec } from '../device-claim.defaults.ts'
import type { ResourceClaimTemplate } from './resource-claim-template.schema.ts'

export function defaultResourceClaimTemplate({ spec }: Mutable<ResourceClaimTemplate>): void {
  defaultClaimSpec(spec.spec)
}

export const resourceClaimTemplateStrategy = specStrategy<ResourceClaimTemplate>({ generation: false })
