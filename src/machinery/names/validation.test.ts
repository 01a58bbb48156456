import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  byteLength,
  isConfigMapKey,
  isDNS1035Label,
  isDNS1123Label,
  isDNS1123Subdomain,
  isEnvVarName,
  isQualifiedName,
  isRelaxedEnvVarName,
  isValidLabelValue,
  isValidPathSegmentName,
  isValidPortName,
  isValidPortNum,
  isWildcardDNS1123Subdomain,
  nameIsDNSLabel,
} from './validation.ts'

type Check = (value: string) => readonly string[]

function check(rule: Check, cases: { good: readonly string[]; bad: readonly string[] }): void {
  for (const value of cases.good) assert.deepEqual(rule(value), [], value)
  for (const value of cases.bad) assert.notEqual(rule(value).length, 0, value)
}

test('isDNS1123Label() takes labels only and says why', () => {
  check(isDNS1123Label, {
    good: ['a', 'ab-1', '0', 'a'.repeat(63)],
    bad: ['', 'A', '-a', 'a-', 'a_b', 'a b', 'a\n', 'ä', 'a'.repeat(64)],
  })
  assert.deepEqual(isDNS1123Label('a.b'), ['must not contain dots'])
  assert.deepEqual(isDNS1123Label('a'.repeat(64)), ['must be no more than 63 characters'])
  assert.deepEqual(isDNS1123Label('A'), [
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
  ])
})

test('isDNS1123Subdomain() takes dotted labels, quickly even where they almost match', () => {
  check(isDNS1123Subdomain, {
    good: ['a', 'a.b-c.d', 'a'.repeat(253)],
    bad: ['a..b', '.a', 'a.', 'a.-b', 'a'.repeat(254)],
  })
  assert.equal(isDNS1123Subdomain(`${'a-'.repeat(100_000)}!`).length, 2)
})

test('isDNS1035Label() wants a letter first', () => {
  check(isDNS1035Label, { good: ['a', 'a-1'], bad: ['1a', 'a.b', '', 'a'.repeat(64)] })
})

test('isWildcardDNS1123Subdomain() wants one star in front', () => {
  check(isWildcardDNS1123Subdomain, { good: ['*.a.b'], bad: ['*', '*.*.a', 'a.b', 'f*.a'] })
})

test('isQualifiedName() tells prefix and name apart', () => {
  check(isQualifiedName, {
    good: ['a', 'a/b', 'example.com/My_Name.x', 'constructor', `${'a'.repeat(253)}/${'b'.repeat(63)}`],
    bad: ['', '/a', 'a/', 'a/b/c', 'A/b', 'a b', '__proto__', 'a'.repeat(64), 'kubernetes.io/a_'],
  })
  assert.deepEqual(isQualifiedName('/a'), ['prefix part must be non-empty'])
  assert.deepEqual(isQualifiedName('a'.repeat(64)), ['name part must be no more than 63 bytes'])
  assert.deepEqual(isQualifiedName(`${'a'.repeat(254)}/b`), ['prefix part must be no more than 253 bytes'])
  assert.equal(isQualifiedName('')[0], 'name part must be non-empty')
  assert.match(
    isQualifiedName('a/b/c')[0] ?? '',
    /^a valid label key must consist of .*with an optional DNS subdomain prefix/,
  )
})

test('isValidLabelValue() takes the empty text', () => {
  check(isValidLabelValue, { good: ['', 'a', 'A_b.c-1'], bad: ['-', 'a b', 'a/b', 'a'.repeat(64)] })
})

test('isEnvVarName() and isRelaxedEnvVarName() differ in what they allow', () => {
  check(isEnvVarName, { good: ['A', 'a.b-c'], bad: ['1A', '', '..', 'a b'] })
  check(isRelaxedEnvVarName, { good: ['1A', 'a b', ':', '~'], bad: ['', 'a=b', 'ä', 'a\t'] })
})

test('isConfigMapKey() keeps directories out', () => {
  check(isConfigMapKey, {
    good: ['a.b', '__proto__', '.a', 'a..b'],
    bad: ['.', '..', '..a', 'a/b', '', 'a'.repeat(254)],
  })
})

test('isValidPortName() and isValidPortNum() follow RFC 6335', () => {
  check(isValidPortName, { good: ['http', 'a-1'], bad: ['', '1', 'a--b', '-a', 'a-', 'A', 'a'.repeat(16)] })
  assert.deepEqual(isValidPortNum(0), ['must be between 1 and 65535, inclusive'])
  assert.deepEqual(isValidPortNum(65535), [])
})

test('isValidPathSegmentName() keeps slashes and escapes out', () => {
  check(isValidPathSegmentName, { good: ['a:b', 'system:node', '...'], bad: ['.', '..', 'a/b', '%2e'] })
})

test('nameIsDNSLabel() lets a prefix end in a dash', () => {
  assert.deepEqual(nameIsDNSLabel('web-', true), [])
  assert.notEqual(nameIsDNSLabel('web-', false).length, 0)
})

test('byteLength() counts UTF-8', () => {
  for (const text of ['', 'abc', 'ä', '€', '😀', 'a😀€ä']) {
    assert.equal(byteLength(text), new TextEncoder().encode(text).length, text)
  }
})
