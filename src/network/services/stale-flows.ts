// Which UDP flows have to be forgotten after a change. UDP has no end of connection: flows to a target that is gone would be
// sent there for ever. Pure. Upstream: pkg/proxy/conntrack/cleanup.go.
import type { ServicePortPlan } from './service-plan.ts'

export interface StaleFlow {
  /** What the client sent to; undefined for a node port, which answers on every address. */
  readonly address: string | undefined
  readonly port: number
  /** Where it was led. */
  readonly target: string
}

export function staleFlows(
  before: readonly ServicePortPlan[],
  after: readonly ServicePortPlan[],
): readonly StaleFlow[] {
  const current = new Map(after.map((plan) => [keyOf(plan), addressesOf(plan)]))
  return before
    .filter((plan) => plan.protocol === 'udp')
    .flatMap((plan) => {
      const kept = current.get(keyOf(plan))
      const gone = [...addressesOf(plan)].filter((ip) => kept?.has(ip) !== true)
      return gone.flatMap((target) => entrances(plan).map((entrance) => ({ ...entrance, target })))
    })
}

const keyOf = ({ name, protocol, port }: ServicePortPlan) => `${name} ${protocol} ${port}`

const addressesOf = ({ clusterTargets, externalTargets }: ServicePortPlan) =>
  new Set([...clusterTargets, ...externalTargets].map(({ ip }) => ip))

function entrances(plan: ServicePortPlan): readonly Omit<StaleFlow, 'target'>[] {
  const { clusterIP, externalIPs, port, nodePort } = plan
  return [
    ...[clusterIP, ...externalIPs].map((address) => ({ address, port })),
    ...(nodePort === 0 ? [] : [{ address: undefined, port: nodePort }]),
  ]
}
