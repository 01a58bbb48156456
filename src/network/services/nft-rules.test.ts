import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mapNames, tableOf } from './nft-rules.ts'
import { changeScript, emptyTable, frameScript } from './nft-script.ts'
import type { ServicePortPlan } from './service-plan.ts'

const podCIDR = '10.244.0.0/16'
const target = (ip: string) => ({ ip, port: 8080, local: true })

function plan(more: Partial<ServicePortPlan> = {}): ServicePortPlan {
  return {
    name: 'ns/web',
    protocol: 'tcp',
    port: 80,
    clusterIP: '10.96.0.9',
    externalIPs: [],
    nodePort: 0,
    sourceRanges: [],
    clusterTargets: [target('10.244.0.5'), target('10.244.0.6')],
    externalTargets: [target('10.244.0.5'), target('10.244.0.6')],
    externalLocal: false,
    affinitySeconds: undefined,
    anyTargets: true,
    ...more,
  }
}

const table = (...plans: readonly ServicePortPlan[]) => tableOf(plans, { podCIDR })

test('tableOf() sends a cluster IP to a chain that balances over its targets', () => {
  const state = table(plan())
  const verdict = state.elements.get(mapNames.serviceIPs)?.get('10.96.0.9 . tcp . 80') ?? ''
  const rules = state.chains.get(verdict.replace('goto ', '')) ?? []
  assert.match(
    rules.at(-1) ?? '',
    /^numgen random mod 2 vmap \{ 0 : goto endpoint-\w+-\w+, 1 : goto endpoint-\w+-\w+ \}$/,
  )
  assert.equal(state.chains.size, 3)
})

test('tableOf() refuses a service without endpoints and drops where only other nodes have some', () => {
  const none = plan({ clusterTargets: [], externalTargets: [], anyTargets: false })
  assert.deepEqual(
    [...(table(none).elements.get(mapNames.noEndpoints) ?? [])],
    [['10.96.0.9 . tcp . 80', 'goto reject-chain']],
  )
  const elsewhere = plan({ clusterTargets: [], externalTargets: [], anyTargets: true })
  assert.deepEqual(
    [...(table(elsewhere).elements.get(mapNames.noEndpoints) ?? [])],
    [['10.96.0.9 . tcp . 80', 'drop']],
  )
})

test('tableOf() masquerades traffic to a NodePort unless the policy is Local', () => {
  const rulesAt = (state: ReturnType<typeof table>) => {
    const verdict = state.elements.get(mapNames.nodePorts)?.get('tcp . 30080') ?? ''
    return (state.chains.get(verdict.replace('goto ', '')) ?? []).join('\n')
  }
  assert.match(rulesAt(table(plan({ nodePort: 30080 }))), /^meta mark set mark or 0x4000/)
  assert.doesNotMatch(rulesAt(table(plan({ nodePort: 30080, externalLocal: true }))), /^meta mark set/)
})

test('tableOf() remembers clients in a set for each target where there is session affinity', () => {
  const state = table(plan({ affinitySeconds: 60 }))
  assert.equal(state.affinitySets.size, 2)
  assert.deepEqual([...state.affinitySets.values()], [60, 60])
})

test('changeScript() touches only what differs, and nothing when nothing does', () => {
  const other = plan({ name: 'ns/other', clusterIP: '10.96.0.10' })
  const before = table(plan(), other)
  assert.equal(changeScript(before, table(plan(), other), 't'), '')
  const script = changeScript(
    before,
    table(plan(), { ...other, clusterTargets: [target('10.244.0.5')] }),
    't',
  )
  assert.equal(script.match(/^flush chain/gm)?.length, 2)
  assert.equal(script.match(/^delete chain/gm)?.length, 1)
  assert.doesNotMatch(script, /10\.96\.0\.9/)
})

test('frameScript() followed by changeScript() names every chain before it is jumped to', () => {
  const text =
    frameScript({ table: 't', podCIDR }) + changeScript(emptyTable, table(plan({ nodePort: 30080 })), 't')
  const defined = new Set<string>(['reject-chain'])
  for (const line of text.split('\n')) {
    const made = /^add chain ip t (\S+)/.exec(line)?.[1] ?? /^\s+chain (\S+)/.exec(line)?.[1]
    if (made !== undefined) defined.add(made)
    for (const [, chain] of line.matchAll(/(?:goto|jump) ([\w-]+)/g))
      assert.ok(defined.has(chain ?? ''), line)
  }
})
