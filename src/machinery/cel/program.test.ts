import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rawNumber } from '../json-value.ts'
import { toJson } from './adapt.ts'
import { bool, dyn, int, listOf, objectType, string } from './cel-type.ts'
import { compile, type EvaluateOptions, evaluate } from './program.ts'

const variables = { self: dyn, list: listOf(int), typed: objectType('Typed', { name: string, count: int }) }

function run(expression: string, bindings: Record<string, unknown> = {}, options?: EvaluateOptions) {
  const { program, fault } = compile(expression, { variables })
  if (program === undefined) return { fault, value: undefined, cost: 0 }
  return evaluate(program, bindings, options)
}

function check(expression: string, expected: unknown, bindings: Record<string, unknown> = {}): void {
  const result = run(expression, bindings)
  const got = result.value !== undefined ? toJson(result.value) : { fault: result.fault }
  assert.deepEqual(got, expected, expression)
}

const fails = (expression: string, fault: string, bindings: Record<string, unknown> = {}): void =>
  check(expression, { fault }, bindings)

test('evaluate() computes', () => {
  check('1 + 2 * 3 - 4 / 2 % 3', 5)
  check('-(3) + - 2', -5)
  check('1.5 * 2.0', 3)
  check('"a" + \'b\' + r"\\n" + """c"""', 'ab\\nc')
  check('b"ab" + b"\\x63" == b"abc"', true)
  check('7u / 2u == 3u', true)
  check('1 == 1.0 && dyn(1) == dyn(1u)', {
    fault:
      "compilation failed: ERROR: <input>:1:3: found no matching overload for '_==_' applied to '(int, double)'\n | 1 == 1.0 && dyn(1) == dyn(1u)\n | ..^",
  })
  check('dyn(1) == 1.0 && 1 < 1.5 && 2u > 1', true)
  check('true ? 1 : 2', 1)
  check('!true || !!true', true)
  check('[1, 2] + [3] == [1, 2, 3] && {"a": 1} != {"a": 2}', true)
  check('size("h\u{1f600}") + size([1, 2]) + "ab".size()', 6)
  check('0x1F', 31)
  check('-9223372036854775808 < 0', true)
})

test('evaluate() tells what went wrong in the words of upstream', () => {
  fails('1 / 0', 'division by zero')
  fails('1 % 0', 'modulus by zero')
  fails('9223372036854775807 + 1', 'integer overflow')
  fails('self.missing', 'no such key: missing', { self: {} })
  fails('self[3]', 'index out of bounds: 3', { self: [1] })
  fails('self + 1', 'no such overload', { self: 'a' })
  fails('self', 'no such attribute(s): self')
  fails('int(self)', 'strconv.ParseInt: parsing "x": invalid syntax', { self: 'x' })
  fails('int("x")', 'program instantiation failed: strconv.ParseInt: parsing "x": invalid syntax')
})

test('evaluate() lets && and || absorb a fault that does not decide', () => {
  check('1 / 0 > 1 || true', true)
  check('false && 1 / 0 > 1', false)
  check('1 / 0 > 1 && false', false)
  fails('1 / 0 > 1 || false', 'division by zero')
  check('[0, 1].exists(x, 1 / x == 1)', true)
  fails('[0].exists(x, 1 / x == 1)', 'division by zero')
  check('[0, 1].all(x, 1 / x > 1)', false)
})

test('evaluate() reads JSON as it is', () => {
  const self = JSON.parse('{"a":{"b":[1,2.5,"x",null,true]},"__proto__":{"p":1},"n":7}')
  check('self.a.b[0] + 1', 2, { self })
  check('self.a.b[1] == 2.5 && self.a.b[3] == null && self.a.b[4]', true, { self })
  check('self.__proto__.p', 1, { self })
  check('has(self.constructor)', false, { self })
  check('has(self.a) && !has(self.b) && "n" in self', true, { self })
  check('self.all(k, k in ["a", "__proto__", "n"]) && size(self) == 3', true, { self })
  check('self + 1 == 9007199254740994', true, { self: rawNumber('9007199254740993') })
  assert.equal(Object.hasOwn(Object.prototype, 'p'), false)
})

test('evaluate() knows comprehensions with one variable and with two', () => {
  check('list.map(x, x * 2)', [2, 4, 6], { list: [1, 2, 3] })
  check('list.map(x, x > 1, x * 2)', [4, 6], { list: [1, 2, 3] })
  check('list.filter(x, x != 2)', [1, 3], { list: [1, 2, 3] })
  check('list.exists_one(x, x == 2)', true, { list: [1, 2, 3] })
  check('list.all(i, v, i + 1 == v)', true, { list: [1, 2, 3] })
  check('{"a": 1}.transformMap(k, v, v + 1)', { a: 2 })
  check('{"a": 1}.transformList(k, v, k + string(v))', ['a1'])
  check('["a"].transformMapEntry(i, v, {v: i})', { a: 0 })
  check('[[1, 2], [3]].map(x, x.map(y, y + size(x)))', [[3, 4], [4]])
})

test('compile() knows cel.bind() where it is asked for', () => {
  const text = 'cel.bind(x, 3, x * x)'
  const { program } = compile(text, { variables, bindings: true })
  assert.equal(program && evaluate(program, {}).value, 9n)
  assert.match(compile(text, { variables }).fault ?? '', /undeclared reference to 'cel'.*'bind'/s)
})

test('evaluate() knows optional values', () => {
  check('self.?a.?b.orValue("none")', 'none', { self: { a: {} } })
  check('self.?a.b.orValue("none")', 'x', { self: { a: { b: 'x' } } })
  check('self[?"a"].hasValue() || list[?5].hasValue()', false, { self: {}, list: [1] })
  check('[?self.?a, ?optional.of("z")]', ['z'], { self: {} })
  check('{?"k": self.?a}', {}, { self: {} })
  check('optional.of(2).optMap(x, x + 1).value()', 3)
  check('optional.none().or(optional.of(1)).value()', 1)
  fails('optional.none().value()', 'optional.none() dereference')
})

test('compile() checks formats of literal texts', () => {
  const check = (expression: string, expected?: RegExp) => {
    const { fault } = compile(expression, { variables })
    if (expected === undefined) assert.equal(fault, undefined, expression)
    else assert.match(fault ?? '', expected, expression)
  }
  check('"%s %d %x %f %b %% %s".format([self, 1, b"a", "NaN", true, [1, {"a": null}]])')
  check('"%s".format(list) + "%d".format([dyn("a")])')
  check('"%d %d".format([1])', /1:15: index 1 out of range/)
  check('"%d".format([1, 2])', /1:12: too many arguments supplied to string.format \(expected 1, got 2\)/)
  check('"%".format([1])', /unexpected end of string/)
  check('"%k".format([1])', /could not parse formatting clause: unrecognized formatting clause "k"/)
  check(
    '"%d".format([1.5])',
    /1:14: error during formatting: decimal clause can only be used on integers, was given double/,
  )
  check('"%o".format([[1]])', /octal clause can only be used on integers, was given list/)
  check('"%f".format([1])', /fixed-point clause can only be used on doubles, was given int/)
  check('"%X".format([null])', /can be formatted as hex, was given null_type/)
  check(
    '"%s".format([[1, optional.of(1)]])',
    /1:\d+: error during formatting: string clause .* optional_type/,
  )
})

test('compile() shows faults as upstream does', () => {
  const fault = (expression: string) => compile(expression, { variables }).fault
  assert.equal(
    fault('self.x ==\n\tfoo.bar'),
    "compilation failed: ERROR: <input>:2:2: undeclared reference to 'foo' (in container '')\n |  foo.bar\n | .^",
  )
  assert.equal(
    fault('typed.nme == "x"'),
    'compilation failed: ERROR: <input>:1:6: undefined field \'nme\'\n | typed.nme == "x"\n | .....^',
  )
  assert.match(
    fault('typed.name == 1') ?? '',
    /found no matching overload for '_==_' applied to '\(string, int\)'/,
  )
  assert.match(fault('typed.name.startsWith(1)') ?? '', /'startsWith' applied to 'string\.\(int\)'/)
  assert.match(fault('1 +') ?? '', /1:4: Syntax error: mismatched input '<EOF>' expecting \{'\[', /)
  assert.match(fault('[1, "a"]') ?? '', /expected type 'int' but found 'string'/)
  assert.match(fault('"a".matches("(")') ?? '', /invalid matches argument/)
  assert.match(fault('has(self)') ?? '', /invalid argument to has\(\) macro/)
  assert.match(fault('typed.count.name') ?? '', /type 'int' does not support field selection/)
  assert.match(fault('1.all(x, true)') ?? '', /expression of type 'int' cannot be range of a comprehension/)
  assert.equal(compile('1', { variables, returns: [bool] }).fault, 'must evaluate to bool but got int')
  assert.equal(compile('self', { variables, returns: [bool] }).fault, 'must evaluate to bool but got dyn')
  assert.match(fault('('.repeat(300)) ?? '', /expression recursion limit exceeded/)
  assert.match(fault(`"${'a'.repeat(100_001)}"`) ?? '', /expression code point size exceeds limit/)
})

test('evaluate() ends what costs too much', () => {
  const list = Array.from({ length: 1000 }, (_, i) => i)
  const exceeded = 'operation cancelled: actual cost limit exceeded'
  const nested = 'list.all(x, list.all(y, list.all(z, x + y + z >= 0)))'
  assert.equal(run(nested, { list }).fault, exceeded)
  assert.equal(run(`${nested} || true`, { list }).fault, exceeded)
  assert.equal(run('list.all(x, x >= 0)', { list }, { costLimit: 100 }).fault, exceeded)
  const tree = Array.from({ length: 200 }, () => Array.from({ length: 200 }, () => 'x'))
  const same = structuredClone(tree)
  // Two large trees compare at next to no cost upstream.
  assert.equal(
    run('self.a.all(x, self.b == self.c)', { self: { a: list, b: tree, c: same } }).fault,
    exceeded,
  )
  assert.equal(run('"a".matches("^(a+)+$")').value, true)
})

test('evaluate() counts as upstream does', () => {
  const cost = (expression: string, bindings: Record<string, unknown>) => {
    return run(expression, bindings).cost
  }
  assert.equal(cost('self', { self: 1 }), 1)
  assert.equal(cost('self.a.b', { self: { a: { b: 1 } } }), 3)
  assert.equal(cost('has(self.a)', { self: {} }), 1)
  assert.equal(cost('list.all(x, true)', { list: [1, 2] }), 8)
  assert.equal(cost('list == [1]', { list: [1] }), 2)
  assert.equal(cost('[self, 1]', { self: 1 }), 11)
  assert.equal(cost('self.contains("abc")', { self: 'x'.repeat(100) }), 11)
})

test('evaluate() reads a long text that is no number in one pass', () => {
  const started = process.cpuUsage()
  const result = run('double(self)', { self: `${'0'.repeat(1_000_000)}x` })
  assert.match(result.fault ?? '', /invalid syntax/)
  check('double(self)', 10.5, { self: '10.5' })
  check('double(self)', 10, { self: '10.' })
  assert.ok(process.cpuUsage(started).user < 2e6)
})
