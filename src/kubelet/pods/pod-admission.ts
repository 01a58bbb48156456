// Whether this node takes a pod that was bound to it: the scheduler knew less than the node, or was not asked. Pure.
// Upstream: pkg/kubelet/lifecycle/predicate.go; pkg/scheduler/plugins/*/AdmissionCheck
import type { Node } from '../../api/core/node/node.schema.ts'
import { matchesRequiredNodeAffinity } from '../../api/core/pod/pod.affinity.ts'
import { podQOS } from '../../api/core/pod/pod.qos.ts'
import { isSidecar, podRequests } from '../../api/core/pod/pod.resources.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import { findUntolerated } from '../../api/core/pod/pod.tolerations.ts'
import {
  addQuantity,
  compareQuantity,
  type Quantity,
  quantityMilli,
  quantityValue,
} from '../../machinery/quantity/quantity.ts'

export type AdmissionVerdict =
  | { readonly admitted: true }
  | { readonly admitted: false; readonly reason: string; readonly message: string }

export interface AdmissionFacts {
  readonly node: Node
  /** Those that this node has taken already. */
  readonly others: readonly Pod[]
  /** Kinds of pressure that the node is under: `MemoryPressure`. */
  readonly pressures: readonly string[]
}

const admitted: AdmissionVerdict = { admitted: true }
const critical = 2_000_000_000

/** The first fault counts. */
export function admitPod(pod: Pod, facts: AdmissionFacts): AdmissionVerdict {
  return (
    pressureFault(pod, facts) ??
    sysctlFault(pod) ??
    resourceFault(pod, facts) ??
    predicateFault(pod, facts) ??
    admitted
  )
}

function refused(reason: string, message: string): AdmissionVerdict {
  return { admitted: false, reason, message }
}

// Upstream: pkg/kubelet/eviction/eviction_manager.go Admit
function pressureFault(pod: Pod, { pressures }: AdmissionFacts): AdmissionVerdict | undefined {
  if (pressures.length === 0 || (pod.spec.priority ?? 0) >= critical) return undefined
  const onlyMemory = pressures.every((pressure) => pressure === 'MemoryPressure')
  // Whoever asked for its memory may have it; and so may one that bears the taint.
  const taint = { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' as const }
  if (onlyMemory && podQOS(pod) !== 'BestEffort') return undefined
  if (onlyMemory && findUntolerated([taint], pod.spec.tolerations) === undefined) return undefined
  return refused('Evicted', `The node had condition: [${pressures.join(' ')}]. `)
}

const safeSysctls = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
])

// Upstream: pkg/kubelet/sysctl/allowlist.go
function sysctlFault(pod: Pod): AdmissionVerdict | undefined {
  for (const { name } of pod.spec.securityContext?.sysctls ?? []) {
    const dotted = name.replaceAll('/', '.')
    if (!safeSysctls.has(dotted))
      return refused('SysctlForbidden', `forbidden sysctl: ${JSON.stringify(dotted)} not allowlisted`)
    if (pod.spec.hostNetwork === true && dotted.startsWith('net.'))
      return refused(
        'SysctlForbidden',
        `forbidden sysctl: ${JSON.stringify(dotted)} not allowed with host net enabled`,
      )
  }
  return undefined
}

interface Shortage {
  readonly name: string
  readonly requested: number
  readonly used: number
  readonly capacity: number
}

// Upstream: pkg/scheduler/framework/plugins/noderesources/fit.go; lifecycle InsufficientResourceError
function resourceFault(pod: Pod, { node, others }: AdmissionFacts): AdmissionVerdict | undefined {
  const allocatable = new Map(Object.entries(node.status?.allocatable ?? {}))
  const shortage = podsShortage(allocatable, others) ?? firstShortage(pod, { allocatable, others })
  if (shortage === undefined) return undefined
  const { name, requested, used, capacity } = shortage
  return refused(
    `OutOf${name}`,
    `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
  )
}

function podsShortage(
  allocatable: ReadonlyMap<string, string>,
  others: readonly Pod[],
): Shortage | undefined {
  const capacity = quantityValue(allocatable.get('pods') ?? '110')
  if (others.length + 1 <= capacity) return undefined
  return { name: 'pods', requested: 1, used: others.length, capacity }
}

function firstShortage(
  pod: Pod,
  {
    allocatable,
    others,
  }: { readonly allocatable: ReadonlyMap<string, string>; readonly others: readonly Pod[] },
): Shortage | undefined {
  for (const [name, amount] of podRequests(pod)) {
    if (compareQuantity(amount, '0') === 0) continue
    const used = others
      .map((other) => podRequests(other).get(name))
      .reduce<Quantity | string>((sum, other) => (other === undefined ? sum : addQuantity(sum, other)), '0')
    const capacity = allocatable.get(name) ?? '0'
    if (compareQuantity(addQuantity(used, amount), capacity) <= 0) continue
    const number = name === 'cpu' ? quantityMilli : quantityValue
    return { name, requested: number(amount), used: number(used), capacity: number(capacity) }
  }
  return undefined
}

function predicateFault(pod: Pod, { node, others }: AdmissionFacts): AdmissionVerdict | undefined {
  const failed = (name: string, why: string) => refused(name, `Predicate ${name} failed: ${why}`)
  if (!matchesRequiredNodeAffinity(pod.spec, node))
    return failed('NodeAffinity', "node(s) didn't match Pod's node affinity/selector")
  if (pod.spec.nodeName !== node.metadata.name)
    return failed('NodeName', "node(s) didn't match the requested node name")
  if (portsConflict(pod, others))
    return failed('NodePorts', "node(s) didn't have free ports for the requested pod ports")
  const taint = findUntolerated(node.spec.taints, pod.spec.tolerations, ['NoExecute'])
  if (taint !== undefined) return failed('TaintToleration', "node(s) had taints that the pod didn't tolerate")
  return undefined
}

function hostPorts({ spec }: Pod): readonly { readonly ip: string; readonly key: string }[] {
  const containers = [...spec.containers, ...(spec.initContainers ?? []).filter(isSidecar)]
  return containers
    .flatMap(({ ports }) => ports ?? [])
    .flatMap(({ hostPort = 0, hostIP = '', protocol = 'TCP' }) =>
      hostPort === 0 ? [] : [{ ip: hostIP === '' ? '0.0.0.0' : hostIP, key: `${protocol}/${hostPort}` }],
    )
}

function portsConflict(pod: Pod, others: readonly Pod[]): boolean {
  const taken = others.flatMap(hostPorts)
  return hostPorts(pod).some(({ ip, key }) =>
    taken.some((one) => one.key === key && (one.ip === ip || one.ip === '0.0.0.0' || ip === '0.0.0.0')),
  )
}
