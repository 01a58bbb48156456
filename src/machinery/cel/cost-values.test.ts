// Upstream: apiextensions-apiserver pkg/apiserver/schema/cel/celcoststability_test.go, whose costs these are.
import { test } from 'node:test'
import {
  allEqual,
  boolean,
  check,
  format,
  integer,
  list,
  listMap,
  map,
  number,
  object,
  string,
  vals,
} from './cost-check.ts'

test('costs of numbers and booleans', () => {
  const schema = object(vals(integer, integer, integer, integer, integer, integer))
  check(schema, vals(9, 9, 7, 7, 9, 9), {
    run: { 'self.val1 == self.val6': 5, 'type(self.val1) == int': 4, 'self.val3 + 1 == 7 + 1': 5 },
    most: { 'self.val1 == self.val6': 4, 'type(self.val1) == int': 4, 'self.val3 + 1 == 7 + 1': 5 },
  })
  const numbers = object(vals(integer, number, number))
  check(numbers, vals(5, 10.5, 1), {
    run: {
      'double(self.val1) < self.val2': 6,
      'self.val1 < int(self.val2)': 6,
      'double(5) < 10.0': 1,
      '5 < int(10.0)': 1,
      'double(self.val1) < 10.0': 4,
      'self.val3 == 1.0': 3,
      'type(self.val3) == double': 4,
    },
    most: {
      'double(self.val1) < self.val2': 6,
      'double(5) < 10.0': 2,
      'double(self.val1) < 10.0': 4,
      'self.val3 == 1.0': 2,
      'type(self.val3) == double': 4,
    },
  })
  check(object(vals(boolean, boolean)), vals(true, false), {
    run: { 'self.val1 != self.val2': 5, 'type(self.val1) == bool': 4 },
    most: { 'self.val1 != self.val2': 4, 'type(self.val1) == bool': 4 },
  })
})

test('costs of strings', () => {
  check(object(vals(string, string)), vals('Rook takes 👑', 'Rook takes 👑'), {
    run: {
      "self.val1.startsWith('Rook')": 4,
      "!self.val1.startsWith('knight')": 5,
      "self.val1.matches('^[^0-9]*$')": 8,
      "!self.val1.matches('^[0-9]*$')": 7,
      'type(self.val1) == string': 4,
      'size(self.val1) == 12': 4,
      "self.val1.charAt(3) == 'k'": 4,
      "self.val1.indexOf('o') == 1": 4,
      "self.val1.indexOf('o', 2) == 2": 4,
      "self.val1.replace(' ', 'x') == 'Rookxtakesx👑'": 7,
      "self.val1.replace(' ', 'x', 1) == 'Rookxtakes 👑'": 7,
      "self.val1.split(' ') == ['Rook', 'takes', '👑']": 6,
      "self.val1.split(' ', 2) == ['Rook', 'takes 👑']": 6,
      "self.val1.substring(5) == 'takes 👑'": 5,
      "self.val1.substring(0, 4) == 'Rook'": 5,
      "self.val1.substring(4, 10).trim() == 'takes'": 6,
      "self.val1.upperAscii() == 'ROOK TAKES 👑'": 6,
      "self.val1.lowerAscii() == 'rook takes 👑'": 6,
      'self.val1.lowerAscii() == self.val1.lowerAscii()': 10,
      "'%d %s %f %s %s'.format([1, 'abc', 1.0, duration('1m'), timestamp('2000-01-01T00:00:00.000Z')]) == '1 abc 1.000000 60s 2000-01-01T00:00:00Z'": 6,
      "'%e'.format([3.14]) == '3.140000\u202f×\u202f10⁰⁰'": 3,
      "'%o %o %o'.format([7, 8, 9]) == '7 10 11'": 2,
      "'%b %b %b'.format([7, 8, 9]) == '111 1000 1001'": 3,
    },
    most: {
      "self.val1.startsWith('Rook')": 3,
      "!self.val1.startsWith('knight')": 4,
      "self.val1.matches('^[^0-9]*$')": 943721,
      "!self.val1.matches('^[0-9]*$')": 629149,
      'type(self.val1) == string': 4,
      'size(self.val1) == 12': 4,
      "self.val1.charAt(3) == 'k'": 4,
      "self.val1.indexOf('o') == 1": 314576,
      "self.val1.indexOf('o', 2) == 2": 314576,
      "self.val1.replace(' ', 'x') == 'Rookxtakesx👑'": 629150,
      "self.val1.replace(' ', 'x', 1) == 'Rookxtakes 👑'": 629150,
      "self.val1.split(' ') == ['Rook', 'takes', '👑']": 629159,
      "self.val1.split(' ', 2) == ['Rook', 'takes 👑']": 629159,
      "self.val1.substring(5) == 'takes 👑'": 314576,
      "self.val1.substring(0, 4) == 'Rook'": 314576,
      "self.val1.substring(4, 10).trim() == 'takes'": 629149,
      "self.val1.upperAscii() == 'ROOK TAKES 👑'": 314577,
      'self.val1.lowerAscii() == self.val1.lowerAscii()': 943723,
    },
  })
  check(object(vals(string)), vals('l1\nl2'), {
    run: { [allEqual('self.val1', 'self.val1', "'l1\\nl2'")]: 8 },
  })
  check(object(vals(format('byte'), format('byte'))), vals('QUI=', 'QUI='), {
    run: {
      'self.val1 == self.val2': 5,
      "self.val1 == b'AB'": 3,
      'type(self.val1) == bytes': 4,
      'size(self.val1) == 2': 4,
    },
    most: { 'self.val1 == self.val2': 314577, "self.val1 == b'AB'": 3, 'size(self.val1) == 2': 4 },
  })
  const enumeration = object({ enumStr: { type: 'string', enum: ['Pending', 'Available', 'Released'] } })
  check(
    enumeration,
    { enumStr: 'Pending' },
    {
      run: { "self.enumStr == 'Pending'": 3, "self.enumStr in ['Pending', 'Available']": 2 },
      most: { "self.enumStr == 'Pending'": 3, "self.enumStr in ['Pending', 'Available']": 14 },
    },
  )
})

test('costs of times', () => {
  check(object(vals(format('duration'))), vals('1h2m3s4ms'), {
    run: {
      "self.val1 == duration('1h2m') + duration('3s4ms')": 4,
      'self.val1.getHours() == 1': 4,
      'type(self.val1) == google.protobuf.Duration': 4,
    },
    most: {
      "self.val1 == duration('1h2m') + duration('3s4ms')": 6,
      'self.val1.getHours() == 1': 4,
      'type(self.val1) == google.protobuf.Duration': 4,
    },
  })
  check(object(vals(format('date-time'))), vals('2011-08-18T19:03:37.010000000+01:00'), {
    run: {
      "self.val1 == timestamp('2011-08-18T00:00:00.000+01:00') + duration('19h3m37s10ms')": 4,
      "self.val1.getDate('01:00') == 18": 4,
      'type(self.val1) == google.protobuf.Timestamp': 4,
    },
    most: {
      "self.val1 == timestamp('2011-08-18T00:00:00.000+01:00') + duration('19h3m37s10ms')": 6,
      "self.val1.getDate('01:00') == 18": 4,
    },
  })
  check(object(vals(format('date'))), vals('1997-07-16'), { run: { 'self.val1.getDate() == 16': 4 } })
})

test('costs of conversions', () => {
  const schema = object(
    vals(
      ...[integer, number, number, number, boolean, string, format('byte'), string, format('duration')],
      ...[string, format('date-time'), string, format('date')],
    ),
  )
  const value = vals<unknown>(
    ...[10, 10, 10.49, 10.5, true, '10', 'MTA=', '3723.004s', '1h2m3s4ms', '2011-08-18T19:03:37.01+01:00'],
    ...['2011-08-18T19:03:37.01+01:00', '2011-08-18T00:00:00Z', '2011-08-18'],
  )
  check(schema, value, {
    run: {
      'int(self.val2) == self.val1': 6,
      'double(self.val1) == self.val2': 6,
      'bytes(self.val6) == self.val7': 6,
      'string(self.val1) == self.val6': 6,
      "string(self.val4) == '10.5'": 4,
      'string(self.val7) == self.val6': 6,
      'duration(self.val8) == self.val9': 6,
      'timestamp(self.val10) == self.val11': 6,
      'string(self.val11) == self.val10': 8,
      'timestamp(self.val12) == self.val13': 6,
      'string(self.val13) == self.val12': 7,
    },
    most: {
      'int(self.val2) == self.val1': 5,
      'double(self.val1) == self.val2': 5,
      'bytes(self.val6) == self.val7': 629150,
      'string(self.val1) == self.val6': 314578,
      "string(self.val4) == '10.5'": 4,
      'string(self.val7) == self.val6': 629150,
      'duration(self.val8) == self.val9': 6,
      'timestamp(self.val10) == self.val11': 6,
      'string(self.val11) == self.val10': 314578,
      'timestamp(self.val12) == self.val13': 6,
      'string(self.val13) == self.val12': 314578,
    },
  })
})

test('costs of lists', () => {
  check(object(vals(list(integer), list(integer))), vals([1, 2, 3], [1, 2, 3]), {
    run: {
      '1 in self.val1': 5,
      'self.val2[0] in self.val1': 8,
      '!(0 in self.val1)': 6,
      'self.val1 + self.val2 == [1, 2, 3, 1, 2, 3]': 6,
      'self.val1 + [4, 5] == [1, 2, 3, 4, 5]': 4,
      'has(self.val1)': 1,
      'has(self.val1) && has(self.val2)': 2,
    },
    most: {
      '1 in self.val1': 1572865,
      'self.val2[0] in self.val1': 1572868,
      '!(0 in self.val1)': 1572866,
      'self.val1 + self.val2 == [1, 2, 3, 1, 2, 3]': 16,
      'self.val1 + [4, 5] == [1, 2, 3, 4, 5]': 24,
      'has(self.val1)': 1,
      'has(self.val1) && has(self.val2)': 2,
      '!has(self.val1)': 2,
      'self.val1.all(k, size(self.val1) > 0)': 11010044,
      'self.val1.exists_one(k, self.val1 == [2])': 23592949,
      '!self.val1.exists_one(k, size(self.val1) > 0)': 9437183,
      'size(self.val1) == 2': 4,
      'size(self.val1.filter(k, size(self.val1) > 1)) == 1': 26738686,
    },
  })
  const set = list(string, { 'x-kubernetes-list-type': 'set' })
  const large = Array.from({ length: 1000 }, (_, i) => i)
  const sets = object(vals(set, set, list(integer, { 'x-kubernetes-list-type': 'set' })))
  check(sets, vals<unknown>(['a', 'b', 'c'], ['a', 'c', 'b'], large), {
    run: {
      "self.val1 == ['c', 'b', 'a']": 3,
      'self.val1 == self.val2': 5,
      "'a' in self.val1": 5,
      'self.val2[0] in self.val1': 8,
      "!('x' in self.val1)": 6,
      "self.val1 + self.val2 == ['a', 'b', 'c']": 6,
      "self.val1 + ['c', 'd'] == ['a', 'b', 'c', 'd']": 4,
      "sets.contains(self.val1, ['a'])": 6,
      "sets.equivalent(self.val1, ['a', 'b', 'c'])": 21,
      "sets.intersects(self.val1, ['a'])": 6,
      'sets.contains(self.val3, [1])': 1003,
      '!sets.equivalent(self.val3, [1, 2, 3])': 6004,
      'sets.intersects(self.val3, [1])': 1003,
    },
    most: {
      "self.val1 == ['c', 'b', 'a']": 13,
      'self.val1 == self.val2': 104862,
      "'a' in self.val1": 1048577,
      'self.val2[0] in self.val1': 1048580,
      "self.val1 + ['c', 'd'] == ['a', 'b', 'c', 'd']": 24,
      'self.val1.all(k, size(self.val1) > 0)': 7340028,
      "self.val1.exists_one(k, self.val1 == ['a'])": 15728629,
      'size(self.val1.filter(k, size(self.val1) > 1)) == 1': 17825790,
    },
  })
  const objs = object({ objs: list(listMap(['k'], object({ k: string, v: string }))) })
  const pairs = (...given: readonly [string, string][]) => given.map(([k, v]) => ({ k, v }))
  const value = {
    objs: [
      pairs(['a', '1'], ['b', '2']),
      pairs(['b', '2'], ['a', '1']),
      pairs(['b', '3'], ['a', '1']),
      pairs(['c', '4']),
    ],
  }
  check(objs, value, {
    run: {
      'self.objs[0] == self.objs[1]': 7,
      'self.objs[0] + self.objs[2] == self.objs[2]': 11,
      'self.objs[2] + self.objs[0] == self.objs[0]': 11,
      'self.objs[0] == [self.objs[0][0], self.objs[0][1]]': 22,
      'self.objs[2] + [self.objs[0][0], self.objs[0][1]] == self.objs[0]': 26,
      'size(self.objs[0] + [self.objs[3][0]]) == 3': 20,
    },
    most: {
      'self.objs[0] == self.objs[1]': 104864,
      'self.objs[0] + self.objs[2] == self.objs[2]': 104868,
      'self.objs[0] == [self.objs[0][0], self.objs[0][1]]': 22,
      'self.objs[2] + [self.objs[0][0], self.objs[0][1]] == self.objs[0]': 104883,
      'size(self.objs[0] + [self.objs[3][0]]) == 3': 20,
      'self.objs[0].all(k, size(self.objs[0]) > 0)': 8388604,
      'self.objs[0].exists_one(k, size(self.objs[0]) > 0)': 7340030,
      'size(self.objs[0].filter(k, size(self.objs[0]) > 1)) == 1': 18874366,
    },
  })
})

test('costs of maps and objects', () => {
  check(object(vals(map(string), map(string))), vals({ k1: 'a', k2: 'b' }, { k2: 'b', k1: 'a' }), {
    run: {
      'self.val1 == self.val2': 5,
      "'k1' in self.val1": 3,
      "!('k3' in self.val1)": 4,
      "self.val1 == {'k1': 'a', 'k2': 'b'}": 3,
    },
    most: {
      'self.val1 == self.val2': 39326,
      "'k1' in self.val1": 3,
      "self.val1 == {'k1': 'a', 'k2': 'b'}": 33,
      'self.val1.all(k, size(self.val1) > 0)': 2752508,
      'self.val1.exists_one(k, size(self.val1) > 0)': 2359294,
      'size(self.val1.filter(k, size(self.val1) > 1)) == 1': 6684670,
    },
  })
  const objs = object({ objs: list(object({ f1: string, f2: string })) })
  check(
    objs,
    {
      objs: [
        { f1: 'a', f2: 'b' },
        { f1: 'a', f2: 'b' },
      ],
    },
    {
      run: { 'self.objs[0] == self.objs[1]': 7 },
      most: { 'self.objs[0] == self.objs[1]': 6 },
    },
  )
  const nested = object({
    a: object({ b: integer, c: integer, d: integer }),
    a1: object({ b1: object({ c1: integer }), d2: object({ e2: integer }) }),
  })
  check(
    nested,
    { a: { b: 1, d: null }, a1: { b1: { c1: 4 } } },
    {
      run: {
        'has(self.a.b)': 2,
        'has(self.a1.b1.c1)': 3,
        '!(has(self.a1.d2) && has(self.a1.d2.e2))': 3,
        '!has(self.a1.d2)': 3,
      },
      most: {
        'has(self.a.b)': 2,
        'has(self.a1.b1.c1)': 3,
        '!(has(self.a1.d2) && has(self.a1.d2.e2))': 6,
        '!has(self.a1.d2)': 3,
        'has(self.a) && has(self.a1)': 2,
      },
    },
  )
  check(
    object({ val: map(integer) }),
    { val: { b: 1, d: 2 } },
    {
      run: {
        "!('a' in self.val)": 4,
        "'b' in self.val": 3,
        '!has(self.val.a)': 3,
        'has(self.val.b)': 2,
        'self.val.all(k, self.val[k] > 0)': 17,
        'self.val.exists_one(k, self.val[k] == 2)': 14,
        '!self.val.exists_one(k, self.val[k] > 0)': 17,
        'size(self.val) == 2': 4,
        'size(self.val.filter(k, self.val[k] > 1)) == 1': 26,
      },
      most: {
        "!('a' in self.val)": 4,
        'self.val.all(k, self.val[k] > 0)': 3595115,
        'self.val.exists_one(k, self.val[k] == 2)': 2696338,
        '!self.val.exists_one(k, self.val[k] > 0)': 3145728,
        'size(self.val.filter(k, self.val[k] > 1)) == 1': 8089017,
      },
    },
  )
})
