import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { DecodeError } from '../../../machinery/schema/decode.ts'
import { coerceEmbedded, validateEmbedded } from './embedded-resources.ts'
import type { JsonSchema } from './json-schema.ts'

const schema: JsonSchema = {
  type: 'object',
  properties: {
    template: {
      type: 'object',
      'x-kubernetes-embedded-resource': true,
      'x-kubernetes-preserve-unknown-fields': true,
    },
  },
}
const template = (value: object) => ({ template: value })
const faults = (value: object) =>
  validateEmbedded(template(value), schema).map((fault) => formatFieldError(fault))

test('validateEmbedded() wants a type and a name as of any object', () => {
  assert.deepEqual(faults({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }), [])
  assert.deepEqual(faults({}), ['template.apiVersion: Required value', 'template.kind: Required value'])
  assert.match(
    faults({ apiVersion: 'a/b/c', kind: 'Pod' })[0] ?? '',
    /^template.apiVersion: Invalid value: "a\/b\/c"/,
  )
  assert.match(faults({ apiVersion: 'v1', kind: 'P d' })[0] ?? '', /^template.kind: Invalid value: "P d"/)
  const labelled = { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { 'a b': 'c' } } }
  assert.match(faults(labelled)[0] ?? '', /^template.metadata.labels: Invalid value: "a b"/)
  const values = { type: 'object', additionalProperties: schema }
  const inMap = validateEmbedded({ x: template({ kind: 'Pod' }) }, values)
  assert.deepEqual(
    inMap.map((fault) => formatFieldError(fault)),
    ['[x].template.apiVersion: Required value'],
  )
})

test('coerceEmbedded() drops unknown metadata, and wrong metadata where it may', () => {
  const value = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', bogus: 1 } }
  const unknown: string[] = []
  const kept = template(structuredClone(value))
  coerceEmbedded(kept, schema, { dropMalformed: false, unknown })
  assert.deepEqual(kept, template({ ...value, metadata: { name: 'a' } }))
  assert.deepEqual(unknown, ['template.metadata.bogus'])
  const wrong = () => template({ ...value, metadata: { name: 'a', labels: 5 } })
  assert.throws(() => coerceEmbedded(wrong(), schema, { dropMalformed: false }), DecodeError)
  const mended = wrong()
  coerceEmbedded(mended, schema, { dropMalformed: true })
  assert.deepEqual(mended, template({ ...value, metadata: { name: 'a' } }))
})
