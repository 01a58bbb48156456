import assert from 'node:assert/strict'
import { test } from 'node:test'
import { int32, lazy, list, map, object, opt, req, string } from './schema.ts'
import { SchemaVersion } from './schema-version.ts'

const foreign = object('other.v1.Foreign', { a: opt(1, string) })
const part = object('group.v1.Part', { x: opt(1, string), y: opt(2, int32) }, { doc: 'A part.' })
const whole = object('group.v1.Whole', {
  parts: req(1, list(part, { listType: 'map', keys: ['x'] }), { doc: 'All.' }),
  named: opt(2, map(part)),
  foreign: opt(3, foreign),
  self: opt(
    4,
    lazy<unknown>(() => part),
  ),
})
const inBeta = () => new SchemaVersion({ from: 'group.v1.', to: 'group.v1beta1.' })

test('SchemaVersion.of() renames the types of the group and leaves the others', () => {
  const version = inBeta()
  const { name, fields } = version.of(whole)
  assert.equal(name, 'group.v1beta1.Whole')
  const partOf = version.of(part)
  assert.equal(partOf.name, 'group.v1beta1.Part')
  assert.deepEqual(fields.parts, {
    ...whole.fields.parts,
    schema: { ...whole.fields.parts.schema, items: partOf },
  })
  assert.equal(fields.named.schema.values, partOf)
  assert.equal(fields.foreign, whole.fields.foreign)
  assert.equal(fields.self.schema.type === 'lazy' && fields.self.schema.get(), partOf)
  assert.equal(version.of(whole).fields, fields)
  assert.equal(part.name, 'group.v1.Part')
})

test('SchemaVersion.change() puts other fields in their places, for all that names the type', () => {
  const version = inBeta()
  const changed = version.change(part, { x: opt(7, int32), z: opt(3, string) }, { doc: 'Another.' })
  assert.deepEqual(Object.keys(changed.fields), ['x', 'y', 'z'])
  assert.equal(changed.fields.x.tag, 7)
  assert.equal(changed.doc, 'Another.')
  assert.equal(version.of(whole).fields.parts.schema.items, changed)
  assert.throws(() => version.change(part, {}), /has been used already/)
})

test('SchemaVersion.replace() takes another type instead', () => {
  const version = inBeta()
  const own = version.replace(part, object('group.v1beta1.Part', { only: opt(1, string) }))
  assert.equal(version.of(whole).fields.parts.schema.items, own)
})
