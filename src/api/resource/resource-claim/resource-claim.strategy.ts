// What the server does to resource claims. Upstream: pkg/registry/resource/resourceclaim/strategy.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { specStrategy } from '../../strategies.ts'
import { defaultClaimSpec, defaultTolerations } from '../device-claim.defaults.ts'
import { type ResourceClaim, resourceClaimStatus } from './resource-claim.schema.ts'
import { deviceId } from './resource-claim-allocation.validation.ts'

export function defaultResourceClaim({ spec, status }: Mutable<ResourceClaim>): void {
  defaultClaimSpec(spec)
  for (const { tolerations } of status?.allocation?.devices?.results ?? []) defaultTolerations(tolerations)
}

export const resourceClaimStrategy = specStrategy<ResourceClaim>({
  status: resourceClaimStatus,
  generation: false,
  onStatusUpdate: dropDeallocatedDevices,
})

/** The status of a device goes with its allocation. */
function dropDeallocatedDevices(next: Mutable<ResourceClaim>, old: ResourceClaim): void {
  const { status } = next
  if (status?.devices === undefined) return
  const kept = new Set((status.allocation?.devices?.results ?? []).map(unshared))
  const before = (old.status?.allocation?.devices?.results ?? []).map(unshared)
  const gone = new Set(before.filter((id) => !kept.has(id)))
  status.devices = status.devices.filter((device) => !gone.has(unshared(device)))
  if (status.devices.length === 0) delete status.devices
}

function unshared({ driver, pool, device }: Parameters<typeof deviceId>[0]): string {
  return deviceId({ driver, pool, device })
}
