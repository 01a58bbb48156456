import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ServicePortPlan, Target } from './service-plan.ts'
import { staleFlows } from './stale-flows.ts'

const target = (ip: string): Target => ({ ip, port: 53, local: true })

function plan(ips: readonly string[], more: Partial<ServicePortPlan> = {}): ServicePortPlan {
  const targets = ips.map(target)
  return {
    name: 'ns/dns',
    protocol: 'udp',
    port: 53,
    clusterIP: '10.96.0.10',
    externalIPs: [],
    nodePort: 0,
    sourceRanges: [],
    clusterTargets: targets,
    externalTargets: targets,
    externalLocal: false,
    affinitySeconds: undefined,
    anyTargets: targets.length > 0,
    ...more,
  }
}

test('staleFlows() names the flows to targets that went, by every entrance', () => {
  const before = [plan(['10.244.0.1', '10.244.0.2'], { externalIPs: ['192.0.2.9'], nodePort: 30053 })]
  const after = [plan(['10.244.0.2'], { externalIPs: ['192.0.2.9'], nodePort: 30053 })]
  assert.deepEqual(staleFlows(before, after), [
    { address: '10.96.0.10', port: 53, target: '10.244.0.1' },
    { address: '192.0.2.9', port: 53, target: '10.244.0.1' },
    { address: undefined, port: 30053, target: '10.244.0.1' },
  ])
  assert.deepEqual(staleFlows(before, []).length, 6)
})

test('staleFlows() leaves TCP, new targets and what stays alone', () => {
  assert.deepEqual(staleFlows([plan(['10.244.0.1'], { protocol: 'tcp' })], []), [])
  assert.deepEqual(staleFlows([plan(['10.244.0.1'])], [plan(['10.244.0.1', '10.244.0.2'])]), [])
  assert.deepEqual(staleFlows([], [plan(['10.244.0.1'])]), [])
})
