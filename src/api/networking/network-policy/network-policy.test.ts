import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import { NetworkPolicy } from './network-policy.kind.ts'

function policy(spec: object) {
  return specimen(NetworkPolicy, { metadata: { name: 'x', namespace: 'ns' }, spec }) as NetworkPolicy
}

const faults = (spec: object) => (NetworkPolicy.validate?.(policy(spec)) ?? []).map(formatFieldError)
const ofPort = (port: object) => faults({ ingress: [{ ports: [port] }] })
const ofPeer = (peer: object) => faults({ egress: [{ to: [peer] }] })

test('defaultNetworkPolicy() tells the types from the rules', () => {
  assert.deepEqual(policy({}).spec.policyTypes, ['Ingress'])
  assert.deepEqual(policy({ egress: [{}] }).spec.policyTypes, ['Ingress', 'Egress'])
  assert.equal(policy({ ingress: [{ ports: [{ port: 1 }] }] }).spec.ingress?.[0]?.ports?.[0]?.protocol, 'TCP')
})

test('validateNetworkPolicy() checks ports', () => {
  const at = 'spec.ingress[0].ports[0]'
  assert.deepEqual(ofPort({ port: 80, endPort: 90 }), [])
  assert.deepEqual(ofPort({ endPort: 90 }), [
    `${at}.endPort: Invalid value: 90: may not be specified when \`port\` is not specified`,
  ])
  assert.deepEqual(ofPort({ port: 'http', endPort: 90 }), [
    `${at}.endPort: Invalid value: 90: may not be specified when \`port\` is non-numeric`,
  ])
  assert.deepEqual(ofPort({ port: 91, endPort: 90 }), [
    `${at}.endPort: Invalid value: 91: must be greater than or equal to \`port\``,
  ])
})

test('validateNetworkPolicy() checks peers', () => {
  const at = 'spec.egress[0].to[0]'
  const ipBlock = { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] }
  assert.deepEqual(ofPeer({ ipBlock }), [])
  assert.deepEqual(ofPeer({}), [`${at}: Required value: must specify a peer`])
  assert.deepEqual(ofPeer({ ipBlock, podSelector: {} }), [
    `${at}: Forbidden: may not specify both ipBlock and another peer`,
  ])
  assert.deepEqual(ofPeer({ ipBlock: { ...ipBlock, except: ['192.168.0.0/16'] } }), [
    `${at}.ipBlock.except[0]: Invalid value: "192.168.0.0/16": must be a strict subset of \`cidr\``,
  ])
})
