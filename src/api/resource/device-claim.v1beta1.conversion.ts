// A claim's requests in v1beta1, where the fields of `exactly` lie in the request itself, and in v1.
// Upstream: pkg/apis/resource/v1beta1/conversion.go.
import type { DeviceRequest, ResourceClaimSpec } from './shared.schema.ts'
import type {
  DeviceRequest as Beta1Request,
  ResourceClaimSpec as Beta1Spec,
} from './shared.v1beta1.schema.ts'

export function claimSpecToStored(spec: Beta1Spec): ResourceClaimSpec {
  if (spec.devices?.requests === undefined) return spec as ResourceClaimSpec
  return { ...spec, devices: { ...spec.devices, requests: spec.devices.requests.map(toExactly) } }
}

export function claimSpecFromBeta1(spec: ResourceClaimSpec): Beta1Spec {
  if (spec.devices?.requests === undefined) return spec as Beta1Spec
  return { ...spec, devices: { ...spec.devices, requests: spec.devices.requests.map(fromExactly) } }
}

/** Where nothing is asked for itself, there is no `exactly`. */
function toExactly(request: Beta1Request): DeviceRequest {
  const { name, firstAvailable, deviceClassName = '', ...exactly } = request
  const asksItself =
    deviceClassName !== '' || Object.values(exactly).some((value) => value !== undefined && !isNothing(value))
  return {
    name,
    ...(asksItself && { exactly: { deviceClassName, ...exactly } }),
    ...(firstAvailable !== undefined && { firstAvailable }),
  }
}

function isNothing(value: unknown): boolean {
  return value === '' || value === 0 || (Array.isArray(value) && value.length === 0)
}

function fromExactly({ name, exactly, firstAvailable }: DeviceRequest): Beta1Request {
  return {
    name,
    deviceClassName: '',
    ...exactly,
    ...(firstAvailable !== undefined && { firstAvailable }),
  }
}
