// What a request is to webhooks: names of kind and resource as the client addressed them, and the objects to show.
// Differs: reviews of access and of tokens, which store nothing, are shown to no webhook.
import type { KubeObject } from '../../../machinery/kind.ts'
import type { AdmissionRequest } from '../admission.ts'

export interface GroupVersionKind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

export interface GroupVersionResource {
  readonly group: string
  readonly version: string
  readonly resource: string
}

export interface WebhookSubject {
  readonly request: AdmissionRequest
  readonly kind: GroupVersionKind
  readonly resource: GroupVersionResource
  /** Of a namespace, its own name. */
  readonly namespace: string
  readonly isNamespace: boolean
}

export function webhookSubject(request: AdmissionRequest): WebhookSubject {
  const { group, version, plural } = request.kind
  const isNamespace = group === '' && plural === 'namespaces'
  return {
    request,
    kind: kindOf(request),
    resource: { group, version, resource: plural },
    namespace: isNamespace ? request.name : request.namespace,
    isNamespace,
  }
}

/** A subresource's body may be of another kind than the resource. */
function kindOf(request: AdmissionRequest): GroupVersionKind {
  const { kind, view, subresource } = request
  if (view !== undefined) return view.kind
  const shown = subresource === '' ? undefined : (request.object ?? request.oldObject)
  if (shown === undefined || (shown.kind === kind.kind && shown.apiVersion === kind.apiVersion))
    return { group: kind.group, version: kind.version, kind: kind.kind }
  return { ...splitApiVersion(shown.apiVersion), kind: shown.kind }
}

function splitApiVersion(apiVersion: string): Pick<GroupVersionKind, 'group' | 'version'> {
  const slash = apiVersion.indexOf('/')
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) }
}

/** What configures admission is not itself judged by it: nobody could mend a broken configuration. */
const exemptKinds: ReadonlySet<string> = new Set([
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
])

/** Upstream: apiserver pkg/admission/plugin/webhook/predicates/rules/rules.go IsExemptAdmissionConfigurationResource. */
export function isExempt({ kind }: AdmissionRequest): boolean {
  return kind.group === 'admissionregistration.k8s.io' && exemptKinds.has(kind.kind)
}

export function labelsOf(obj: KubeObject | undefined): Readonly<Record<string, string>> | undefined {
  return (obj?.metadata as KubeObject['metadata'] | undefined)?.labels
}
