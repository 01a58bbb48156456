// What a node may do to pods: create and delete mirrors of its static ones, report status, evict.
import { Pod } from '../../../../api/core/pod/pod.kind.ts'
import { equalJson } from '../../../../machinery/json-value.ts'
import { podReferences } from '../../../authz/pod-references.ts'
import { type AdmissionReader, type AdmissionRequest, forbid, type Verdict } from '../../admission.ts'

const mirrorAnnotation = 'kubernetes.io/config.mirror'

export function judgePod(request: AdmissionRequest, node: string, reader: AdmissionReader): Verdict {
  const { subresource, operation } = request
  if (subresource === '') {
    if (operation === 'CREATE') return judgeCreate(request, node)
    if (operation === 'DELETE') return judgeDelete(request, node)
    return forbid(
      request,
      `unexpected operation ${JSON.stringify(operation)}, node ${JSON.stringify(node)} can only create and delete mirror pods`,
    )
  }
  if (subresource === 'status') return judgeStatus(request, node)
  if (subresource === 'eviction') return judgeEviction(request, node, reader)
  return forbid(
    request,
    `unexpected pod subresource ${JSON.stringify(subresource)}, only 'status' and 'eviction' are allowed`,
  )
}

function judgeCreate(request: AdmissionRequest, node: string): Verdict {
  const pod = request.object as unknown as Pod
  const who = `node ${JSON.stringify(node)}`
  if (pod.metadata.annotations?.[mirrorAnnotation] === undefined) {
    return forbid(
      request,
      `pod does not have ${JSON.stringify(mirrorAnnotation)} annotation, ${who} can only create mirror pods`,
    )
  }
  if (pod.spec.nodeName !== node)
    return forbid(request, `${who} can only create pods with spec.nodeName set to itself`)
  const owners = pod.metadata.ownerReferences ?? []
  if (owners.length > 1) {
    return forbid(request, `${who} can only create pods with a single owner reference set to itself`)
  }
  const [owner] = owners
  if (
    owner === undefined ||
    owner.kind !== 'Node' ||
    owner.apiVersion !== 'v1' ||
    owner.name !== node ||
    owner.controller !== true
  ) {
    return forbid(request, `${who} can only create pods with an owner reference set to itself`)
  }
  return judgeReferences(request, pod, who)
}

/** A static pod exists before the API is asked, so nothing of the API may hang on it (CVE-2025-4563). */
function judgeReferences(request: AdmissionRequest, pod: Pod, who: string): Verdict {
  const names = {
    secret: 'secrets',
    configmap: 'configmaps',
    claim: 'persistentvolumeclaims',
    serviceaccount: 'a service account',
  }
  for (const reference of podReferences(pod)) {
    const kind = reference.slice(0, reference.indexOf('/')) as keyof typeof names
    return forbid(request, `${who} can not create pods that reference ${names[kind]}`)
  }
  const projected = (pod.spec.volumes ?? []).flatMap((volume) => volume.projected?.sources ?? [])
  if (projected.some(({ serviceAccountToken }) => serviceAccountToken !== undefined)) {
    return forbid(request, `${who} can not create pods that reference serviceaccount tokens`)
  }
  if ((pod.spec.resourceClaims ?? []).length > 0)
    return forbid(request, `${who} can not create pods that reference resourceclaims`)
  if ((pod.spec.ephemeralContainers ?? []).length > 0)
    return forbid(request, `${who} can not create pods with ephemeral containers`)
  return undefined
}

function judgeDelete(request: AdmissionRequest, node: string): Verdict {
  const pod = request.oldObject as unknown as Pod
  if (pod.spec.nodeName === node) return undefined
  return forbid(request, `node ${JSON.stringify(node)} can only delete pods with spec.nodeName set to itself`)
}

function judgeStatus(request: AdmissionRequest, node: string): Verdict {
  const next = request.object as unknown as Pod
  const old = request.oldObject as unknown as Pod
  const who = `node ${JSON.stringify(node)}`
  if (old.spec.nodeName !== node)
    return forbid(request, `${who} can only update pod status for pods with spec.nodeName set to itself`)
  if (!equalJson(next.metadata.labels ?? {}, old.metadata.labels ?? {})) {
    return forbid(request, `${who} cannot update labels through pod status`)
  }
  if (!equalJson(next.status?.resourceClaimStatuses ?? [], old.status?.resourceClaimStatuses ?? [])) {
    return forbid(request, `${who} cannot update resource claim statuses`)
  }
  return undefined
}

function judgeEviction(request: AdmissionRequest, node: string, reader: AdmissionReader): Verdict {
  const pod = reader.get(Pod, { namespace: request.namespace, name: request.name })
  if (pod === undefined || pod.spec.nodeName === node) return undefined
  return forbid(request, `node ${node} can only evict pods with spec.nodeName set to itself`)
}
