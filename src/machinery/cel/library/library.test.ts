import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toJson } from '../adapt.ts'
import { dyn } from '../cel-type.ts'
import { compile, evaluate } from '../program.ts'
import { AuthorizerValue, authorizerType } from './authorizer.ts'

const ask = ({ user, verb, path, resource }: Parameters<AuthorizerValue['ask']>[0]) => ({
  allowed: `${user.name} ${verb} ${path ?? resource?.resource}` === 'jane get pods',
  reason: resource === undefined ? 'no path' : `${resource.namespace}/${resource.name}`,
})
const jane = new AuthorizerValue({ name: 'jane', uid: '', groups: [], extra: {} }, ask)

function outcome(expression: string): unknown {
  const { program, fault } = compile(expression, { variables: { x: dyn, authorizer: authorizerType } })
  if (program === undefined) return { fault }
  const result = evaluate(program, { x: { a: [3, 1, 2] }, authorizer: jane })
  return result.value === undefined ? { fault: result.fault } : toJson(result.value)
}

function check(table: Readonly<Record<string, unknown>>): void {
  for (const [expression, expected] of Object.entries(table)) {
    assert.deepEqual(outcome(expression), expected, expression)
  }
}

const fault = (text: string) => ({ fault: text })

test('conversions', () => {
  check({
    'int("7") + int(2.9) + int(3u) + int(timestamp("1970-01-01T00:00:05Z"))': 17,
    'uint(3) == 3u && double("1.5") == 1.5 && bool("true")': true,
    'string(1) + string(1.5) + string(true) + string(b"x") + string(2u)': '11.5truex2',
    'string(timestamp("2024-01-02T03:04:05.678Z")) + string(duration("90s"))': '2024-01-02T03:04:05.678Z90s',
    'type(1) == int && type("a") == string && type([]) == list && type(null) == null_type': true,
    'int("x")': fault('program instantiation failed: strconv.ParseInt: parsing "x": invalid syntax'),
    'int(string(x.a[0]) + "x")': fault('strconv.ParseInt: parsing "3x": invalid syntax'),
    'uint(-1)': fault('program instantiation failed: unsigned integer overflow'),
    'string(1000000.0) + string(123456.0) + string(0.00001)': '1e+061234561e-05',
    'bytes("ab") + b"\\xff" == b"ab\\xff"': true,
    'string(b"\\xff")': fault(
      'program instantiation failed: invalid UTF-8 in bytes, cannot convert to string',
    ),
  })
})

test('times', () => {
  const time = 'timestamp("2024-02-29T23:30:15.250Z")'
  check({
    [`${time}.getFullYear() * 100 + ${time}.getMonth()`]: 202401,
    [`[${time}.getDate(), ${time}.getDayOfMonth(), ${time}.getDayOfWeek(), ${time}.getDayOfYear()]`]: [
      29, 28, 4, 59,
    ],
    [`[${time}.getHours(), ${time}.getMinutes(), ${time}.getSeconds(), ${time}.getMilliseconds()]`]: [
      23, 30, 15, 250,
    ],
    [`[${time}.getHours("+02:00"), ${time}.getHours("Europe/Berlin"), ${time}.getDate("Asia/Tokyo")]`]: [
      1, 0, 1,
    ],
    [`${time}.getHours("Nowhere/None")`]: fault('unknown time zone Nowhere/None'),
    'string(timestamp("2011-08-18T19:03:37.010+01:00") + duration("1h"))': '2011-08-18T20:03:37.01+01:00',
    'duration("1h2m3s4ms").getMilliseconds()': 3723004,
    'duration("1h30m").getMinutes() + duration("1.5s").getSeconds()': 91,
    [`${time} + duration("30m") > ${time} && ${time} - ${time} == duration("0")`]: true,
    'duration("1d")': fault(
      'compilation failed: ERROR: <input>:1:10: invalid duration argument\n | duration("1d")\n | .........^',
    ),
  })
})

test('strings', () => {
  check({
    '"hällo".charAt(1) + "hällo".substring(3) + "hällo".substring(1, 2)': 'äloä',
    '["a-b-a".indexOf("a", 1), "a-b-a".lastIndexOf("a"), "abc".indexOf("z"), "ab".lastIndexOf("a", 1)]': [
      4, 4, -1, 0,
    ],
    '"AbC".lowerAscii() + "AbC".upperAscii() + "  x ".trim()': 'abcABCx',
    '"a,b,c".split(",", 2) + "abc".split("")': ['a', 'b,c', 'a', 'b', 'c'],
    '["a", "b"].join("-") + ["c", "d"].join()': 'a-bcd',
    '"aaa".replace("a", "b", 2) + "aaa".replace("a", "$&")': 'bba$&$&$&',
    '"x".replace("", "-")': '-x-',
    '"%s %d %.2f %x %b %o %e %%".format([dyn("a"), 7, 1.005, 255, 5, 8, 1500.0])':
      'a 7 1.00 ff 101 10 1.500000\u202f×\u202f10⁰³ %',
    '"%.1f %e".format([1234567.25, 0.00025])': '1,234,567.2 2.500000\u202f×\u202f10⁻⁰⁴',
    '"%s".format([[1, "a", {"k": null}, 2.5, duration("1s"), b"x"]])':
      '[1, "a", {"k":null}, 2.500000, duration("1s"), b"x"]',
    '"%d".format([dyn("a")])': fault(
      'error during formatting: decimal clause can only be used on integers, was given string',
    ),
    '"%d %d".format(dyn([1]))': fault('index 1 out of range'),
    '("%" + "k").format([1])': fault('could not parse formatting clause: unrecognized formatting clause "k"'),
    '("%" + ".f").format([1])': fault(
      'could not parse formatting clause: error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax',
    ),
    '("%" + ".2").format([1])': fault(
      'could not parse formatting clause: error while parsing precision: could not find end of precision specifier',
    ),
    'strings.quote("a\\n\\"b\\"")': '"a\\n\\"b\\""',
    '"abc".charAt(9)': fault('index out of range: 9'),
    '"abc".substring(2, 1)': fault('invalid substring range. start: 2, end: 1'),
    '"abc".contains("b") && "abc".startsWith("a") && "abc".endsWith("c") && "abc".matches("^a.c$")': true,
  })
})

test('lists and sets', () => {
  check({
    '[1, 2, 2].isSorted() && !["b", "a"].isSorted() && [[1].isSorted()].isSorted()': true,
    '[3, 1, 2].min() * 100 + [3, 1, 2].max() * 10 + [3, 1, 2].sum()': 136,
    '[].sum() + 0': 0,
    '[1, 2, 1].indexOf(1) * 10 + [1, 2, 1].lastIndexOf(1)': 2,
    'x.a.min() + x.a.sum()': 7,
    'dyn([1.5, 2.5]).sum() == 4.0 && dyn([]).sum() == 0 && dyn([duration("1s")]).sum() == duration("1s")': true,
    'dyn([dyn(1), "a"]).sum()': fault('no such overload'),
    '[[1], [2]].indexOf([1]) + [{"a": 1}, {"b": 2}].lastIndexOf({"b": 2})': 1,
    'x.a.filter(i, i > 9).min()': fault('min called on empty list'),
    'sets.contains([1, 2, 3], [2]) && sets.intersects([1], [1, 2]) && sets.equivalent([1, 1, 2], [2, 1])': true,
  })
})

test('new lists', () => {
  check({
    '[1, 2, 3, 4].slice(1, 3) + [1, 2].slice(2, 2)': [2, 3],
    '[1].slice(0, 2)': fault('cannot slice(0, 2), list is length 1'),
    '[1].slice(-1, 1)': fault('cannot slice(-1, 1), negative indexes not supported'),
    '[1, 2].slice(2, 1)': fault('cannot slice(2, 1), start index must be less than or equal to end index'),
    '[[1], [2, 3], []].flatten() + x.a.flatten(1)': [1, 2, 3, 3, 1, 2],
    '[dyn(1), dyn([dyn(2), dyn([dyn(3), dyn([4])])])].flatten(2)': [1, 2, 3, [4]],
    '[dyn(1), dyn([dyn(2), dyn([3])])].flatten()': [1, 2, [3]],
    '[[1]].flatten(-1)': fault('level must be non-negative'),
    '["b", "b", "c", "a", "c"].distinct()': ['b', 'c', 'a'],
    'dyn([dyn(1), 1.0, 1u, "1"]).distinct()': [1, '1'],
    'lists.range(3) + lists.range(-1) + [1, 2].reverse()': [0, 1, 2, 2, 1],
    'lists.range(1000000000)': fault('operation cancelled: actual cost limit exceeded'),
    '["b", "c", "a"].sort()': ['a', 'b', 'c'],
    'x.a.sort()': [1, 2, 3],
    'dyn([dyn(1), "b"]).sort()': fault('list elements must have the same type'),
    '["bbb", "a", "cc"].sortBy(e, size(e))': ['a', 'cc', 'bbb'],
    'x.a.map(i, {"n": i}).sortBy(e, -e.n).map(e, e.n)': [3, 2, 1],
    '[3, 1].sortBy(e, e).sortBy(e, -e)': [3, 1],
    '{"a": 1}.sortBy(e, e)': fault(
      'compilation failed: ERROR: <input>:1:1: sortBy can only be applied to a list, identifier, comprehension, call or select expression\n | {"a": 1}.sortBy(e, e)\n | ^',
    ),
  })
})

test('regular expressions', () => {
  check({
    '"abc 123 def".find("[0-9]+") + "x".find("y")': '123',
    '"123 abc 456".findAll("[0-9]+")': ['123', '456'],
    '"123 abc 456".findAll("[0-9]+", 1)': ['123'],
    '"aXbX".findAll("a|b|aX")': ['a', 'b'],
    '"foo".findAll("o*")': ['', 'oo'],
    '"line one\\nline two".findAll("(?m)^line \\\\w+$")': ['line one', 'line two'],
    '"héllo".find("l+")': 'll',
    '"ab".find("(?i)B") + "ab".find("b?$")': 'bb',
    '"x".find(")")': fault('program instantiation failed: error parsing regexp: unexpected ): `)`'),
    '"x".find("(" + "")': fault('Illegal regex: error parsing regexp: missing closing ): `(`'),
  })
})

test('addresses', () => {
  check({
    'ip("192.168.0.1").family() + ip("::1").family()': 10,
    'isIP("1.2.3.4") && !isIP("1.2.3") && !isIP("::ffff:1.2.3.4") && !isIP("01.2.3.4")': true,
    'ip.isCanonical("2001:db8::abcd") && !ip.isCanonical("2001:DB8::ABCD")': true,
    '[ip("127.0.0.1").isLoopback(), ip("169.254.1.1").isLinkLocalUnicast(), ip("224.0.0.1").isLinkLocalMulticast()]':
      [true, true, true],
    '[ip("0.0.0.0").isUnspecified(), ip("8.8.8.8").isGlobalUnicast(), ip("fe80::1").isGlobalUnicast()]': [
      true,
      true,
      false,
    ],
    'cidr("192.168.0.0/24").containsIP("192.168.0.7") && !cidr("10.0.0.0/8").containsIP(ip("11.0.0.1"))': true,
    'cidr("10.0.0.0/8").containsCIDR("10.1.0.0/16") && !cidr("10.1.0.0/16").containsCIDR(cidr("10.0.0.0/8"))': true,
    'string(cidr("192.168.1.7/24").masked()) + string(cidr("10.0.0.1/8").ip())': '192.168.1.0/2410.0.0.1',
    'cidr("::/0").prefixLength() == 0 && isCIDR("10.0.0.0/8") && !isCIDR("10.0.0.0")': true,
    'ip("::1") == ip("0:0::1") && type(ip("::1")) == net.IP': true,
    'ip("x")': fault('IP Address "x" parse error during conversion from string'),
  })
})

test('quantities and versions', () => {
  check({
    'quantity("1Gi").isGreaterThan(quantity("1G")) && quantity("1k").compareTo(quantity("1000")) == 0': true,
    'quantity("50k").add(20).sub(quantity("20")) == quantity("50k")': true,
    '[quantity("1.5k").asInteger(), quantity("-1").sign()]': [1500, -1],
    'quantity("1500m").asApproximateFloat()': 1.5,
    'quantity("1m").isInteger() || isQuantity("1x") || !isQuantity("1.5Mi")': false,
    'quantity("x")': fault(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ),
    'semver("1.2.3").isLessThan(semver("1.10.0")) && semver("1.0.0-rc.1").isLessThan(semver("1.0.0"))': true,
    '[semver("1.2.3-a").major(), semver("1.2.3").minor(), semver("v1.2", true).patch()]': [1, 2, 0],
    'isSemver("1.2") || isSemver("01.2.3") || !isSemver("v1", true)': false,
  })
})

test('URLs and formats', () => {
  const url = 'url("https://user:pw@example.com:8443/a b?k=1&k=2&x=%20y")'
  check({
    'url("https://example.com:8443/a/b?k=1&k=2").getHost() + url("http://[::1]:80/").getHostname()':
      'example.com:8443::1',
    'url("https://example.com:8443/").getPort() + url("/path").getEscapedPath() + url("HTTPS://x/").getScheme()':
      '8443/pathhttps',
    [`${url}.getQuery()`]: { k: ['1', '2'], x: [' y'] },
    [`${url}.getEscapedPath()`]: '/a%20b',
    'url("https://h/p?k=1#anchor").getQuery()': { k: ['1'] },
    'url("https://example.com/path?key with=value with").getQuery()': { 'key with': ['value with'] },
    'isURL("https://a:b:c/")': false,
    'isURL("https://a.b/c") && !isURL("../a") && !isURL("no url")': true,
    'format.dns1123Label().validate("My.Name").hasValue()': true,
    'format.named("uuid").value().validate("123e4567-e89b-12d3-a456-426614174000") == optional.none()': true,
    'format.named("nope").hasValue()': false,
    'format.date().validate("2024-02-30").value()': ['invalid date'],
  })
})

test('authorizer', () => {
  check({
    "authorizer.group('').resource('pods').check('get').allowed()": true,
    "authorizer.group('').resource('pods').namespace('n').name('x').check('list').reason()": 'n/x',
    "authorizer.path('/healthz').check('get').allowed()": false,
    "authorizer.serviceAccount('ns', 'sa').group('').resource('pods').check('get').allowed()": false,
    "authorizer.serviceAccount('ns', '_').group('').resource('pods').check('get').allowed()": fault(
      'Invalid service account name',
    ),
    "authorizer.group('').resource('pods').check('a').allowed() || authorizer.group('').resource('pods').check('b').allowed() || authorizer.group('').resource('pods').check('c').allowed()":
      fault('operation cancelled: actual cost limit exceeded'),
  })
})
