// What the server does to resource quotas. Upstream: pkg/registry/core/resourcequota/strategy.go.
import { specStrategy } from '../../strategies.ts'
import { type ResourceQuota, resourceQuotaStatus } from './resource-quota.schema.ts'

export const resourceQuotaStrategy = specStrategy<ResourceQuota>({
  status: resourceQuotaStatus,
  generation: false,
})
