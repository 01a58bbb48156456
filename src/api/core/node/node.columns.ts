// How nodes are listed. Upstream: pkg/printers/internalversion/printers.go printNode.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, nameColumn, orNone } from '../../columns.ts'
import { getNodeCondition, isNodeUnschedulable, nodeAddressOf } from './node.conditions.ts'
import type { Node } from './node.schema.ts'

const rolePrefix = 'node-role.kubernetes.io/'
const roleLabel = 'kubernetes.io/role'

function statusText(node: Node): string {
  const ready = getNodeCondition(node.status, 'Ready')
  const state = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'
  return isNodeUnschedulable(node) ? `${state},SchedulingDisabled` : state
}

/** Names after `node-role.kubernetes.io/`, and values of the older label. */
export function nodeRoles(node: Node): readonly string[] {
  const roles = new Set<string>()
  for (const [key, value] of Object.entries(node.metadata.labels ?? {})) {
    if (key.startsWith(rolePrefix)) {
      if (key.length > rolePrefix.length) roles.add(key.slice(rolePrefix.length))
    } else if (key === roleLabel && value !== '') roles.add(value)
  }
  return [...roles].sort()
}

function orUnknown(text: string | undefined): string {
  return text ? text : '<unknown>'
}

export const nodeColumns: readonly Column<Node>[] = [
  nameColumn,
  {
    name: 'Status',
    type: 'string',
    description: 'Whether the node is ready, and whether it takes new pods.',
    cell: statusText,
  },
  {
    name: 'Roles',
    type: 'string',
    description: 'What the node is for, as its labels say.',
    cell: (node) => orNone(nodeRoles(node).join(',')),
  },
  ageColumn,
  {
    name: 'Version',
    type: 'string',
    description: 'Version of the kubelet.',
    cell: (node) => node.status?.nodeInfo?.kubeletVersion ?? '',
  },
  {
    name: 'Internal-IP',
    type: 'string',
    priority: 1,
    description: 'Address within the cluster.',
    cell: (node) => orNone(nodeAddressOf(node, 'InternalIP')),
  },
  {
    name: 'External-IP',
    type: 'string',
    priority: 1,
    description: 'Address from outside.',
    cell: (node) => orNone(nodeAddressOf(node, 'ExternalIP')),
  },
  {
    name: 'OS-Image',
    type: 'string',
    priority: 1,
    description: 'Operating system that the node runs.',
    cell: (node) => orUnknown(node.status?.nodeInfo?.osImage),
  },
  {
    name: 'Kernel-Version',
    type: 'string',
    priority: 1,
    description: 'Kernel that the node runs.',
    cell: (node) => orUnknown(node.status?.nodeInfo?.kernelVersion),
  },
  {
    name: 'Container-Runtime',
    type: 'string',
    priority: 1,
    description: 'Container runtime and its version.',
    cell: (node) => orUnknown(node.status?.nodeInfo?.containerRuntimeVersion),
  },
]
