// Random values of a schema, for tests of what has to hold for all of them: each field absent, zero or set, texts that
// are hostile, numbers at their bounds. The same seed gives the same values. Never valid objects: rules are not known here.
import { type Rng, randomInt } from '../../base/rng.ts'
import { rawNumber, setKey } from '../json-value.ts'
import { resolve, type ScalarSchema, type ScalarType, type Schema } from './schema.ts'

interface At {
  readonly rng: Rng
  readonly depth: number
  /** Of the fields, how many are set. */
  readonly share: number
  /** Counts down: schemas that hold themselves would grow without end. */
  readonly budget: { left: number }
}

/** JSON as a client could send it, for decode() to read. */
export function randomValue(schema: Schema, rng: Rng): unknown {
  return anyValue(schema, { rng, depth: 0, share: pick(rng, [0.1, 0.3, 0.8]), budget: { left: 3000 } })
}

function pick<T>(rng: Rng, items: readonly T[]): T {
  return items[randomInt(rng, items.length)] as T
}

function anyValue(schema: Schema, at: At): unknown {
  const resolved = resolve(schema)
  if (resolved.type === 'object') return randomFields(resolved.fields, at)
  if (resolved.type === 'list') return randomList(resolved.items, at)
  if (resolved.type === 'map') return randomMap(resolved.values, at)
  return resolved.schemaOr === undefined
    ? scalars[resolved.type](at.rng, resolved)
    : randomSchemaOr(resolved.schemaOr, at)
}

function randomFields(fields: Readonly<Record<string, { readonly schema: Schema }>>, at: At): object {
  const inner = { ...at, depth: at.depth + 1, share: at.depth > 12 ? 0 : at.share * 0.93 }
  const object = {}
  for (const [name, field] of Object.entries(fields)) {
    if (at.rng.next() < inner.share && at.budget.left-- > 0)
      setKey(object, name, anyValue(field.schema, inner))
  }
  return object
}

function randomList(items: Schema, at: At): unknown[] {
  const length = at.budget.left > 0 ? randomInt(at.rng, 4) : 0
  return Array.from({ length }, () => anyValue(items, at))
}

function randomMap(values: Schema, at: At): object {
  const map = {}
  for (let i = randomInt(at.rng, 5); i > 0 && at.budget.left > 0; i--)
    setKey(map, pick(at.rng, texts), anyValue(values, at))
  return map
}

function randomSchemaOr(form: NonNullable<ScalarSchema['schemaOr']>, at: At): unknown {
  if (at.rng.next() < 0.5) return anyValue(form.get(), { ...at, share: at.share / 2 })
  if (form.other === 'bool') return at.rng.next() < 0.5
  if (form.other === 'strings') return ['a', pick(at.rng, texts)]
  return [anyValue(form.get(), { ...at, share: at.share / 4 }), {}]
}

const texts = ['', 'a', 'b', 'name', '__proto__', 'constructor', 'é', '\uffee', '\u{1f600}', 'z'.repeat(200)]
const hours = ['00:00:00Z', '13:59:59Z', '23:00:01Z']
const days = ['1969-12-31', '2026-02-28', '0001-01-02', '9999-12-31']

type Maker = (rng: Rng, schema: ScalarSchema) => unknown

const makers: Readonly<Record<Exclude<ScalarType, 'json'>, Maker>> = {
  string: (rng, { values }) => (values === undefined ? pick(rng, texts) : pick(rng, values)),
  bool: (rng) => rng.next() < 0.5,
  int32: (rng) => pick(rng, [0, 1, -1, 127, 128, 65_535, 2 ** 31 - 1, -(2 ** 31)]),
  int64: (rng) => pick(rng, [0, 1, -1, 2 ** 53 - 1, -(2 ** 40), rawNumber(String(2n ** 63n - 1n))]),
  double: (rng) => pick(rng, [0, 1.5, -2.25, 1e300]),
  bytes: (rng) => (rng.bytes(1 + randomInt(rng, 40)) as Uint8Array & { toBase64(): string }).toBase64(),
  time: (rng) => `${pick(rng, days)}T${pick(rng, hours)}`,
  microTime: (rng) =>
    `${pick(rng, days)}T${pick(rng, hours).replace('Z', pick(rng, ['.000000Z', '.123456Z']))}`,
  duration: (rng) => pick(rng, ['0s', '1ns', '1m30s', '-1.5s', '100h0m0s']),
  quantity: (rng) => pick(rng, ['0', '100m', '1Gi', '2', '-3k']),
  intOrString: (rng) => pick<number | string>(rng, [0, 80, -1, '', '25%', 'http']),
}

const scalars: Readonly<Record<ScalarType, Maker>> = {
  ...makers,
  json: (rng) => pick<unknown>(rng, ['a', 0, 1, false, [], [{ a: 1 }], {}, { b: { é: null } }]),
}
