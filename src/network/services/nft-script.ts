// Writes the commands that turn one state of the table into another, as one script that nft applies whole or not at all.
// Only what differs is touched: connections, and clients remembered by affinity sets, outlive a change elsewhere.
import { mapNames, masqueradeMark, type TableState } from './nft-rules.ts'

export interface FrameOptions {
  readonly table: string
  readonly podCIDR: string
}

export const emptyTable: TableState = {
  chains: new Map(),
  elements: new Map(Object.values(mapNames).map((name) => [name, new Map()])),
  affinitySets: new Map(),
}

/**
 * The fixed part: hooks, maps, masquerading. Applied once at the start; it deletes what an earlier run left.
 * NodePorts answer on every local address but loopback, and what listens there is not reached from other machines, even
 * where somebody has turned route_localnet on (CVE-2020-8558).
 */
export function frameScript({ table, podCIDR }: FrameOptions): string {
  const t = `table ip ${table}`
  const { serviceIPs, nodePorts, noEndpoints, noEndpointNodePorts } = mapNames
  return `add ${t}
delete ${t}
${t} {
  comment "services of the cluster: changed by wherry only"
  map ${serviceIPs} { type ipv4_addr . inet_proto . inet_service : verdict; }
  map ${nodePorts} { type inet_proto . inet_service : verdict; }
  map ${noEndpoints} { type ipv4_addr . inet_proto . inet_service : verdict; }
  map ${noEndpointNodePorts} { type inet_proto . inet_service : verdict; }
  chain reject-chain { reject; }
  chain services {
    ip daddr . meta l4proto . th dport vmap @${serviceIPs}
    fib daddr type local ip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @${nodePorts}
  }
  chain unserved {
    ip daddr . meta l4proto . th dport vmap @${noEndpoints}
    fib daddr type local ip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @${noEndpointNodePorts}
  }
  chain nat-prerouting { type nat hook prerouting priority dstnat; jump services; }
  chain nat-output { type nat hook output priority -100; jump services; }
  chain nat-postrouting {
    type nat hook postrouting priority srcnat;
    meta mark & ${masqueradeMark} != 0 meta mark set mark xor ${masqueradeMark} masquerade fully-random
    ip saddr ${podCIDR} ip daddr != ${podCIDR} ip daddr != 224.0.0.0/4 masquerade fully-random
  }
  chain localnet { ct state established,related return; ct status dnat return; drop; }
  chain filter-input {
    type filter hook input priority -110;
    iifname != "lo" ip daddr 127.0.0.0/8 jump localnet
    ct state new jump unserved
  }
  chain filter-forward { type filter hook forward priority -110; ct state new jump unserved; }
  chain filter-output { type filter hook output priority -110; ct state new jump unserved; }
}
`
}

/** The commands from `before` to `after`; empty where nothing differs. */
export function changeScript(before: TableState, after: TableState, table: string): string {
  const t = `ip ${table}`
  const lines: string[] = []
  const { gone, come, changed } = compareKeys(
    before.chains,
    after.chains,
    (a, b) => a.join('\n') === b.join('\n'),
  )
  const sets = compareKeys(before.affinitySets, after.affinitySets, (a, b) => a === b)
  for (const name of sets.come) {
    lines.push(
      `add set ${t} ${name} { type ipv4_addr; flags dynamic,timeout; timeout ${after.affinitySets.get(name)}s; }`,
    )
  }
  for (const name of come) lines.push(`add chain ${t} ${name}`)
  for (const name of changed) lines.push(`flush chain ${t} ${name}`)
  for (const name of [...come, ...changed]) {
    for (const rule of after.chains.get(name) ?? []) lines.push(`add rule ${t} ${name} ${rule}`)
  }
  lines.push(...elementLines(before, after, t))
  for (const name of gone) lines.push(`flush chain ${t} ${name}`)
  for (const name of gone) lines.push(`delete chain ${t} ${name}`)
  for (const name of sets.gone) lines.push(`delete set ${t} ${name}`)
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

function elementLines(before: TableState, after: TableState, t: string): string[] {
  const lines: string[] = []
  for (const [map, next] of after.elements) {
    const { gone, come, changed } = compareKeys(
      before.elements.get(map) ?? new Map(),
      next,
      (a, b) => a === b,
    )
    const dropped = [...gone, ...changed]
    if (dropped.length > 0) lines.push(`delete element ${t} ${map} { ${dropped.join(', ')} }`)
    const added = [...come, ...changed].map((key) => `${key} : ${next.get(key)}`)
    if (added.length > 0) lines.push(`add element ${t} ${map} { ${added.join(', ')} }`)
  }
  return lines
}

function compareKeys<V>(
  before: ReadonlyMap<string, V>,
  after: ReadonlyMap<string, V>,
  same: (a: V, b: V) => boolean,
): { readonly gone: string[]; readonly come: string[]; readonly changed: string[] } {
  return {
    gone: [...before.keys()].filter((key) => !after.has(key)),
    come: [...after.keys()].filter((key) => !before.has(key)),
    changed: [...after]
      .filter(([key, value]) => before.has(key) && !same(before.get(key) as V, value))
      .map(([key]) => key),
  }
}
