// What the server does to network policies. Upstream: pkg/registry/networking/networkpolicy/strategy.go.

import { cidrWarnings } from '../../ip.warnings.ts'
import { specStrategy } from '../../strategies.ts'
import type { NetworkPolicy, NetworkPolicyPeer } from './network-policy.schema.ts'

export const networkPolicyStrategy = specStrategy<NetworkPolicy>({
  warnings: ({ spec }) => [
    ...(spec.ingress ?? []).flatMap((rule, index) => peerWarnings(rule.from, `spec.ingress[${index}].from`)),
    ...(spec.egress ?? []).flatMap((rule, index) => peerWarnings(rule.to, `spec.egress[${index}].to`)),
  ],
})

function peerWarnings(peers: readonly NetworkPolicyPeer[] | undefined, path: string): string[] {
  return (peers ?? []).flatMap(({ ipBlock }, index) => {
    if (ipBlock === undefined) return []
    const at = `${path}[${index}].ipBlock`
    const except = ipBlock.except ?? []
    return [
      ...cidrWarnings(ipBlock.cidr, `${at}.cidr`),
      ...except.flatMap((cidr, position) => cidrWarnings(cidr, `${at}.except[${position}]`)),
    ]
  })
}
