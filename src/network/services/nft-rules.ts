// Turns service plans into the contents of one nftables table: named chains, verdict maps and sets, as data. The names
// are hashes and the values checked addresses and numbers, so nothing that a user wrote reaches the ruleset as text.
// Modelled on: pkg/proxy/nftables/proxier.go, whose map names are kept.
import { createHash } from 'node:crypto'
import { isPlainIPv4, type ServicePortPlan, type Target } from './service-plan.ts'

/** What a table holds. Rules of a chain are in order; elements of a map or set are not. */
export interface TableState {
  /** Chain name to its rules. */
  readonly chains: ReadonlyMap<string, readonly string[]>
  /** Map or set name to its elements: key to value, the value empty for a set. */
  readonly elements: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Dynamic sets that remember clients: name to timeout in seconds. */
  readonly affinitySets: ReadonlyMap<string, number>
}

export interface HostPort {
  readonly protocol: 'tcp' | 'udp' | 'sctp'
  readonly hostPort: number
  readonly hostIP: string
  readonly target: Target
}

/** Packets that have to leave with this node's address. Upstream's masquerade bit. */
export const masqueradeMark = '0x4000'

export const mapNames = {
  serviceIPs: 'service-ips',
  nodePorts: 'service-nodeports',
  noEndpoints: 'no-endpoint-services',
  noEndpointNodePorts: 'no-endpoint-nodeports',
} as const

function idOf(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12)
}

class TableBuilder {
  readonly chains = new Map<string, readonly string[]>()
  readonly affinitySets = new Map<string, number>()
  readonly elements = new Map<string, Map<string, string>>(
    Object.values(mapNames).map((name) => [name, new Map()]),
  )

  element(map: string, key: string, value: string): void {
    const elements = this.elements.get(map) as Map<string, string>
    // The first service that claims an address and port keeps it.
    if (!elements.has(key)) elements.set(key, value)
  }
}

/** The table for these services. `podCIDR` tells traffic that starts in a pod. */
export function tableOf(
  plans: readonly ServicePortPlan[],
  options: { readonly podCIDR: string; readonly hostPorts?: readonly HostPort[] },
): TableState {
  const table = new TableBuilder()
  for (const plan of plans) addService(table, plan, options.podCIDR)
  for (const hostPort of options.hostPorts ?? []) addHostPort(table, hostPort)
  return table
}

function addService(table: TableBuilder, plan: ServicePortPlan, podCIDR: string): void {
  const id = idOf(plan.name, plan.protocol, plan.port)
  const { protocol, port } = plan
  if (plan.clusterTargets.length > 0) {
    const chain = `service-${id}`
    // A host that is no pod has no address in the pod network to be answered at.
    const masquerade = `ip daddr ${plan.clusterIP} ${protocol} dport ${port} ip saddr != ${podCIDR} meta mark set mark or ${masqueradeMark}`
    table.chains.set(chain, [masquerade, ...balance(table, plan, { id, targets: plan.clusterTargets })])
    table.element(mapNames.serviceIPs, `${plan.clusterIP} . ${protocol} . ${port}`, `goto ${chain}`)
  } else {
    table.element(mapNames.noEndpoints, `${plan.clusterIP} . ${protocol} . ${port}`, verdictWithout(plan))
  }
  addExternal(table, plan, { id, podCIDR })
}

/** Upstream: with targets elsewhere traffic is dropped (a health check moves it on); with none it is refused. */
function verdictWithout(plan: ServicePortPlan): string {
  return plan.anyTargets ? 'drop' : 'goto reject-chain'
}

function addExternal(
  table: TableBuilder,
  plan: ServicePortPlan,
  { id, podCIDR }: { readonly id: string; readonly podCIDR: string },
): void {
  const { protocol, port, nodePort, externalIPs } = plan
  if (nodePort === 0 && externalIPs.length === 0) return
  const nodePortKey = `${protocol} . ${nodePort}`
  if (plan.externalTargets.length === 0 && !(plan.externalLocal && plan.clusterTargets.length > 0)) {
    for (const ip of externalIPs)
      table.element(mapNames.noEndpoints, `${ip} . ${protocol} . ${port}`, verdictWithout(plan))
    if (nodePort !== 0) table.element(mapNames.noEndpointNodePorts, nodePortKey, verdictWithout(plan))
    return
  }
  const chain = `external-${id}`
  table.chains.set(chain, externalRules(table, plan, { id, podCIDR }))
  if (nodePort !== 0) table.element(mapNames.nodePorts, nodePortKey, `goto ${chain}`)
  if (externalIPs.length === 0) return
  const guard = plan.sourceRanges.length > 0 ? `firewall-${id}` : chain
  if (guard !== chain) {
    table.chains.set(guard, [`ip saddr { ${plan.sourceRanges.join(', ')} } goto ${chain}`, 'drop'])
  }
  for (const ip of externalIPs)
    table.element(mapNames.serviceIPs, `${ip} . ${protocol} . ${port}`, `goto ${guard}`)
}

function externalRules(
  table: TableBuilder,
  plan: ServicePortPlan,
  { id, podCIDR }: { readonly id: string; readonly podCIDR: string },
): readonly string[] {
  if (!plan.externalLocal) {
    return [
      `meta mark set mark or ${masqueradeMark}`,
      ...balance(table, plan, { id, targets: plan.externalTargets }),
    ]
  }
  // Pods and this node itself use all targets, as by the cluster IP; only the outside is bound to local ones.
  const inside =
    plan.clusterTargets.length > 0
      ? [`ip saddr ${podCIDR} goto service-${id}`, `fib saddr type local goto inside-${id}`]
      : []
  if (plan.clusterTargets.length > 0) {
    table.chains.set(`inside-${id}`, [`meta mark set mark or ${masqueradeMark}`, `goto service-${id}`])
  }
  const outside =
    plan.externalTargets.length > 0 ? balance(table, plan, { id, targets: plan.externalTargets }) : ['drop']
  return [...inside, ...outside]
}

function balance(
  table: TableBuilder,
  plan: ServicePortPlan,
  { id, targets }: { readonly id: string; readonly targets: readonly Target[] },
): readonly string[] {
  const chains = targets.map((target) => addTarget(table, plan, { id, target }))
  const { affinitySeconds: seconds } = plan
  const sticky =
    seconds === undefined
      ? []
      : chains.map((chain) => `ip saddr @${affinitySetOf(chain, seconds)} goto ${chain}`)
  const choices = chains.map((chain, index) => `${index} : goto ${chain}`).join(', ')
  return [...sticky, `numgen random mod ${chains.length} vmap { ${choices} }`]
}

// The timeout is part of the name, since a set that is in use cannot change it.
const affinitySetOf = (chain: string, seconds: number) =>
  `${chain.replace(/^endpoint/, 'affinity')}-${seconds}`

function addTarget(
  table: TableBuilder,
  plan: ServicePortPlan,
  { id, target }: { readonly id: string; readonly target: Target },
): string {
  const chain = `endpoint-${id}-${idOf(target.ip, target.port)}`
  if (table.chains.has(chain)) return chain
  const { affinitySeconds: seconds } = plan
  const remember: string[] = []
  if (seconds !== undefined) {
    const set = affinitySetOf(chain, seconds)
    table.affinitySets.set(set, seconds)
    remember.push(`update @${set} { ip saddr }`)
  }
  const rules = [
    // A pod that reaches itself through its service: the answer must come back through the node.
    `ip saddr ${target.ip} meta mark set mark or ${masqueradeMark}`,
    ...remember,
    `meta l4proto ${plan.protocol} dnat to ${target.ip}:${target.port}`,
  ]
  table.chains.set(chain, rules)
  return chain
}

function addHostPort(table: TableBuilder, { protocol, hostPort, hostIP, target }: HostPort): void {
  const chain = `hostport-${idOf(protocol, hostPort, hostIP, target.ip, target.port)}`
  table.chains.set(chain, [
    `ip saddr ${target.ip} meta mark set mark or ${masqueradeMark}`,
    `fib saddr type local meta mark set mark or ${masqueradeMark}`,
    `meta l4proto ${protocol} dnat to ${target.ip}:${target.port}`,
  ])
  if (hostIP !== '' && hostIP !== '0.0.0.0' && isPlainIPv4(hostIP)) {
    table.element(mapNames.serviceIPs, `${hostIP} . ${protocol} . ${hostPort}`, `goto ${chain}`)
  } else table.element(mapNames.nodePorts, `${protocol} . ${hostPort}`, `goto ${chain}`)
}
