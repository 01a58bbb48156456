// Nothing is created in a namespace that is missing or going, and the system's own namespaces stay.
// Upstream: apiserver pkg/admission/plugin/namespace/lifecycle/admission.go.
import { Namespace } from '../../../../api/core/namespace/namespace.kind.ts'
import { notFound } from '../../../../machinery/status-error.ts'
import {
  type AdmissionReader,
  type AdmissionRequest,
  defineAdmission,
  forbid,
  type Verdict,
} from '../../admission.ts'

const immortal: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public'])

export const namespaceLifecycle = defineAdmission({
  name: 'NamespaceLifecycle',
  on: ['CREATE', 'UPDATE', 'DELETE'],
  subresources: '*',
  mutate: admit,
  // Deletes are only validated.
  validate: (request) => (request.operation === 'DELETE' ? judgeDelete(request) : undefined),
})

function judgeDelete(request: AdmissionRequest): Verdict {
  const isNamespace = request.kind.kind === 'Namespace' && request.kind.group === ''
  if (isNamespace && immortal.has(request.name)) return forbid(request, 'this namespace may not be deleted')
  return undefined
}

async function admit(request: AdmissionRequest, reader: AdmissionReader): Promise<Verdict> {
  const { namespace, operation, kind } = request
  if (operation === 'DELETE' || kind.scope === 'Cluster') return undefined
  let found = reader.get(Namespace, { name: namespace })
  if (found === undefined) {
    await reader.fresh()
    found = reader.get(Namespace, { name: namespace })
  }
  if (found === undefined) return notFound({ group: '', resource: 'namespaces' }, namespace)
  if (operation !== 'CREATE' || found.status?.phase !== 'Terminating') return undefined
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  }
  return forbid(
    request,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    [cause],
  )
}
