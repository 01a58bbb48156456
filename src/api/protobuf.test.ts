// What holds for the protobuf form of every kind, served or not, on random objects.
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { test } from 'node:test'
import { seededRng } from '../base/rng.ts'
import { isJsonObject, isRawNumber, type JsonObject, setKey } from '../machinery/json-value.ts'
import type { Kind } from '../machinery/kind.ts'
import { readProtobuf, writeProtobuf } from '../machinery/protobuf/kube-codec.ts'
import { decode } from '../machinery/schema/decode.ts'
import { randomValue } from '../machinery/schema/random-object.fixture.ts'
import type { ObjectSchema } from '../machinery/schema/schema.ts'
import { kinds } from './kinds.ts'

/** Every schema that is written down, those of kinds that are not served among them. */
async function allSchemas(): Promise<ObjectSchema[]> {
  const paths = globSync('**/*.schema.ts', { cwd: import.meta.dirname })
  const modules: object[] = await Promise.all(paths.map((path) => import(`./${path}`)))
  return modules.flatMap((module) => Object.values(module)).filter((value) => value?.type === 'object')
}

/** Zero values do not survive where Go has no pointer, and nil is as good as empty. */
function withoutZeros(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutZeros)
  if (!isJsonObject(value)) return isRawNumber(value) ? value.rawJSON : value
  const kept: JsonObject = {}
  for (const [key, member] of Object.entries(value)) {
    const inner = withoutZeros(member)
    if (!isZero(inner)) setKey(kept, key, inner)
  }
  return kept
}

function isZero(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0
  return value === null || value === '' || value === 0 || value === false || value === '0' || value === '0s'
}

function roundTrips(schema: ObjectSchema, seed: number): void {
  const value = decode<JsonObject>(schema, randomValue(schema, seededRng(seed))).value
  const { kind: _kind, apiVersion: _apiVersion, ...untyped } = value
  const bytes = writeProtobuf(schema, value)
  const back = decode<JsonObject>(schema, readProtobuf(schema, bytes)).value
  assert.deepEqual(withoutZeros(back), withoutZeros(withoutTypes(untyped)), schema.name)
  assert.deepEqual(writeProtobuf(schema, back), bytes, schema.name)
}

/** The kind of an object within an object is not told in protobuf. */
function withoutTypes(value: JsonObject): JsonObject {
  const templates = (value.spec as JsonObject | undefined)?.volumeClaimTemplates
  if (!Array.isArray(templates)) return value
  const volumeClaimTemplates = templates.map(({ kind: _kind, apiVersion: _version, ...rest }) => rest)
  return { ...value, spec: { ...(value.spec as JsonObject), volumeClaimTemplates } }
}

test('writeProtobuf() and readProtobuf() keep random objects of every kind', () => {
  for (const { schema } of kinds as readonly Kind[]) {
    for (let seed = 1; seed <= 8; seed++) roundTrips(schema, seed)
  }
})

test('writeProtobuf() and readProtobuf() keep random values of every schema', async () => {
  const schemas = await allSchemas()
  assert.ok(schemas.length > 500, String(schemas.length))
  for (const schema of schemas) roundTrips(schema, 1)
})
