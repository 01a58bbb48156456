import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conversionFault } from './conversion-fault.ts'
import { DecodeError, decode } from './decode.ts'
import { bool, bytes, int32, intOrString, list, map, object, opt, string, time } from './schema.ts'

const inner = object('io.k8s.api.core.v1.Inner', { name: opt(1, string) })
const thing = object('io.k8s.api.core.v1.Thing', {
  text: opt(1, string),
  count: opt(2, int32),
  on: opt(3, bool),
  items: opt(4, list(inner)),
  labels: opt(5, map(string)),
  inner: opt(6, inner),
  at: opt(7, time),
  port: opt(8, intOrString),
  data: opt(9, bytes),
})

// The texts are those of DefaultUnstructuredConverter of apimachinery 0.36.3.
const cases: readonly (readonly [object, string])[] = [
  [{ text: 1 }, 'cannot convert int64 to string'],
  [{ text: true }, 'unrecognized type: string'],
  [{ text: 1.5 }, 'unrecognized type: string'],
  [{ text: {} }, 'unrecognized type: string'],
  [{ count: '80' }, 'unrecognized type: int32'],
  [{ count: 1.5 }, 'cannot convert float64 to int32'],
  [{ on: 'true' }, 'unrecognized type: bool'],
  [{ items: 'x' }, 'cannot restore slice from string'],
  [{ items: [5] }, 'cannot restore struct from: int64'],
  [{ labels: [] }, 'cannot restore map from slice'],
  [{ labels: { a: 1 } }, 'cannot convert int64 to string'],
  [{ inner: 5 }, 'cannot restore struct from: int64'],
  [{ at: 5 }, 'json: cannot unmarshal number into Go value of type string'],
  [{ at: 'x' }, 'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"'],
  [{ port: true }, 'json: cannot unmarshal bool into Go value of type int32'],
  [{ data: 5 }, 'cannot restore slice from int64'],
]

test("conversionFault() says it in the words of Go's converter", () => {
  for (const [value, expected] of cases) {
    const fits = (error: unknown) => error instanceof DecodeError && conversionFault(error) === expected
    assert.throws(() => decode(thing, structuredClone(value)), fits, JSON.stringify(value))
  }
})
