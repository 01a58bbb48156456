import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compilePattern } from './linear-pattern.ts'

test('compilePattern() finds what Go would find', () => {
  const check = (source: string, text: string, expected: boolean) => {
    const compiled = compilePattern(source)
    assert.ok(compiled.ok, source)
    assert.equal(compiled.pattern.test(text), expected, `${source} on ${text}`)
  }
  check('^[a-z]+$', 'abc', true)
  check('^[a-z]+$', 'aBc', false)
  check('b', 'abc', true)
  check('(?i)B', 'abc', true)
  check('^\\d{2,3}$', '12', true)
  check('^\\pL+$', 'äé', true)
})

test('compilePattern() refuses what is not linear, and what is no pattern', () => {
  const check = (source: string, fault: string) =>
    assert.deepEqual(compilePattern(source), { ok: false, fault: `error parsing regexp: ${fault}` })
  check('(?=a)', 'invalid or unsupported Perl syntax: `(?=`')
  check('(a)\\1', 'invalid escape sequence: `\\1`')
  check('(', 'missing closing ): `(`')
  check('[z-a]', 'invalid character class range: `z-a`')
})

test('compilePattern() takes time linear in the text: 100,000 characters of a pattern that blocks V8', () => {
  const compiled = compilePattern('^(a+)+$')
  assert.ok(compiled.ok)
  assert.equal(compiled.pattern.test(`${'a'.repeat(100_000)}!`), false)
})

test('compilePattern() compiles what is used again once, and forgets what is not within its bound', () => {
  const first = compilePattern('again')
  assert.equal(compilePattern('again'), first)
  for (let i = 0; i < 100; i++) compilePattern(`(a{${i + 900}})|b`)
  for (let i = 0; i < 200; i++) compilePattern(`(c{${i + 800}})|d`)
  assert.notEqual(compilePattern('again'), first)
})
