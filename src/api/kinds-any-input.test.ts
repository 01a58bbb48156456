// Validation sees what users send, before anything has said that it makes sense.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRng } from '../base/rng.ts'
import { cloneJson } from '../machinery/json-value.ts'
import type { Kind, KubeObject } from '../machinery/kind.ts'
import { decode } from '../machinery/schema/decode.ts'
import type { Mutable } from '../machinery/schema/schema.ts'
import { kinds } from './kinds.ts'
import { optionalKinds } from './optional-kinds.ts'
import { randomBody } from './random-body.ts'

const rounds = 60

for (const kind of [...kinds, ...optionalKinds.map((optional) => optional.kind)]) {
  test(`${kind.apiVersion} ${kind.kind} bears any body that decodes`, () => {
    const rng = seededRng(1)
    for (let round = 0; round < rounds; round++) {
      const old = anything(kind, randomBody(kind.schema, rng))
      const next = anything(kind, { ...old, ...(round % 2 === 0 && randomBody(kind.schema, rng)) })
      create(kind, cloneJson(old))
      update(kind, cloneJson(next), old)
      const other = cloneJson(next)
      kind.strategy?.prepareForStatusUpdate?.(other, old)
      kind.validateStatusUpdate?.(other, old)
      print(kind, old)
      if (kind.storedAs !== undefined) kind.storedAs.fromStored(kind.storedAs.toStored(old))
    }
  })
}

function anything(kind: Kind, body: Record<string, unknown>): Mutable<KubeObject> {
  const metadata = {
    ...(body.metadata as object),
    name: 'x',
    uid: 'u',
    creationTimestamp: '2024-01-01T00:00:00Z',
    generation: 3,
  }
  const whole = cloneJson({ ...body, metadata, apiVersion: kind.apiVersion, kind: kind.kind })
  const obj = decode<Mutable<KubeObject>>(kind.schema, whole).value
  kind.default?.(obj)
  const again = cloneJson(obj)
  kind.default?.(again)
  assert.deepEqual(again, obj)
  return obj
}

function create(kind: Kind, obj: Mutable<KubeObject>): void {
  kind.strategy?.prepareForCreate?.(obj)
  const before = JSON.stringify(obj)
  kind.validate?.(obj)
  kind.validateCreate?.(obj)
  assert.equal(JSON.stringify(obj), before)
}

function update(kind: Kind, next: Mutable<KubeObject>, old: KubeObject): void {
  kind.strategy?.prepareForUpdate?.(next, old)
  const before = JSON.stringify(next)
  kind.validate?.(next)
  kind.validateUpdate?.(next, old)
  assert.equal(JSON.stringify(next), before)
  kind.strategy?.warnings?.(next, old)
  kind.strategy?.gracePeriodSeconds?.(next)
}

function print(kind: Kind, obj: KubeObject): void {
  for (const { cell } of kind.columns ?? []) {
    const value = cell(obj, Date.UTC(2025, 0, 1))
    assert.doesNotMatch(JSON.stringify(value), /^[{[]/)
  }
  for (const value of Object.values(kind.selectableFields?.(obj) ?? {})) assert.equal(typeof value, 'string')
}
