// Access to devices that are somebody else's is for namespaces of administrators: those that a label marks.
// Upstream: pkg/registry/resource/utils.go AuthorizedForAdmin.
import type { ResourceClaim } from '../../api/resource/resource-claim/resource-claim.kind.ts'
import type { ResourceClaimTemplate } from '../../api/resource/resource-claim-template/resource-claim-template.kind.ts'
import { type FieldError, forbidden } from '../../machinery/field-error.ts'
import type { KubeObject } from '../../machinery/kind.ts'

const adminLabel = 'resource.kubernetes.io/admin-access'

/** A namespace as it is now. */
export type FindNamespace = (name: string) => KubeObject | undefined

type Requests = NonNullable<ResourceClaim['spec']['devices']>['requests']

export function claimAdminFaults(
  next: ResourceClaim,
  old: ResourceClaim | undefined,
  find: FindNamespace,
): FieldError[] {
  if (old === undefined) return requestFaults(next.spec.devices?.requests, next, find)
  const asked = grantedIndex(next)
  // What was granted once stays; an allocation does not change.
  if (asked < 0 || grantedIndex(old) >= 0) return []
  return labelFaults(`status.allocation.devices.results[${asked}].adminAccess`, next, find)
}

export function templateAdminFaults(
  next: ResourceClaimTemplate,
  old: ResourceClaimTemplate | undefined,
  find: FindNamespace,
): FieldError[] {
  return old === undefined ? requestFaults(next.spec.spec.devices?.requests, next, find) : []
}

function requestFaults(requests: Requests, obj: KubeObject, find: FindNamespace): FieldError[] {
  const index = (requests ?? []).findIndex(({ exactly }) => exactly?.adminAccess === true)
  return index < 0 ? [] : labelFaults(`spec.devices.requests[${index}].adminAccess`, obj, find)
}

function grantedIndex({ status }: ResourceClaim): number {
  return (status?.allocation?.devices?.results ?? []).findIndex(({ adminAccess }) => adminAccess === true)
}

function labelFaults(field: string, { metadata }: KubeObject, find: FindNamespace): FieldError[] {
  if (find(metadata.namespace ?? '')?.metadata.labels?.[adminLabel] === 'true') return []
  const text = `admin access to devices requires the \`${adminLabel}: true\` label on the containing namespace`
  return [forbidden(field, text)]
}
