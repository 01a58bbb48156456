// The service proxy's rules under real packets, in network namespaces that are made and deleted here.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import type { Service } from '../../src/api/core/service/service.kind.ts'
import type { EndpointSlice } from '../../src/api/discovery/endpoint-slice/endpoint-slice.kind.ts'
import { tableOf } from '../../src/network/services/nft-rules.ts'
import { changeScript, emptyTable, frameScript } from '../../src/network/services/nft-script.ts'
import { planServices } from '../../src/network/services/service-plan.ts'
import {
  clientAddress,
  type Network,
  nft,
  nodeAddress,
  nodeName,
  obstacle,
  podAddress,
  podCIDR,
  startNetwork,
  table,
} from './network-fixture.ts'

const port = 80
const targetPort = 8080

function service(name: string, clusterIP: string, more: object = {}): object {
  const ports = [
    { name: 'tcp', port, targetPort, protocol: 'TCP' },
    { name: 'udp', port, targetPort, protocol: 'UDP' },
  ]
  return { metadata: { namespace: 'default', name }, spec: { clusterIP, ports, ...more } }
}

function slice(name: string, pods: readonly number[], more: { elsewhere?: boolean } = {}): object {
  const labels = { 'kubernetes.io/service-name': name }
  const endpoints = pods.map((index) => ({
    addresses: [podAddress(index)],
    conditions: { ready: true },
    nodeName: more.elsewhere === true ? 'elsewhere' : nodeName,
  }))
  const ports = [
    { name: 'tcp', port: targetPort, protocol: 'TCP' },
    { name: 'udp', port: targetPort, protocol: 'UDP' },
  ]
  return {
    metadata: { namespace: 'default', name: `${name}-1`, labels },
    addressType: 'IPv4',
    endpoints,
    ports,
  }
}

const skip = obstacle()

describe('runServiceProxy', { skip: skip ?? false }, () => {
  let network: Network
  const tcp = (from: string, host: string, toPort = port) =>
    network.at(from, { do: 'tcp', host, port: toPort })
  const udp = (from: string, host: string, source: number) =>
    network.at(from, { do: 'udp', host, port, from: source })
  const put = (name: string, clusterIP: string, pods: readonly number[], more: object = {}) =>
    network.node({ do: 'service', service: service(name, clusterIP, more), slice: slice(name, pods) })
  /** Who answered, over so many tries. */
  const answers = async (from: string, host: string, options: { times?: number; port?: number } = {}) => {
    const names = new Set<string>()
    for (let i = 0; i < (options.times ?? 30); i++) {
      const answer = await tcp(from, host, options.port)
      names.add(answer.name ?? answer.error ?? '')
    }
    return [...names].sort()
  }

  before(async () => {
    network = await startNetwork(3)
    for (const index of [1, 2, 3])
      await network.at(`pod-${index}`, { do: 'serve', name: `pod-${index}`, port: targetPort })
  })
  after(() => network[Symbol.asyncDispose]())

  test('runServiceProxy balances a cluster IP for pods, the node and itself', async () => {
    await put('web', '10.96.0.20', [1, 2])
    assert.deepEqual(await answers('pod-3', '10.96.0.20'), ['pod-1', 'pod-2'])
    assert.deepEqual(await answers('host', '10.96.0.20'), ['pod-1', 'pod-2'])
    // A pod sees another pod's own address, and a target reaches itself too.
    assert.equal((await tcp('pod-3', '10.96.0.20')).from, podAddress(3))
    assert.deepEqual(await answers('pod-1', '10.96.0.20'), ['pod-1', 'pod-2'])
    assert.equal((await udp('pod-3', '10.96.0.20', 4001)).from, podAddress(3))
  })

  test('runServiceProxy: a pod that is the only target reaches itself (hairpin)', async () => {
    await put('mirror', '10.96.0.21', [2])
    const answer = await tcp('pod-2', '10.96.0.21')
    assert.deepEqual([answer.name, answer.error], ['pod-2', undefined])
    assert.notEqual(answer.from, podAddress(2))
    assert.equal((await udp('pod-2', '10.96.0.21', 4002)).name, 'pod-2')
  })

  test('runServiceProxy: node ports answer outside, from the pods and on the node, never on the loopback', async () => {
    await put('open', '10.96.0.22', [1, 2], { type: 'NodePort', ports: nodePorts(30080) })
    assert.deepEqual(await answers('client', nodeAddress, { port: 30080 }), ['pod-1', 'pod-2'])
    assert.equal((await tcp('client', nodeAddress, 30080)).from, '10.61.0.1')
    assert.deepEqual(await answers('pod-3', nodeAddress, { port: 30080 }), ['pod-1', 'pod-2'])
    assert.deepEqual(await answers('host', nodeAddress, { port: 30080 }), ['pod-1', 'pod-2'])
    assert.equal((await tcp('host', '127.0.0.1', 30080)).error, 'ECONNREFUSED')
  })

  test('runServiceProxy: externalTrafficPolicy Local keeps the client address and drops without a local target', async () => {
    const local = { type: 'NodePort', externalTrafficPolicy: 'Local' }
    await put('local', '10.96.0.23', [1], { ...local, ports: nodePorts(30081) })
    assert.equal((await tcp('client', nodeAddress, 30081)).from, clientAddress)
    await network.node({ do: 'slice', slice: slice('local', [1], { elsewhere: true }) })
    assert.equal((await tcp('client', nodeAddress, 30081)).error, 'timeout')
    // The node itself and its pods are not bound by the policy.
    assert.equal((await tcp('host', nodeAddress, 30081)).name, 'pod-1')
    assert.equal((await tcp('pod-3', nodeAddress, 30081)).name, 'pod-1')
  })

  test('runServiceProxy: without endpoints a connection is refused at once', async () => {
    await put('empty', '10.96.0.24', [], { type: 'NodePort', ports: nodePorts(30082) })
    for (const from of ['pod-3', 'host', 'client']) {
      const begin = performance.now()
      assert.equal((await tcp(from, '10.96.0.24')).error, 'ECONNREFUSED', from)
      assert.equal((await tcp(from, nodeAddress, 30082)).error, 'ECONNREFUSED', from)
      assert.ok(performance.now() - begin < 900, from)
    }
    await network.node({ do: 'slice', slice: slice('empty', [3]) })
    assert.deepEqual(await answers('pod-1', '10.96.0.24', { times: 3 }), ['pod-3'])
    await network.node({ do: 'slice', slice: slice('empty', []) })
    assert.equal((await tcp('pod-1', '10.96.0.24')).error, 'ECONNREFUSED')
  })

  test('runServiceProxy: session affinity sticks, through a change elsewhere too, and expires', async () => {
    const sticky = { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 2 } } }
    await put('sticky', '10.96.0.25', [1, 2, 3], sticky)
    const first = await answers('pod-3', '10.96.0.25', { times: 12 })
    assert.equal(first.length, 1)
    await put('elsewhere', '10.96.0.26', [1])
    assert.deepEqual(await answers('pod-3', '10.96.0.25', { times: 5 }), first)
    // Another client may be sent elsewhere, and the same one after its time: 8 times in a row the same is 1 in 2,187.
    const later = new Set(first)
    for (let i = 0; i < 8 && later.size === 1; i++) {
      await new Promise((resolve) => setTimeout(resolve, 2300))
      for (const name of await answers('pod-3', '10.96.0.25', { times: 1 })) later.add(name)
    }
    assert.ok(later.size > 1, 'it never let go')
  })

  test('runServiceProxy: session affinity of a target that went moves on', async () => {
    const sticky = { sessionAffinity: 'ClientIP' }
    await put('moving', '10.96.0.27', [1, 2], sticky)
    const [first = ''] = await answers('pod-3', '10.96.0.27', { times: 4 })
    const other = first === 'pod-1' ? 2 : 1
    await network.node({ do: 'slice', slice: slice('moving', [other]) })
    assert.deepEqual(await answers('pod-3', '10.96.0.27', { times: 4 }), [`pod-${other}`])
  })

  test('runServiceProxy: a UDP flow is forgotten when its target goes, and one without a target when one comes', async () => {
    await put('names', '10.96.0.28', [1])
    for (let i = 0; i < 3; i++) assert.equal((await udp('pod-3', '10.96.0.28', 5000)).name, 'pod-1')
    await network.node({ do: 'slice', slice: slice('names', [2]) })
    for (let i = 0; i < 3; i++) assert.equal((await udp('pod-3', '10.96.0.28', 5000)).name, 'pod-2')
    await put('late', '10.96.0.29', [], { type: 'NodePort', ports: nodePorts(30083) })
    assert.notEqual((await udp('client', '10.96.0.29', 5001)).error, undefined)
    await network.node({ do: 'slice', slice: slice('late', [1]) })
    assert.equal((await udp('client', '10.96.0.29', 5001)).name, 'pod-1')
    const ask = () => network.at('client', { do: 'udp', host: nodeAddress, port: 30083, from: 5002 })
    assert.equal((await ask()).name, 'pod-1')
    await network.node({ do: 'slice', slice: slice('late', [2]) })
    assert.equal((await ask()).name, 'pod-2')
  })

  test('setUpPodNetwork, frameScript: pods and neighbours cannot reach the loopback, or make the node their client', async () => {
    const bridge = 'wherry-test0'
    const sysctl = (name: string) => network.node<string>({ do: 'sysctl', name })
    // CVE-2020-10749, CVE-2020-8558.
    assert.equal(await sysctl(`ipv6/conf/${bridge}/accept_ra`), '0')
    assert.equal(await sysctl(`ipv6/conf/${bridge}/autoconf`), '0')
    assert.equal(await sysctl(`ipv4/conf/${bridge}/route_localnet`), '0')
    assert.equal(await sysctl(`ipv4/conf/${bridge}/rp_filter`), '1')
    await network.at('host', { do: 'serve', name: 'loopback', port: 9999, host: '127.0.0.1' })
    assert.equal((await tcp('host', '127.0.0.1', 9999)).name, 'loopback')
    // An attacker who routes 127.0.0.1 over the wire, against a machine where somebody turned route_localnet on.
    network.inside('node', 'sysctl', '-qw', 'net.ipv4.conf.all.route_localnet=1')
    for (const [from, via] of [
      ['pod-3', '10.61.0.1'],
      ['client', nodeAddress],
    ] as const) {
      network.inside(from, 'sysctl', '-qw', 'net.ipv4.conf.all.route_localnet=1')
      network.inside(from, 'ip', 'address', 'delete', '127.0.0.1/8', 'dev', 'lo')
      network.inside(from, 'ip', 'route', 'add', '127.0.0.1/32', 'via', via)
      assert.equal((await tcp(from, '127.0.0.1', 9999)).error, 'timeout', from)
    }
  })

  test('tableOf, changeScript: hostile names and values change nothing but their own service', () => {
    const evil = '"; flush ruleset; add table ip evil; #\n}'
    const facts = {
      nodeName,
      services: [
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { namespace: evil, name: evil, labels: { [evil]: evil } },
          spec: {
            clusterIP: '10.96.0.30',
            externalIPs: [evil, '192.0.2.9'],
            loadBalancerSourceRanges: [evil, '192.0.2.0/24'],
            ports: [{ name: evil, port, protocol: 'TCP', targetPort: evil }],
            sessionAffinity: 'ClientIP',
          },
          status: { loadBalancer: { ingress: [{ ip: evil }] } },
        } as unknown as Service,
      ],
      slices: [
        {
          metadata: { namespace: evil, name: evil, labels: { 'kubernetes.io/service-name': evil } },
          addressType: 'IPv4',
          endpoints: [{ addresses: [evil] }, { addresses: ['127.0.0.1'] }, { addresses: [podAddress(1)] }],
          ports: [{ name: evil, port: targetPort, protocol: 'TCP' }],
        } as unknown as EndpointSlice,
      ],
    }
    const next = tableOf(planServices(facts), { podCIDR })
    const script =
      frameScript({ table: 'wherry-evil', podCIDR }) + changeScript(emptyTable, next, 'wherry-evil')
    nft(network.namespace, script)
    const tables = network.inside('node', 'nft', 'list', 'tables').trim().split('\n').sort()
    assert.deepEqual(tables, [`table ip ${table}`, 'table ip wherry-evil'].sort())
    const rules = network.inside('node', 'nft', 'list', 'table', 'ip', 'wherry-evil')
    assert.ok(rules.includes(`dnat to ${podAddress(1)}:${targetPort}`))
    assert.ok(!rules.includes('dnat to 127.'))
    nft(network.namespace, changeScript(next, emptyTable, 'wherry-evil'))
    assert.ok(!network.inside('node', 'nft', 'list', 'table', 'ip', 'wherry-evil').includes('dnat to'))
    nft(network.namespace, 'delete table ip wherry-evil')
  })

  test('runServiceProxy applies a thousand services, and a change of one afterwards', async () => {
    const address = (i: number) => `10.97.${Math.floor(i / 250)}.${(i % 250) + 1}`
    const all = Array.from({ length: 1000 }, (_, i) => i)
    await network.node({
      do: 'services',
      services: all.map((i) => service(`many-${i}`, address(i))),
      slices: all.map((i) => slice(`many-${i}`, [1, 2])),
    })
    const end = performance.now() + 30_000
    while ((await tcp('pod-3', address(999))).error !== undefined) assert.ok(performance.now() < end)
    assert.deepEqual(await answers('pod-3', address(0)), ['pod-1', 'pod-2'])
    assert.deepEqual(await answers('pod-3', address(999)), ['pod-1', 'pod-2'])
    const begin = performance.now()
    await network.node({ do: 'slice', slice: slice('many-500', [3]) })
    assert.deepEqual(await answers('pod-1', address(500), { times: 1 }), ['pod-3'])
    assert.ok(performance.now() - begin < 5000)
  })

  test('removeServiceRules leaves nothing of the table', async () => {
    assert.ok(network.inside('node', 'nft', 'list', 'ruleset').includes(table))
    await network.node({ do: 'remove' })
    assert.equal(network.inside('node', 'nft', 'list', 'ruleset').trim(), '')
    assert.notEqual((await tcp('pod-3', '10.96.0.20')).error, undefined)
  })
})

test('obstacle: no namespace of these tests is left', { skip: skip ?? false }, () => {
  const left = execFileSync('/sbin/ip', ['netns', 'list'], { encoding: 'utf8' })
  assert.ok(!left.includes('wherry-probe'))
})

function nodePorts(nodePort: number): readonly object[] {
  return [
    { name: 'tcp', port, targetPort, protocol: 'TCP', nodePort },
    { name: 'udp', port, targetPort, protocol: 'UDP', nodePort },
  ]
}
