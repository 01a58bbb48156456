import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../field-error.ts'
import { parseLabelSelector } from './label-parser.ts'
import {
  compileLabelSelector,
  everything,
  formatLabelSelector,
  formatSelector,
  type LabelSelector,
  nothing,
  requiresExactMatch,
  SelectorError,
  selectorFromSet,
  validateLabelSelector,
} from './labels.ts'

test('parseLabelSelector() reads all forms, and formatSelector() prints them sorted', () => {
  const cases: Record<string, string> = {
    '': '',
    ' x = a ': 'x=a',
    'x==a,b!=c': 'b!=c,x==a',
    'x=': 'x=',
    'x,!y': 'x,!y',
    'x in (b,a,b)': 'x in (a,b)',
    'x in ()': 'x in ()',
    'x in (,)': 'x in ()',
    'x in (a,,b)': 'x in (,a,b)',
    'x notin (in,notin)': 'x notin (in,notin)',
    'in in (in)': 'in in (in)',
    'x>1,z <5': 'x>1,z<5',
    'example.com/x=a': 'example.com/x=a',
    'x=a,y in (b,c)\n': 'x=a,y in (b,c)',
    'x,y=z': 'x,y=z',
  }
  for (const [given, expected] of Object.entries(cases)) {
    assert.equal(formatSelector(parseLabelSelector(given)), expected, given)
    assert.equal(formatSelector(parseLabelSelector(expected)), expected, expected)
  }
})

test('parseLabelSelector() refuses the rest in upstream words', () => {
  const cases: Record<string, string> = {
    'x=a||y=b': `unable to parse requirement: values[0][x]: Invalid value: "a||y": a valid label must be`,
    'x,': "found '', expected: identifier after ','",
    ',x': "found ',', expected: !, identifier, or 'end of string'",
    'x y': "unable to parse requirement: found 'y', expected: in, notin, =, ==, !=, gt, lt",
    'x=a y': "found 'y', expected: ',' or 'end of string'",
    'x in a': "unable to parse requirement: found 'a' expected: '('",
    'x in (a': "unable to parse requirement: found '', expected: ',' or ')'",
    'x in (a b)': "unable to parse requirement: found 'b', expected: ',' or ')'",
    'x in (=)': "unable to parse requirement: found '=', expected: ',', ')' or identifier",
    '!': "unable to parse requirement: found '', expected: identifier",
    'x==!y': "unable to parse requirement: found '!', expected: identifier",
    'x>a': `unable to parse requirement: values[0]: Invalid value: "a": for 'Gt', 'Lt' operators, the value must be an integer`,
    '-x': 'unable to parse requirement: <nil>: Invalid value: "-x": name part must consist of',
    '!x=a': "found '=', expected: ',' or 'end of string'",
  }
  for (const [given, expected] of Object.entries(cases)) {
    assert.throws(
      () => parseLabelSelector(given),
      (error) => error instanceof SelectorError && error.message.startsWith(expected),
      given,
    )
  }
})

test('Selector.matches() follows the operators', () => {
  const labels = { x: 'a', n: '7', empty: '' }
  const yes = [
    'x',
    'x=a',
    'x!=b',
    'x in (a,b)',
    'x notin (b)',
    '!y',
    'y!=a',
    'y notin (a)',
    'n>6',
    'n<8',
    'empty=',
    '',
  ]
  const no = [
    '!x',
    'x=b',
    'x!=a',
    'x in (b)',
    'x notin (a)',
    'y',
    'y=',
    'y in ()',
    'n>7',
    'n<7',
    'x>1',
    'y<5',
    'x=a,y',
  ]
  for (const text of yes) assert.equal(parseLabelSelector(text).matches(labels), true, text)
  for (const text of no) assert.equal(parseLabelSelector(text).matches(labels), false, text)
})

test('Selector.matches() is not fooled by inherited names', () => {
  for (const key of ['constructor', 'toString', 'valueOf', 'hasOwnProperty']) {
    assert.equal(parseLabelSelector(key).matches({}), false, key)
    assert.equal(parseLabelSelector(`!${key}`).matches(undefined), true, key)
  }
  const hostile = JSON.parse('{"__proto__": "x", "constructor": "y"}')
  assert.equal(parseLabelSelector('constructor=y').matches(hostile), true)
  assert.equal(selectorFromSet(hostile).matches(hostile), true)
})

test('compileLabelSelector() matches nothing where absent and everything where empty', () => {
  assert.equal(compileLabelSelector(undefined), nothing)
  assert.equal(compileLabelSelector({}), everything)
  assert.equal(nothing.matches({}), false)
  assert.equal(everything.matches(undefined), true)
  const selector: LabelSelector = {
    matchLabels: { app: 'web' },
    matchExpressions: [
      { key: 'tier', operator: 'In', values: ['b', 'a'] },
      { key: 'old', operator: 'DoesNotExist' },
    ],
  }
  assert.equal(formatLabelSelector(selector), 'app=web,!old,tier in (a,b)')
  assert.equal(compileLabelSelector(selector).matches({ app: 'web', tier: 'a' }), true)
  assert.equal(formatLabelSelector({}), '<none>')
  assert.equal(formatLabelSelector({ matchExpressions: [{ key: 'a', operator: 'Near' }] }), '<error>')
})

test('requiresExactMatch() finds the one value', () => {
  assert.equal(requiresExactMatch(parseLabelSelector('a=b,c'), 'a'), 'b')
  assert.equal(requiresExactMatch(parseLabelSelector('a in (b)'), 'a'), 'b')
  assert.equal(requiresExactMatch(parseLabelSelector('a in (b,c)'), 'a'), undefined)
  assert.equal(requiresExactMatch(parseLabelSelector('a!=b'), 'a'), undefined)
})

test('validateLabelSelector() reports every fault at its path', () => {
  const faults = validateLabelSelector(
    {
      matchLabels: { 'a b': 'c d' },
      matchExpressions: [
        { key: 'x', operator: 'In' },
        { key: 'x', operator: 'Exists', values: ['a'] },
        { key: 'x', operator: 'Near' },
        { key: '', operator: 'NotIn', values: ['a b'] },
      ],
    },
    'spec.selector',
  )
  const texts = faults.map(formatFieldError)
  assert.deepEqual(
    faults.map((fault) => fault.field),
    [
      'spec.selector.matchLabels',
      'spec.selector.matchLabels',
      'spec.selector.matchExpressions[0].values',
      'spec.selector.matchExpressions[1].values',
      'spec.selector.matchExpressions[2].operator',
      'spec.selector.matchExpressions[3].key',
      'spec.selector.matchExpressions[3].key',
      'spec.selector.matchExpressions[3].values[0]',
    ],
  )
  assert.equal(
    texts[2],
    "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
  )
})
