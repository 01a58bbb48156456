import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson } from '../codec/json.ts'
import { DecodeError, decode, pathText } from './decode.ts'
import {
  bool,
  bytes,
  double,
  duration,
  int32,
  int64,
  intOrString,
  json,
  lazy,
  list,
  map,
  microTime,
  object,
  opt,
  quantity,
  req,
  type Schema,
  string,
  time,
} from './schema.ts'

const item = object('x.v1.Item', {
  name: req(1, string, { empty: 'zero' }),
  port: opt(2, int32),
  limits: opt(3, map(quantity)),
})
const tree: Schema = object('x.v1.Tree', { name: opt(1, string), children: opt(2, list(lazy(() => tree))) })
const spec = object('x.v1.WidgetSpec', {
  replicas: opt(1, int32, { pointer: true }),
  paused: opt(2, bool),
  size: opt(3, int64),
  ratio: opt(4, double),
  items: opt(5, list(item)),
  all: req(6, list(string), { empty: 'null' }),
  strategy: opt(7, object('x.v1.Strategy', { type: opt(1, string) }), { empty: 'zero' }),
  template: opt(8, item, { pointer: true }),
  target: opt(9, intOrString),
  data: opt(10, map(bytes)),
  at: opt(11, time),
  seen: opt(12, microTime),
  wait: opt(13, duration),
  raw: opt(14, json),
  tree: opt(15, tree, { pointer: true }),
})
const widget = object('x.v1.Widget', {
  apiVersion: opt(0, string),
  kind: opt(0, string),
  spec: opt(1, spec, { empty: 'zero' }),
})

/** The JSON that comes out for the JSON that goes in. */
function check(given: string, expected: string): void {
  const { value } = decode(widget, parseJson(given).value)
  assert.equal(JSON.stringify(value), expected, given)
}

function fault(given: string): string {
  try {
    decode(widget, parseJson(given).value)
  } catch (error) {
    assert(error instanceof DecodeError)
    return error.message
  }
  return ''
}

const empty = '{"spec":{"all":[],"strategy":{}}}'

test('decode() leaves zero values out, save where Go prints them', () => {
  check('{}', empty)
  check('{"kind":"","spec":{"paused":false,"size":0,"ratio":0,"items":[],"data":{}}}', empty)
  check('{"spec":{"replicas":0}}', '{"spec":{"replicas":0,"all":[],"strategy":{}}}')
  check(
    '{"spec":{"items":[{"port":0}],"template":{}}}',
    '{"spec":{"items":[{"name":""}],"all":[],"strategy":{},"template":{"name":""}}}',
  )
})

test('decode() takes null for absent', () => {
  check('{"spec":null}', empty)
  check('{"spec":{"replicas":null,"items":null,"all":null,"strategy":null,"at":null,"raw":null}}', empty)
  check(
    '{"spec":{"items":[null],"data":{"a":null}}}',
    '{"spec":{"items":[{"name":""}],"all":[],"strategy":{},"data":{"a":""}}}',
  )
})

test('decode() puts keys in schema order and makes scalars canonical', () => {
  check(
    '{"spec":{"wait":"90s","seen":"2026-01-01T01:00:00.000001+01:00","at":"2026-01-01T00:00:00.5Z","data":{"a":"YR=="},"target":"50%","all":["b","a"],"replicas":3},"kind":"Widget"}',
    '{"kind":"Widget","spec":{"replicas":3,"all":["b","a"],"strategy":{},"target":"50%","data":{"a":"YQ=="},"at":"2026-01-01T00:00:00Z","seen":"2026-01-01T00:00:00.000001Z","wait":"1m30s"}}',
  )
  check(
    '{"spec":{"all":[],"template":{"name":"a","limits":{"cpu":0.5,"memory":"1024Mi"}}}}',
    '{"spec":{"all":[],"strategy":{},"template":{"name":"a","limits":{"cpu":"500m","memory":"1Gi"}}}}',
  )
})

test('decode() drops unknown fields and reports them', () => {
  const given = '{"foo":1,"spec":{"bar":{},"items":[{"name":"a"},{"name":"b","baz":[]}]},"__proto__":{"x":1}}'
  const { value, unknown } = decode(widget, parseJson(given).value)
  assert.equal(JSON.stringify(value), '{"spec":{"items":[{"name":"a"},{"name":"b"}],"all":[],"strategy":{}}}')
  assert.deepEqual(unknown, ['foo', 'spec.bar', 'spec.items[1].baz', '__proto__'])
})

test('decode() keeps hostile keys of maps and raw values as data', () => {
  check(
    '{"spec":{"data":{"__proto__":"YQ==","constructor":"Yg=="},"raw":{"__proto__":{"polluted":1}}}}',
    '{"spec":{"all":[],"strategy":{},"data":{"__proto__":"YQ==","constructor":"Yg=="},"raw":{"__proto__":{"polluted":1}}}}',
  )
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
})

test('decode() keeps int64 beyond 2^53 exactly', () => {
  check('{"spec":{"size":9007199254740993}}', '{"spec":{"size":9007199254740993,"all":[],"strategy":{}}}')
  check(
    '{"spec":{"size":-9223372036854775808}}',
    '{"spec":{"size":-9223372036854775808,"all":[],"strategy":{}}}',
  )
  check(
    '{"spec":{"ratio":12345678901234567890}}',
    '{"spec":{"ratio":12345678901234567000,"all":[],"strategy":{}}}',
  )
  check('{"spec":{"raw":[9007199254740993]}}', '{"spec":{"all":[],"strategy":{},"raw":[9007199254740993]}}')
})

test('decode() follows schemas that refer to themselves', () => {
  const given =
    '{"spec":{"all":[],"strategy":{},"tree":{"name":"a","children":[{"children":[{"name":"c"}]}]}}}'
  check(given, given)
})

test('decode() reports wrong types as Go does', () => {
  const cases: Record<string, string> = {
    '[]': 'json: cannot unmarshal array into Go value of type v1.Widget',
    '{"kind":1}': 'json: cannot unmarshal number into Go struct field Widget.kind of type string',
    '{"spec":{"replicas":"3"}}':
      'json: cannot unmarshal string into Go struct field WidgetSpec.spec.replicas of type int32',
    '{"spec":{"replicas":1.5}}':
      'json: cannot unmarshal number 1.5 into Go struct field WidgetSpec.spec.replicas of type int32',
    '{"spec":{"replicas":3000000000}}':
      'json: cannot unmarshal number 3000000000 into Go struct field WidgetSpec.spec.replicas of type int32',
    '{"spec":{"size":9223372036854775808}}':
      'json: cannot unmarshal number 9223372036854775808 into Go struct field WidgetSpec.spec.size of type int64',
    '{"spec":{"paused":"yes"}}':
      'json: cannot unmarshal string into Go struct field WidgetSpec.spec.paused of type bool',
    '{"spec":{"items":{}}}':
      'json: cannot unmarshal object into Go struct field WidgetSpec.spec.items of type []v1.Item',
    '{"spec":{"items":[{"name":["a"]}]}}':
      'json: cannot unmarshal array into Go struct field Item.spec.items.name of type string',
    '{"spec":{"data":[]}}':
      'json: cannot unmarshal array into Go struct field WidgetSpec.spec.data of type map[string][]uint8',
    '{"spec":12345678901234567890}':
      'json: cannot unmarshal number into Go struct field Widget.spec of type v1.WidgetSpec',
    '{"spec":{"target":true}}':
      'json: cannot unmarshal bool into Go struct field WidgetSpec.spec.target of type int32',
    '{"spec":{"at":1}}':
      'json: cannot unmarshal number into Go struct field WidgetSpec.spec.at of type string',
    '{"spec":{"data":{"a":5}}}':
      'json: cannot unmarshal number into Go struct field WidgetSpec.spec.data of type []uint8',
    '{"spec":{"at":"x"}}': 'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"',
    '{"spec":{"data":{"a":"!"}}}': 'illegal base64 data at input byte 0',
    '{"spec":{"wait":"5"}}': 'time: missing unit in duration "5"',
    '{"spec":{"template":{"limits":{"cpu":"1x"}}}}':
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    '{"spec":{"template":{"limits":{"cpu":"1ki"}}}}': "unable to parse quantity's suffix",
  }
  for (const [given, expected] of Object.entries(cases)) assert.equal(fault(given), expected, given)
})

test('pathText() prints paths as strict decoding errors do', () => {
  assert.equal(pathText(['spec', 'items', 0, 'name']), 'spec.items[0].name')
  assert.equal(pathText([0, 'a']), '[0].a')
})
