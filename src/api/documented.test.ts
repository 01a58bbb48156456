import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ObjectSchema, resolve, type Schema } from '../machinery/schema/schema.ts'
import { kinds } from './kinds.ts'
import { optionalKinds } from './optional-kinds.ts'

/** Every object schema that can be reached from `schema`, once. */
function collect(schema: Schema, seen: Map<string, ObjectSchema>): void {
  const found = resolve(schema)
  if (found.type === 'list') collect(found.items, seen)
  if (found.type === 'map') collect(found.values, seen)
  if (found.type !== 'object' || seen.has(found.name)) return
  seen.set(found.name, found)
  for (const field of Object.values(found.fields)) collect(field.schema, seen)
}

test('kinds: every field of a version that is not alpha or beta has a sentence for kubectl explain', () => {
  const seen = new Map<string, ObjectSchema>()
  for (const kind of kinds) {
    if (!/alpha|beta/.test(kind.version)) collect(kind.schema, seen)
  }
  const without: string[] = []
  for (const { name, doc, fields } of seen.values()) {
    if (doc === undefined) without.push(name)
    for (const [field, { doc: said }] of Object.entries(fields)) {
      if (said === undefined) without.push(`${name}.${field}`)
    }
  }
  assert.ok(seen.size > 300)
  assert.deepEqual(without, [])
})

test('optionalKinds: every field of them has one, too', () => {
  const seen = new Map<string, ObjectSchema>()
  for (const { kind } of optionalKinds) collect(kind.schema, seen)
  const without = [...seen.values()].flatMap(({ name, fields }) =>
    Object.entries(fields).flatMap(([field, { doc }]) => (doc === undefined ? [`${name}.${field}`] : [])),
  )
  assert.deepEqual(without, [])
})
