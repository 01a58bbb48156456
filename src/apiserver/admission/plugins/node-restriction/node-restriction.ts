// A node writes its own objects only, and of those only what a node has to write.
// Upstream: plugin/pkg/admission/noderestriction/admission.go.

import { Lease } from '../../../../api/coordination/lease/lease.kind.ts'
import { Node } from '../../../../api/core/node/node.kind.ts'
import { Pod } from '../../../../api/core/pod/pod.kind.ts'
import { ServiceAccount } from '../../../../api/core/service-account/service-account.kind.ts'
import { CSINode } from '../../../../api/storage/csi-node/csi-node.kind.ts'
import type { KubeObject } from '../../../../machinery/kind.ts'
import { nodeLeaseNamespace, nodeNameOf } from '../../../authz/node-authorizer.ts'
import {
  type AdmissionReader,
  type AdmissionRequest,
  defineAdmission,
  forbid,
  type Verdict,
} from '../../admission.ts'
import { judgeNode } from './node-rules.ts'
import { judgePod } from './pod-rules.ts'

export const nodeRestriction = defineAdmission<KubeObject>({
  name: 'NodeRestriction',
  kinds: [Pod, Node, ServiceAccount, Lease, CSINode] as never,
  on: ['CREATE', 'UPDATE', 'DELETE'],
  subresources: '*',
  validate(request, reader) {
    const node = nodeNameOf(request.user)
    if (node === undefined) return undefined
    if (node === '')
      return forbid(request, `could not determine node from user ${JSON.stringify(request.user.name)}`)
    switch (request.kind.kind) {
      case 'Pod':
        return judgePod(request, node, reader)
      case 'Node':
        return judgeNode(request, node)
      case 'ServiceAccount':
        return request.subresource === 'token' ? judgeToken(request, node, reader) : undefined
      case 'Lease':
        return judgeLease(request, node)
      default:
        return ownName(request) === node
          ? undefined
          : forbid(request, 'can only access CSINode with the same name as the requesting node')
    }
  },
})

function ownName(request: AdmissionRequest): string {
  return request.name !== '' ? request.name : (request.object?.metadata.name ?? '')
}

function judgeLease(request: AdmissionRequest, node: string): Verdict {
  if (request.namespace !== nodeLeaseNamespace) {
    return forbid(
      request,
      `can only access leases in the ${JSON.stringify(nodeLeaseNamespace)} system namespace`,
    )
  }
  if (ownName(request) === node) return undefined
  return forbid(request, 'can only access node lease with the same name as the requesting node')
}

interface TokenBody {
  readonly spec?: {
    readonly boundObjectRef?: {
      readonly kind?: string
      readonly apiVersion?: string
      readonly name?: string
      readonly uid?: string
    }
  }
}

async function judgeToken(
  request: AdmissionRequest,
  node: string,
  reader: AdmissionReader,
): Promise<Verdict> {
  const reference = (request.object as unknown as TokenBody).spec?.boundObjectRef
  if (reference?.kind !== 'Pod' || reference.apiVersion !== 'v1' || !reference.name) {
    return forbid(request, 'node requested token not bound to a pod')
  }
  if (!reference.uid) return forbid(request, 'node requested token with a pod binding without a uid')
  await reader.fresh()
  const pod = reader.get(Pod, { namespace: request.namespace, name: reference.name })
  if (pod === undefined) return forbid(request, `pod ${JSON.stringify(reference.name)} not found`)
  if (pod.metadata.uid !== reference.uid) {
    return forbid(
      request,
      `the UID in the bound object reference (${reference.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    )
  }
  if (pod.spec.nodeName === node) return undefined
  return forbid(request, 'node requested token bound to a pod scheduled on a different node')
}
