import assert from 'node:assert/strict'
import { test } from 'node:test'
import { object, oneOf, opt, string } from '../../machinery/schema/schema.ts'
import { openapi3, SchemaCollector } from './openapi-schemas.ts'

test('SchemaCollector.reference() gives fields with their documentation, and closed sets sorted', () => {
  const schema = object('io.k8s.api.core.v1.Sample', {
    name: opt(1, string, { doc: 'A name.' }),
    policy: opt(2, oneOf('Never', 'Always')),
  })
  const collector = new SchemaCollector(openapi3, new Map())
  assert.deepEqual(collector.reference(schema), { $ref: '#/components/schemas/io.k8s.api.core.v1.Sample' })
  assert.deepEqual(collector.definitions['io.k8s.api.core.v1.Sample']?.properties, {
    name: { description: 'A name.', type: 'string' },
    policy: { type: 'string', enum: ['Always', 'Never'] },
  })
})
