// What a claim means where it says nothing. Upstream: pkg/apis/resource/v1/defaults.go and the defaults of its types.
import type { Mutable } from '../../machinery/schema/schema.ts'
import type { DeviceToleration, ExactDeviceRequest, ResourceClaimSpec } from './shared.schema.ts'

export function defaultClaimSpec(spec: Mutable<ResourceClaimSpec> | undefined): void {
  for (const { exactly, firstAvailable = [] } of spec?.devices?.requests ?? []) {
    if (exactly !== undefined) defaultRequest(exactly)
    for (const alternative of firstAvailable) defaultRequest(alternative)
  }
}

function defaultRequest(request: Mutable<Omit<ExactDeviceRequest, 'adminAccess'>>): void {
  request.allocationMode ||= 'ExactCount'
  if (request.allocationMode === 'ExactCount') request.count ||= 1
  defaultTolerations(request.tolerations)
}

export function defaultTolerations(tolerations: Mutable<DeviceToleration>[] | undefined): void {
  for (const toleration of tolerations ?? []) toleration.operator ||= 'Equal'
}
