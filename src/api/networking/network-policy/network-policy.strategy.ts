// What the server does to network policies. Upstream: pkg/registry/networking/networkpolicy/strategy.go.
import { specStrategy } from '../../strategies.ts'
import type { NetworkPolicy } from './network-policy.schema.ts'

export const networkPolicyStrategy = specStrategy<NetworkPolicy>({})
