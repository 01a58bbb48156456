// What a Service takes of a quota. Upstream: pkg/quota/v1/evaluator/core/services.go.
import type { Service } from '../service/service.schema.ts'
import { one, whole, zero } from './quota-amounts.ts'
import { countName, type QuotaEvaluator } from './quota-evaluator.ts'

const count = countName({ group: '', plural: 'services' })
const names = [count, 'services', 'services.nodeports', 'services.loadbalancers']

export const quotaOfServices: QuotaEvaluator<Service> = {
  matching: (wanted) => wanted.filter((name) => names.includes(name)),
  usage: (service) =>
    new Map([
      [count, one],
      ['services', one],
      ['services.nodeports', whole(nodePorts(service))],
      ['services.loadbalancers', service.spec.type === 'LoadBalancer' ? one : zero],
    ]),
  inScope: () => false,
}

/** Those that it will have: they may not be allocated yet. */
function nodePorts({ spec }: Service): number {
  const ports = spec.ports ?? []
  if (spec.type === 'NodePort') return ports.length
  if (spec.type !== 'LoadBalancer') return 0
  if (spec.allocateLoadBalancerNodePorts !== false) return ports.length
  return ports.filter(({ nodePort }) => Boolean(nodePort)).length
}
