import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRules } from '../bootstrap/rule-text.ts'
import { describeRules, uncovered } from './covers.ts'

/** What of `wanted` the rules held do not cover, as the refusal lists it. Upstream: policy_comparator_test.go. */
function check(held: readonly string[], wanted: readonly string[], expected: string): void {
  assert.equal(
    describeRules(uncovered(parseRules(held), parseRules(wanted))),
    expected,
    `${held} / ${wanted}`,
  )
}

test('uncovered() takes rules apart and finds each part among those held', () => {
  check(['get list | core | pods'], ['get | core | pods'], '')
  check(['get | core | pods', 'list | core | pods'], ['get list | core | pods'], '')
  check(
    ['get | core | pods'],
    ['get list | core | pods'],
    '{APIGroups:[""], Resources:["pods"], Verbs:["list"]}',
  )
  check(['* | core | pods'], ['get delete | core | pods'], '')
  check(['get | * | *'], ['get | apps | deployments/scale'], '')
  check(['get | apps | *'], ['get | core | pods'], '{APIGroups:[""], Resources:["pods"], Verbs:["get"]}')
  check(['get | core | */status'], ['get | core | pods/status'], '')
  check(
    ['get | core | */status'],
    ['get | core | pods'],
    '{APIGroups:[""], Resources:["pods"], Verbs:["get"]}',
  )
  check(['get | core | pods'], ['get | core | *'], '{APIGroups:[""], Resources:["*"], Verbs:["get"]}')
})

test('uncovered() holds names apart: some names do not give all', () => {
  check(['get | core | pods | a b'], ['get | core | pods | a'], '')
  check(['get | core | pods'], ['get | core | pods | a'], '')
  check(
    ['get | core | pods | a'],
    ['get | core | pods'],
    '{APIGroups:[""], Resources:["pods"], Verbs:["get"]}',
  )
  check(
    ['get | core | pods | a'],
    ['get | core | pods | b'],
    '{APIGroups:[""], Resources:["pods"], ResourceNames:["b"], Verbs:["get"]}',
  )
})

test('uncovered() compares paths by their prefixes', () => {
  check(['get | /apis/*'], ['get | /apis/apps'], '')
  check(['get | *'], ['get | /apis/*'], '')
  check(['get | /apis'], ['get post | /apis'], '{NonResourceURLs:["/apis"], Verbs:["post"]}')
  check(['get | /apis/*'], ['get | /api'], '{NonResourceURLs:["/api"], Verbs:["get"]}')
})
