import assert from 'node:assert/strict'
import { test } from 'node:test'
import { specimen } from '../../specimen.ts'
import { ingressColumns } from './ingress.columns.ts'
import { Ingress } from './ingress.kind.ts'

function hosts(...names: readonly string[]): unknown {
  const rules = names.map((host) => (host === '' ? {} : { host }))
  const ingress = specimen(Ingress, { metadata: { name: 'i' }, spec: { rules } }) as Ingress
  return ingressColumns.find(({ name }) => name === 'Hosts')?.cell(ingress, 0)
}

test('ingressColumns show three hosts, and how many rules there are beside them', () => {
  assert.equal(hosts(), '*')
  assert.equal(hosts(''), '*')
  assert.equal(hosts('a', '', 'b', 'c'), 'a,b,c')
  assert.equal(hosts('a', 'b', 'c', 'd', 'e'), 'a,b,c + 2 more...')
  assert.equal(hosts('a', 'b', 'c', ''), 'a,b,c + 1 more...')
})
