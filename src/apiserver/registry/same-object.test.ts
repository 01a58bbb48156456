import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson } from '../../machinery/codec/json.ts'
import type { KubeObject } from '../../machinery/kind.ts'
import type { WorkingObject } from './object.ts'
import { sameObject } from './same-object.ts'

const base =
  '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","uid":"u","resourceVersion":"7"},"data":{"x":"1","y":"2"}}'

function check(next: string, expected: boolean): void {
  const parse = (text: string) => parseJson(text).value
  assert.equal(sameObject(parse(next) as WorkingObject, parse(base) as KubeObject), expected, next)
}

test('sameObject() ignores key order and the resourceVersion, and nothing else', () => {
  check(base, true)
  check(
    '{"apiVersion":"v1","kind":"ConfigMap","data":{"y":"2","x":"1"},"metadata":{"uid":"u","name":"a"}}',
    true,
  )
  check('{"apiVersion":"v1","kind":"ConfigMap","data":{"y":"2"},"metadata":{"uid":"u","name":"a"}}', false)
  check(
    '{"apiVersion":"v1","kind":"ConfigMap","data":{"y":"2","x":"1","__proto__":"3"},"metadata":{"uid":"u","name":"a"}}',
    false,
  )
  check(
    '{"apiVersion":"v1","kind":"ConfigMap","data":{"y":"2","x":["1"]},"metadata":{"uid":"u","name":"a"}}',
    false,
  )
})

test('sameObject() takes a key set to undefined for an absent one', () => {
  const next = { ...(JSON.parse(base) as object), binaryData: undefined } as unknown as WorkingObject
  assert.equal(sameObject(next, JSON.parse(base) as KubeObject), true)
})
