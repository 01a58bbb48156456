// Upstream: apiextensions-apiserver pkg/apiserver/schema/cel/celcoststability_test.go, whose costs these are.
import { test } from 'node:test'
import {
  check,
  embedded,
  integer,
  intOrString,
  list,
  listMap,
  map,
  object,
  string,
  vals,
} from './cost-check.ts'
import type { JsonSchema } from './schema-type.ts'

test('costs of comprehensions', () => {
  const keyed = object({ listMap: listMap(['k'], object({ k: string, v: string, v2: string })) })
  const value = {
    listMap: [
      { k: 'a1', v: 'b1' },
      { k: 'a2', v: 'b2' },
      { k: 'a3', v: 'b3', v2: 'z' },
    ],
  }
  check(keyed, value, {
    run: {
      'has(self.listMap[0].v)': 3,
      "self.listMap.all(m, m.k.startsWith('a'))": 21,
      "self.listMap.all(m, !has(m.v2) || m.v2 == 'z')": 21,
      "self.listMap.exists(m, m.k.endsWith('1'))": 13,
      "self.listMap.exists_one(m, m.k == 'a3')": 15,
      "!self.listMap.all(m, m.k.endsWith('1'))": 18,
      "!self.listMap.exists(m, m.v == 'x')": 25,
      "!self.listMap.exists_one(m, m.k.startsWith('a'))": 20,
      "size(self.listMap.filter(m, m.k == 'a1')) == 1": 27,
      "self.listMap.exists(m, m.k == 'a1' && m.v == 'b1')": 16,
      "self.listMap.map(m, m.v).exists(v, v == 'b1')": 55,
      "self.listMap.exists(m, has(m.v2) && m.v2 == 'z')": 21,
      "!self.listMap.all(m, has(m.v2) && m.v2 != 'z')": 10,
      "self.listMap.exists_one(m, has(m.v2) && m.v2 == 'z')": 12,
      "self.listMap.filter(m, has(m.v2) && m.v2 == 'z').size() == 1": 24,
      "self.listMap.map(m, has(m.v2) && m.v2 == 'z', m.v2).size() == 1": 25,
      "self.listMap.filter(m, has(m.v2) && m.v2 == 'z').map(m, m.v2).size() == 1": 39,
      "self.listMap.exists(m, m.v2 == 'z')": 24,
      "!self.listMap.all(m, m.v2 != 'z')": 22,
    },
    most: {
      'has(self.listMap[0].v)': 3,
      "self.listMap.all(m, m.k.startsWith('a'))": 6291453,
      "self.listMap.all(m, !has(m.v2) || m.v2 == 'z')": 8388603,
      "self.listMap.exists(m, m.k.endsWith('1'))": 7340028,
      "self.listMap.exists_one(m, m.k == 'a3')": 5242879,
      "size(self.listMap.filter(m, m.k == 'a1')) == 1": 16777215,
      "self.listMap.exists(m, m.k == 'a1' && m.v == 'b1')": 10485753,
      "self.listMap.map(m, m.v).exists(v, v == 'b1')": 19922939,
      "self.listMap.exists(m, has(m.v2) && m.v2 == 'z')": 8388603,
      "self.listMap.filter(m, has(m.v2) && m.v2 == 'z').size() == 1": 17825790,
      "self.listMap.map(m, has(m.v2) && m.v2 == 'z', m.v2).size() == 1": 18874365,
      "self.listMap.filter(m, has(m.v2) && m.v2 == 'z').map(m, m.v2).size() == 1": 32505851,
    },
  })
  check(
    object({ array: list(integer) }),
    { array: [1, 1, 2, 2, 3, 3, 4, 5] },
    {
      run: {
        '2 in self.array': 10,
        'self.array.all(e, e > 0)': 43,
        'self.array.exists(e, e > 2)': 36,
        'self.array.exists_one(e, e > 4)': 22,
        '!self.array.all(e, e < 2)': 21,
        '!self.array.exists(e, e < 0)': 52,
        '!self.array.exists_one(e, e == 2)': 25,
        'size(self.array.filter(e, e%2 == 0)) == 3': 68,
        'self.array.map(e, e * 20).filter(e, e > 50).exists(e, e == 60)': 194,
        'size(self.array) == 8': 4,
      },
      most: {
        '2 in self.array': 1572865,
        'self.array.all(e, e > 0)': 7864318,
        'self.array.exists(e, e > 2)': 9437181,
        'self.array.exists_one(e, e > 4)': 6291456,
        '!self.array.exists_one(e, e == 2)': 4718594,
        'size(self.array.filter(e, e%2 == 0)) == 3': 25165823,
        'self.array.map(e, e * 20).filter(e, e > 50).exists(e, e == 60)': 53477367,
        'self.array.map(e, e * 20).filter(e, e > 50).exists_one(e, e == 60)': 50331642,
      },
    },
  )
})

test('costs of resources and of what has no type', () => {
  const metadata = { name: 'foo', generateName: 'pickItForMe', namespace: 'xyz' }
  const resource = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { field1: 'a' } }
  check(object({ spec: object({ field1: string }) }), resource, {
    run: {
      "self.kind == 'Pod'": 3,
      "self.apiVersion == 'v1'": 3,
      "self.metadata.name == 'foo'": 4,
      "self.metadata.generateName == 'pickItForMe'": 5,
      "self.spec.field1 == 'a'": 4,
    },
  })
  check(
    object({ embedded }),
    { embedded: resource },
    {
      run: { "self.embedded.kind == 'Pod'": 4, "self.embedded.metadata.generateName == 'pickItForMe'": 6 },
      most: {
        "self.embedded.kind == 'Pod'": 4,
        "self.embedded.metadata.name == 'foo'": 5,
        "self.embedded.metadata.generateName == 'pickItForMe'": 6,
      },
    },
  )
  check(
    object({ something: intOrString }),
    { something: '25%' },
    {
      run: {
        "type(self.something) == int ? self.something == 1 : self.something == '25%'": 7,
        "type(self.something) == string && self.something == '25%'": 7,
        "self.something == '25%'": 3,
        'self.something != 1': 3,
        "self.something == 1 || self.something == '25%'": 6,
        "self.something == '25%' || self.something == 1": 3,
        "self.something != ['anything']": 3,
      },
      most: {
        "type(self.something) == int ? self.something == 1 : self.something == '25%'": 7,
        "self.something == '25%'": 3,
        "self.something != 'some string'": 4,
        "self.something == 1 || self.something == '25%'": 6,
        "self.something != ['anything']": 13,
      },
    },
  )
  const percent = object({ min: intOrString, current: integer, available: integer })
  const compared =
    "type(self.min) == int ? self.current <= self.min : double(self.current) / double(self.available) >= double(self.min.replace('%', '')) / 100.0"
  const matched = String.raw`type(self.min) == string && self.min.matches(r'(\d+(\.\d+)?%)')`
  check(
    percent,
    { min: '50%', current: 5, available: 10 },
    {
      run: { [matched]: 10, [compared]: 17 },
      most: { [matched]: 1258298, [compared]: 629162 },
    },
  )
  const open: JsonSchema = { type: 'object' }
  check(
    object({ open: list(open) }),
    { open: [{ a: 1 }, { a: 2 }, {}, {}] },
    {
      run: {
        'self.open[0] != self.open[1]': 7,
        'self.open[2] == self.open[3]': 6,
        'type(self.open) == type(self.open)': 7,
      },
      most: { 'self.open[0] != self.open[1]': 6, 'type(self) == type(self)': 1844674407370955268n },
    },
  )
})

test('costs of optional values', () => {
  const schema = object({
    obj: object({ field: string, absentField: string }),
    m: map(string),
    l: list(string),
  })
  check(
    schema,
    { obj: { field: 'a' }, m: { k: 'v' }, l: ['a'] },
    {
      run: {
        "optional.of('a') != optional.of('b')": 3,
        "optional.of('a') != optional.none()": 3,
        "optional.of('a').hasValue()": 2,
        "optional.of('a').or(optional.of('a')).hasValue()": 2,
        "optional.none().or(optional.of('a')).hasValue()": 3,
        "optional.of('a').optMap(v, v == 'value').hasValue()": 8,
        "self.obj.?field == optional.of('a')": 5,
        'self.obj.?absentField == optional.none()': 4,
        "self.obj.?field.orValue('v') == 'a'": 4,
        "self.m[?'k'] == optional.of('v')": 5,
        "self.l[?0] == optional.of('a')": 5,
        'optional.ofNonZeroValue(1).hasValue()': 2,
      },
      most: {
        "optional.of('a') != optional.of('b')": 1844674407370955266n,
        "optional.of('a').hasValue()": 2,
        "optional.of('a').or(optional.of('a')).hasValue()": 4,
        "self.obj.?field == optional.of('a')": 1844674407370955268n,
        "self.obj.?field.orValue('v') == 'a'": 5,
        "self.m[?'k'] == optional.of('v')": 1844674407370955268n,
        'optional.ofNonZeroValue(1).hasValue()': 2,
      },
    },
  )
  check(object(vals(string, string)), vals('20', '200M'), {
    run: {
      'isQuantity(self.val1)': 3,
      'isQuantity("200M")': 1,
      '!quantity(self.val1).isLessThan(quantity(self.val2)) || true': 8,
      'quantity("50k").add(quantity("20")) == quantity("50.02k")': 5,
      'quantity(self.val1).isInteger()': 4,
    },
    most: {
      'isQuantity(self.val1)': 314575,
      'quantity(self.val1).isLessThan(quantity(self.val2))': 629151,
      'quantity("200M") == quantity("0.2G")': 3,
      'quantity(self.val1).isInteger()': 314576,
    },
  })
})

test('costs of containers in containers', () => {
  const ten = { maxItems: 10, maxProperties: 10 }
  const schema = object({
    obj: object({ field: string }),
    mapOfMap: map(map(string, ten), ten),
    mapOfObj: map(object({ field2: string })),
    mapOfListMap: map(listMap(['k'], object({ k: string, v: string }), ten), ten),
    listMapOfObj: listMap(['k2'], object({ k2: string, v2: string }), ten),
    listOfMap: list(map(string, ten), ten),
    listOfListMap: list(listMap(['k3'], object({ k3: string, v3: string }), ten), ten),
  })
  const value = {
    obj: { field: 'a' },
    mapOfMap: { x: { y: 'b' } },
    mapOfObj: { k: { field2: 'c' } },
    mapOfListMap: { o: [{ k: '1', v: 'd' }] },
    listMapOfObj: [{ k2: '2', v2: 'f' }],
    listOfMap: [{ z: 'g' }],
    listOfListMap: [[{ k3: '3', v3: 'i' }]],
  }
  check(schema, value, {
    run: {
      "self.obj.field == 'a'": 4,
      "self.mapOfMap['x']['y'] == 'b'": 5,
      "self.mapOfObj['k'].field2 == 'c'": 5,
      "self.mapOfListMap['o'].exists(e, e.k == '1' && e.v == 'd')": 14,
      'self.mapOfMap.map(k, k).map(k, k).size() == 1': 32,
      'self.listOfMap.map(e, e).map(e, e).size() == 1': 32,
      'self.mapOfMap.map(k, self.mapOfMap[k].map(m, m)).size() == 1': 34,
      'self.listOfListMap.map(e, e.map(e, e)).size() == 1': 32,
    },
    most: {
      "self.mapOfListMap['o'].exists(e, e.k == '1' && e.v == 'd')": 104,
      "self.listMapOfObj.exists(e, e.k2 == '2' && e.v2 == 'f')": 103,
      "self.listOfMap[0]['z'] == 'g'": 5,
      "self.listOfListMap[0].exists(e, e.k3 == '3' && e.v3 == 'i')": 104,
      'self.mapOfMap.map(k, k).map(k, k).size() == 1': 286,
      'self.listOfListMap.map(e, e).map(e, e).size() == 1': 286,
      'self.mapOfMap.map(k, self.mapOfMap[k].map(m, m)).size() == 1': 1585,
      'self.mapOfListMap.map(k, self.mapOfListMap[k].map(m, m)).size() == 1': 1585,
      'self.listOfMap.map(e, e.map(m, m)).size() == 1': 1555,
      'self.listOfListMap.map(e, e.map(e, e)).size() == 1': 1555,
    },
  })
})
