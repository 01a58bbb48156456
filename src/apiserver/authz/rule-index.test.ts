import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRules } from '../bootstrap/rule-text.ts'
import { anonymousUser } from '../request/user.ts'
import type { Attributes } from './authorizer.ts'
import { RuleIndex } from './rule-index.ts'

/** `verb group/resource[/subresource] [name]`, or `verb /path`. */
function attributes(text: string): Attributes {
  const [verb = '', what = '', name = ''] = text.split(' ')
  const base = { user: anonymousUser, verb, version: '', namespace: '', name }
  const none = { group: '', resource: '', subresource: '' }
  if (what.startsWith('/')) return { ...base, ...none, isResource: false, path: what }
  const [group = '', resource = '', subresource = ''] = what.split('/')
  return { ...base, isResource: true, group: group === 'core' ? '' : group, resource, subresource, path: '' }
}

function check(rules: readonly string[], allowed: readonly string[], refused: readonly string[]): void {
  const index = new RuleIndex()
  for (const rule of parseRules(rules)) index.add(rule)
  for (const text of allowed) assert.equal(index.allows(attributes(text)), true, text)
  for (const text of refused) assert.equal(index.allows(attributes(text)), false, text)
}

test('RuleIndex allows what a rule names, wildcards included', () => {
  check(
    ['get list | core | pods', '* | apps | *', 'get | * | */scale'],
    ['get core/pods', 'delete apps/deployments', 'watch apps/deployments/status', 'get batch/jobs/scale'],
    ['watch core/pods', 'get core/pods/log', 'get batch/jobs', 'update batch/jobs/scale'],
  )
})

test('RuleIndex keeps names to themselves', () => {
  check(
    ['get update | core | configmaps | a b'],
    ['get core/configmaps a', 'update core/configmaps b'],
    ['get core/configmaps c', 'get core/configmaps', 'get core/secrets a'],
  )
})

test('RuleIndex matches paths exactly or by prefix', () => {
  check(
    ['get | /healthz /apis/*'],
    ['get /healthz', 'get /apis/', 'get /apis/apps/v1'],
    ['get /healthz/ping', 'post /healthz', 'get /apis', 'get /metrics'],
  )
})

test('RuleIndex gives nothing for names of Object.prototype', () => {
  check(['get | core | pods'], [], ['get core/constructor', 'constructor core/pods', 'get __proto__/pods'])
})
