// What the server does to questions after the state of pools: answered once, by a controller through /status.
// Upstream: pkg/registry/resource/resourcepoolstatusrequest/strategy.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { specStrategy } from '../../strategies.ts'
import type { ResourcePoolStatusRequest } from './resource-pool-status-request.v1alpha3.schema.ts'

const defaultLimit = 100

export function defaultResourcePoolStatusRequest({ spec }: Mutable<ResourcePoolStatusRequest>): void {
  spec.limit ??= defaultLimit
}

export const resourcePoolStatusRequestStrategy = specStrategy<ResourcePoolStatusRequest>({
  generation: false,
  allowUnconditionalUpdate: false,
  onCreate(next) {
    delete next.status
  },
  onUpdate(next, old) {
    if (old.status === undefined) delete next.status
    else next.status = old.status as NonNullable<typeof next.status>
  },
})
