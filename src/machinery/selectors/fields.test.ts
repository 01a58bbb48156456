import assert from 'node:assert/strict'
import { test } from 'node:test'
import { escapeFieldValue, formatFieldSelector, parseFieldSelector, requiresExactField } from './fields.ts'
import { SelectorError } from './labels.ts'

test('parseFieldSelector() reads terms and matches them', () => {
  const selector = parseFieldSelector('status.phase!=Running,metadata.name==a,')
  assert.equal(formatFieldSelector(selector), 'metadata.name=a,status.phase!=Running')
  assert.equal(selector.matches({ 'metadata.name': 'a', 'status.phase': 'Failed' }), true)
  assert.equal(selector.matches({ 'metadata.name': 'a', 'status.phase': 'Running' }), false)
  assert.equal(selector.matches({ 'status.phase': 'Failed' }), false)
  assert.equal(requiresExactField(selector, 'metadata.name'), 'a')
  assert.equal(requiresExactField(selector, 'status.phase'), undefined)
  assert.equal(parseFieldSelector('').matches({}), true)
  assert.equal(parseFieldSelector('constructor=').matches({}), true)
})

test('parseFieldSelector() understands escapes', () => {
  for (const value of ['a,b', 'a=b', 'a\\b', 'a!=b', ',', '\\', '😀,']) {
    const selector = parseFieldSelector(`f=${escapeFieldValue(value)},g!=x`)
    assert.equal(requiresExactField(selector, 'f'), value)
    assert.deepEqual(parseFieldSelector(formatFieldSelector(selector)).terms, selector.terms)
  }
})

test('parseFieldSelector() refuses what it cannot read', () => {
  const cases: Record<string, string> = {
    abc: "invalid selector: 'abc'; can't understand 'abc'",
    'a=b=c': 'invalid field selector: unescaped character in value: 61',
    'a=b\\x': 'invalid field selector: invalid escape sequence: \\x',
    'a=b\\': 'invalid field selector: invalid escape sequence: \\',
  }
  for (const [given, message] of Object.entries(cases)) {
    assert.throws(() => parseFieldSelector(given), new SelectorError(message), given)
  }
})
