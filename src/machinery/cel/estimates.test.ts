// Upstream: apiextensions-apiserver pkg/apiserver/schema/cel/compilation_test.go and apiserver pkg/cel/library/cost_test.go,
// whose costs these are.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { estimate, format, intOrString, list, map, number, object, string } from './cost-check.ts'
import { fixed, type Range } from './cost-range.ts'
import { AuthorizerValue, authorizerType } from './library/authorizer.ts'
import { compile, evaluate } from './program.ts'
import type { JsonSchema } from './schema-type.ts'

type Bounded = (max: number | undefined) => JsonSchema

const formats: readonly string[] = ['duration', 'date', 'date-time']
const typed = (type: string): JsonSchema =>
  type === 'int-or-string' ? intOrString : formats.includes(type) ? format(type) : { type }
const array =
  (type: string): Bounded =>
  (maxItems) =>
    list(typed(type), { maxItems })
const mapping =
  (type: string): Bounded =>
  (maxProperties) =>
    map(typed(type), { maxProperties })
const text: Bounded = (maxLength) => ({ type: 'string', maxLength })
const pair = object({ required: string, optional: string }, { required: ['required'] })

test('schemaSizes() bounds what a rule may cost, with limits and without', () => {
  const cases: readonly (readonly [Bounded, string, number, number, number])[] = [
    [array('number'), 'self.all(x, true)', 4718591, 10, 32],
    [array('string'), 'self.all(x, true)', 3145727, 20, 62],
    [array('boolean'), 'self.all(x, true)', 1887437, 5, 17],
    [(maxItems) => list(list(number), { maxItems }), 'self.all(x, true)', 3145727, 100, 302],
    [(maxItems) => list(pair, { maxItems }), 'self.all(x, true)', 555128, 50, 152],
    [mapping('number'), 'self.all(x, true)', 1348169, 10, 32],
    [mapping('string'), 'self.all(x, true)', 1179647, 3, 11],
    [mapping('boolean'), 'self.all(x, true)', 943718, 100, 302],
    [text, "self.contains('test')", 314574, 10, 5],
    [text, "self.startsWith('test')", 2, 15, 2],
    [text, 'size(self + "hello") > size("hello")', 314578, 4, 7],
    [array('number'), 'self[1] == 0.0', 2, 5000, 2],
    [array('string'), 'self[1] == self[1]', 314577, 8, 314577],
    [text, 'self.matches("x")', 314574, 50, 22],
    [text, '"".matches("(((((((((())))))))))[0-9]")', 7, 10, 7],
    [text, 'self.matches("")', 1, 100, 1],
    [text, 'self == "x"', 2, 0, 1],
    [(maxLength) => ({ type: 'string', format: 'byte', maxLength }), 'self == b"x"', 2, 0, 1],
    [array('number'), 'self.all(x, x == 0.0)', 6291454, 3 * 1024 * 2048, 25165826],
    [
      (max) => map({ type: 'string', maxLength: max }, { maxProperties: max }),
      'self.all(x, x.contains(self[x]))',
      2752507,
      10,
      72,
    ],
    [
      (max) => list(map(pair, { maxProperties: max }), { maxItems: max }),
      'self.all(x, x["y"].required == "z")',
      7340027,
      10,
      72,
    ],
    [
      (max) => list(map(pair, { maxProperties: max })),
      'self.all(x, x["y"].required == "z")',
      7340027,
      10,
      7340027,
    ],
    [array('int-or-string'), 'self.all(x, true)', 4718591, 10, 32],
    [array('int-or-string'), 'self[0] == 5', 3, 10, 3],
    [(maxItems) => list(pair, { maxItems }), 'self[0] == null', 2, 422, 2],
    [(maxItems) => list(list(number), { maxItems }), 'self[0][0] == -1.0', 3, 51, 3],
    [(maxItems) => list(map(number), { maxItems }), 'self.all(x, x.y == 25.2)', 6291452, 12, 74],
    [(maxItems) => list(map(number), { maxItems }), 'self[0].x > 2.0', 4, 3000, 4],
    [array('duration'), 'self.all(x, true)', 2359295, 5, 17],
    [array('duration'), 'self[0].getHours() == 2', 4, 525, 4],
    [array('date'), 'self.all(x, true)', 725936, 15, 47],
    [array('date-time'), 'self.all(x, true)', 428963, 25, 77],
    [mapping('int-or-string'), 'self.all(x, true)', 1348169, 15, 47],
    [(maxProperties) => map(pair, { maxProperties }), 'self.all(x, true)', 428963, 20, 62],
    [(maxProperties) => map(map(number), { maxProperties }), 'self.all(x, true)', 1179647, 10, 32],
    [mapping('duration'), 'self.all(x, true)', 1048577, 5, 17],
    [mapping('date'), 'self.all(x, true)', 524288, 10, 32],
    [mapping('date-time'), 'self.all(x, true)', 349526, 25, 77],
    [text, "self.find('[0-9]+') == ''", 629147, 10, 11],
    [
      (max) => list({ type: 'string', maxLength: max }, { maxItems: max }),
      "self.join(' ') == 'aa bb'",
      329853068905,
      10,
      43,
    ],
    [
      (max) => list({ type: 'string', maxLength: max }, { maxItems: max }),
      'self.isSorted() == true',
      329854432052,
      10,
      52,
    ],
    [
      (maxLength) =>
        object({
          str: { type: 'string', maxLength },
          before: { type: 'string', maxLength: 2 },
          after: { type: 'string', maxLength: 4 },
        }),
      "self.str.replace(self.before, self.after) == 'does not matter'",
      629154,
      4,
      12,
    ],
    [
      (maxLength) => object({ str: { type: 'string', maxLength }, separator: { type: 'string', maxLength } }),
      'self.str.split(self.separator) == []',
      629160,
      10,
      22,
    ],
    [text, "self.lowerAscii() == 'lower!'", 314575, 10, 6],
    [mapping('integer'), 'oldSelf.size() == self.size()', 5, 10, 5],
    [mapping('date-time'), 'self["a"] == self["b"]', 8, 7, 8],
    [mapping('duration'), 'self["c"] == self["d"]', 8, 42, 8],
    [
      (maxLength) => ({ type: 'string', maxLength, enum: ['A', 'B', 'C', 'LongValue'] }),
      "self.contains('A')",
      2,
      1000,
      401,
    ],
  ]
  for (const [bounded, rule, open, max, limited] of cases) {
    const got = [estimate(bounded(undefined), rule), estimate(bounded(max), rule)]
    assert.deepEqual([rule, ...got], [rule, BigInt(open), BigInt(limited)])
  }
  assert.ok(Number(estimate(array('number')(undefined), 'self.all(x, self.all(y, true))')) > 1e9)
})

const allow = () => ({ allowed: true, reason: '' })
const authorizer = new AuthorizerValue({ name: 'jane', uid: '', groups: [], extra: {} }, allow)

/** Without upstream's optimizer: what is constant there is free here. */
function library(table: Readonly<Record<string, readonly [number, number, number?]>>): void {
  for (const [expression, [min, max, run]] of Object.entries(table)) {
    const sizes = (_path: readonly string[], type: { readonly kind: string }): Range | undefined =>
      type.kind === 'string' || type.kind === 'bytes' ? { min: 0n, max: 12n } : undefined
    const { program, fault } = compile(expression, { variables: { authorizer: authorizerType }, sizes })
    assert.ok(program, `${expression}: ${fault}`)
    assert.deepEqual([expression, program.estimate], [expression, { min: BigInt(min), max: BigInt(max) }])
    if (run === undefined) continue
    const result = evaluate(program, { authorizer })
    assert.deepEqual([expression, result.cost, result.fault], [expression, run, undefined])
  }
}

test('costs of the libraries', () => {
  const strings = `['012345678901', '012345678901', '012345678901', '012345678901', '012345678901']`
  library({
    '[1, 2, 3, 4, 5].sum()': [15, 15, 5],
    '[uint(1), uint(2), uint(3), uint(4), uint(5)].max()': [20, 20, 5],
    [`${strings}.isSorted()`]: [15, 25, 5],
    [`${strings}.indexOf('x')`]: [15, 25, 5],
    "'01234567890123456789012345678901234567890123456789'.indexOf('123')": [5, 5, 5],
    "url('https:://kubernetes.io/').getHost()": [4, 4, 4],
    "ip('192.168.0.1')": [2, 2, 2],
    "ip('2001:db8:3333:4444:5555:6666:7777:8888').family()": [5, 5, 5],
    "ip.isCanonical('2001:db8:3333:4444:5555:6666:7777:8888')": [8, 8, 8],
    "cidr('192.168.0.0/16').ip()": [3, 3, 3],
    "cidr('192.168.0.0/16').containsCIDR(cidr('192.0.0.0/30'))": [7, 11, 7],
    "cidr('192.168.0.0/16').containsCIDR('192.168.0.0/16')": [7, 11, 7],
    "cidr('192.168.0.0/16').containsIP(ip('192.0.0.1'))": [4, 7, 4],
    "cidr('192.168.0.0/16').containsIP('192.169.0.1')": [5, 8, 5],
    "cidr('2001:db8::/32').containsIP(ip('2001:db8:3333:4444:5555:6666:7777:8888'))": [7, 10, 7],
    "'ABCDEFGHIJ abcdefghij'.lowerAscii() == 'abcdefghij ABCDEFGHIJ'.lowerAscii()": [7, 9, 9],
    "strings.quote('ABCDEFGHIJ abcdefghij')": [3, 3, 3],
    "strings.quote('ABCDEFGHIJ abcdefghij') == strings.quote('ABCDEFGHIJ abcdefghij')": [7, 11, 9],
    "'abc 123 def 123'.replace('', 'x')": [3, 3, 3],
    "'abc 123 def 123'.split(' ', 1)": [3, 3, 3],
    "'abc 123 def 123'.substring(5, 8)": [2, 2, 2],
    "['aa', 'bb', 'cc', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].join(' ')": [11, 23, 5],
    "['aa', 'bb', 'cc', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].join()": [10, 22, 3],
    "'abc 123 def 123'.findAll('123', 1)": [2, 2, 2],
    "authorizer.group('apps').resource('deployments').subresource('status').namespace('test').name('backend')":
      [6, 6, 6],
    "authorizer.group('').resource('pods').labelSelector('spec.nodeName=example-node-name.fully.qualified.domain.name.example.com')":
      [1821, 1821, 1821],
    "authorizer.path('/healthz').check('get').allowed()": [350003, 350003, 350003],
    'quantity("200M") == quantity("0.2G") && quantity("0.2G") == quantity("200M")': [3, 6, 6],
    'quantity("50k").add(20).sub(quantity("100k")).sub(-50000).asInteger() > 0': [7, 7, 7],
    'format.named("dns1123subdomain")': [1, 1, 1],
    'format.named("dns1123Subdomain").value().validate("my-name")': [34, 34, 17],
    'format.named("dns1123Label").value().validate("my-name")': [34, 34, 10],
    'format.named("dns1123Label").value() == format.named("dns1123Label").value()': [5, 11, 5],
    'sets.contains([1, 2, 3, 4], [2, 3])': [29, 29, 9],
    'sets.equivalent([1, 2, 3], [3, 2, 1])': [39, 39, 19],
    '!sets.intersects([1], [])': [22, 22, 2],
    'semver("1234.56789012345.67890123456789")': [4, 4, 4],
    'semver("1.1.0").isGreaterThan(semver("1.0.0"))': [3, 3, 3],
    "{'a': 1, 'b': 2}.all(k, v, v > 0)": [37, 41, 11],
    "{'a': 1, 'b': 2}.exists(k, v, v > 0)": [39, 43, 10],
    "{'a': 1, 'b': 2}.existsOne(k, v, v > 0)": [38, 40, 10],
    "{'a': 1, 'b': 2}.transformMap(k, v, v + 1)": [71, 71, 11],
    "{'a': 1, 'b': 2}.transformMap(k, v, v < 5, v + 1)": [67, 75, 15],
    "{'a': 1, 'b': 2}.transformMapEntry(k, v, {k: v + 1})": [131, 131, 71],
    "{'a': 1, 'b': 2}.transformMapEntry(k, v, v < 5, {k: v + 1})": [67, 135, 75],
    '[1, 2].transformList(i, v, v + 1)': [49, 49, 29],
    '[1, 2].transformList(i, v, v < 5, v + 1)': [27, 53, 33],
  })
  assert.deepEqual(fixed(3), { min: 3n, max: 3n })
})

test('costs of new lists', () => {
  library({
    '[1, 2, 3, 4].slice(1, 3)': [23, 23, 13],
    '[[1], [2, 3]].flatten()': [43, 43, 13],
    '[3, 2, 1].sort()': [39, 39, 29],
    "['c', 'b'].sort()": [30, 30, 19],
    '[1, 2, 2].distinct()': [39, 39, 29],
    '[1, 2, 3].reverse()': [24, 24, 14],
    'lists.range(5)': [16, 16, 16],
  })
})
