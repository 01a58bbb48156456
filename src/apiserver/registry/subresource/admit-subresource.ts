// Admission of what is posted to a subresource that stores nothing itself: bindings, evictions, requests for tokens.

import type { KubeObject } from '../../../machinery/kind.ts'
import type { AdmissionRequest } from '../../admission/admission.ts'
import type { ApiRequest } from '../../request/api-request.ts'
import type { Core } from '../core.ts'
import type { Resource } from '../resource.ts'

export interface Posted {
  /** What the subresource is of. */
  readonly resource: Resource
  readonly subresource: string
  readonly name: string
  readonly object: KubeObject
  readonly dryRun: boolean
}

/** Throws what admission refuses. */
export async function admitSubresource(request: ApiRequest, posted: Posted, core: Core): Promise<void> {
  const { resource, subresource, name, object, dryRun } = posted
  const admission: AdmissionRequest = {
    operation: 'CREATE',
    kind: resource.kind,
    subresource,
    namespace: request.info.namespace,
    name,
    user: request.user,
    dryRun,
    object,
    oldObject: undefined,
    origin: request,
    warn: (text) => request.warnings.push(text),
  }
  await core.admission.mutate(admission)
  await core.admission.validate(admission)
}
