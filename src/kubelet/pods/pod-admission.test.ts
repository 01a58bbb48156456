import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Node } from '../../api/core/node/node.schema.ts'
import type { Pod, PodSpec } from '../../api/core/pod/pod.schema.ts'
import { admitPod } from './pod-admission.ts'
import { containerOf, podOf } from './test-pods.ts'

const node: Node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1', uid: 'n', resourceVersion: '1', creationTimestamp: '', labels: { disk: 'ssd' } },
  spec: {},
  status: { allocatable: { cpu: '2', memory: '4Gi', pods: '3' } },
}

const bound = (spec: Partial<PodSpec>): Pod => podOf({ spec: { nodeName: 'n1', ...spec } })
const asking = (cpu: string): Pod =>
  bound({ containers: [containerOf('main', { resources: { requests: { cpu } } })] })
const onPort = (hostPort: number, hostIP?: string): Pod =>
  bound({
    containers: [
      containerOf('main', {
        ports: [{ containerPort: 80, hostPort, ...(hostIP !== undefined && { hostIP }) }],
      }),
    ],
  })

function check(
  pod: Pod,
  expected: string | undefined,
  facts: {
    readonly others?: readonly Pod[]
    readonly pressures?: readonly string[]
    readonly node?: Node
  } = {},
): void {
  const verdict = admitPod(pod, { node, others: [], pressures: [], ...facts })
  assert.equal(verdict.admitted ? undefined : `${verdict.reason}: ${verdict.message}`, expected)
}

test('admitPod() takes what fits', () => {
  check(bound({}), undefined)
  check(asking('2'), undefined)
  check(asking('1'), undefined, { others: [asking('1')] })
  check(onPort(80), undefined, { others: [onPort(81)] })
  check(onPort(80, '10.0.0.1'), undefined, { others: [onPort(80, '10.0.0.2')] })
})

test('admitPod() refuses what does not fit, in the words of upstream', () => {
  check(
    asking('3'),
    "OutOfcpu: Node didn't have enough resource: cpu, requested: 3000, used: 0, capacity: 2000",
  )
  check(
    asking('1500m'),
    "OutOfcpu: Node didn't have enough resource: cpu, requested: 1500, used: 1000, capacity: 2000",
    {
      others: [asking('1')],
    },
  )
  check(bound({}), "OutOfpods: Node didn't have enough resource: pods, requested: 1, used: 3, capacity: 3", {
    others: [bound({}), bound({}), bound({})],
  })
  check(
    bound({ containers: [containerOf('main', { resources: { requests: { 'example.com/gpu': '1' } } })] }),
    "OutOfexample.com/gpu: Node didn't have enough resource: example.com/gpu, requested: 1, used: 0, capacity: 0",
  )
})

test('admitPod() looks at affinity, name, ports and taints', () => {
  check(
    bound({ nodeSelector: { disk: 'hdd' } }),
    "NodeAffinity: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
  )
  check(bound({ nodeSelector: { disk: 'ssd' } }), undefined)
  check(
    bound({ nodeName: 'n2' }),
    "NodeName: Predicate NodeName failed: node(s) didn't match the requested node name",
  )
  check(
    onPort(80),
    "NodePorts: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
    {
      others: [onPort(80, '10.0.0.2')],
    },
  )
  const tainted = { ...node, spec: { taints: [{ key: 'k', effect: 'NoExecute' as const }] } }
  check(
    bound({}),
    "TaintToleration: Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
    { node: tainted },
  )
  check(bound({ tolerations: [{ operator: 'Exists' }] }), undefined, { node: tainted })
})

test('admitPod() keeps pods away from a node under pressure', () => {
  const pressures = ['MemoryPressure']
  check(bound({}), 'Evicted: The node had condition: [MemoryPressure]. ', { pressures })
  check(asking('1'), undefined, { pressures })
  check(asking('1'), 'Evicted: The node had condition: [DiskPressure]. ', { pressures: ['DiskPressure'] })
  check(bound({ priority: 2_000_000_000 }), undefined, { pressures: ['DiskPressure'] })
})

test('admitPod() forbids unsafe sysctls', () => {
  const with_ = (name: string, more: Partial<PodSpec> = {}) =>
    bound({ securityContext: { sysctls: [{ name, value: '1' }] }, ...more })
  check(with_('net.ipv4.tcp_syncookies'), undefined)
  check(with_('kernel.msgmax'), 'SysctlForbidden: forbidden sysctl: "kernel.msgmax" not allowlisted')
  check(
    with_('net/ipv4/tcp_syncookies', { hostNetwork: true }),
    'SysctlForbidden: forbidden sysctl: "net.ipv4.tcp_syncookies" not allowed with host net enabled',
  )
})
