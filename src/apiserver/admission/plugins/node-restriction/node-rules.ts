// What a node may do to nodes: register itself and report, but not lift its own taints or relabel itself into
// workloads that are not meant for it.
import type { Node } from '../../../../api/core/node/node.kind.ts'
import { equalJson } from '../../../../machinery/json-value.ts'
import { type AdmissionRequest, forbid, type Verdict } from '../../admission.ts'

/** Labels of the kubernetes.io domains that kubelets set. Upstream: staging kubelet/pkg/apis/well_known_labels.go. */
const kubeletLabels: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'kubernetes.io/arch',
  'kubernetes.io/os',
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/instance-type',
  'beta.kubernetes.io/os',
  'failure-domain.beta.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.kubernetes.io/region',
  'failure-domain.kubernetes.io/zone',
  'node.kubernetes.io/instance-type',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
])
const kubeletNamespaces = ['kubelet.kubernetes.io', 'node.kubernetes.io']

export function judgeNode(request: AdmissionRequest, node: string): Verdict {
  const who = `node ${JSON.stringify(node)}`
  const name = request.name !== '' ? request.name : (request.object?.metadata.name ?? '')
  if (name !== node) return forbid(request, `${who} is not allowed to modify node ${JSON.stringify(name)}`)
  if (request.operation === 'DELETE') return undefined
  const next = request.object as unknown as Node
  if (request.operation === 'CREATE')
    return request.subresource === '' ? judgeLabels(request, {}, who) : undefined
  const old = request.oldObject as unknown as Node
  if (!equalJson(next.spec.taints ?? [], old.spec.taints ?? [])) {
    return forbid(request, `${who} is not allowed to modify taints`)
  }
  if (!equalJson(next.metadata.ownerReferences ?? [], old.metadata.ownerReferences ?? [])) {
    return forbid(request, `${who} is not allowed to modify ownerReferences`)
  }
  return judgeLabels(request, old.metadata.labels ?? {}, who)
}

function judgeLabels(
  request: AdmissionRequest,
  before: Readonly<Record<string, string>>,
  who: string,
): Verdict {
  const after = request.object?.metadata.labels ?? {}
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => own(before, key) !== own(after, key) && !mayChange(key),
  )
  if (changed.length === 0) return undefined
  return forbid(
    request,
    `is not allowed to modify labels: ${changed.sort().join(', ')}`.replace(/^is/, `${who} is`),
  )
}

function own(labels: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined
}

function mayChange(key: string): boolean {
  const slash = key.indexOf('/')
  const prefix = slash < 0 ? '' : key.slice(0, slash)
  const within = (domain: string) => prefix === domain || prefix.endsWith(`.${domain}`)
  if (within('node-restriction.kubernetes.io')) return false
  if (!within('kubernetes.io') && !within('k8s.io')) return true
  return kubeletLabels.has(key) || kubeletNamespaces.some(within)
}
