import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openApi2To3 } from './convert-openapi.ts'

const info = { title: 'metrics', version: 'v1' }
const reference = { $ref: '#/definitions/Node' }
const converted = { $ref: '#/components/schemas/Node' }

test('openApi2To3() gives bodies and answers their types, and references their place', () => {
  const document = {
    swagger: '2.0',
    info,
    paths: {
      '/nodes': {
        parameters: [{ $ref: '#/parameters/pretty' }],
        post: {
          operationId: 'create',
          consumes: ['application/json', 'application/yaml'],
          produces: ['application/json'],
          schemes: ['https'],
          parameters: [
            { name: 'body', in: 'body', required: true, schema: reference },
            { name: 'dryRun', in: 'query', type: 'string', uniqueItems: true },
          ],
          responses: { 200: { description: 'OK', schema: reference }, 401: { description: 'Unauthorized' } },
          'x-kubernetes-action': 'post',
        },
      },
    },
    definitions: {},
    parameters: { pretty: { name: 'pretty', in: 'query', description: 'Indented.', type: 'string' } },
  }
  assert.deepEqual(openApi2To3(document), {
    openapi: '3.0.0',
    info,
    paths: {
      '/nodes': {
        parameters: [{ name: 'pretty', in: 'query', description: 'Indented.', schema: { type: 'string' } }],
        post: {
          operationId: 'create',
          parameters: [{ name: 'dryRun', in: 'query', schema: { type: 'string', uniqueItems: true } }],
          requestBody: {
            content: { 'application/json': { schema: converted }, 'application/yaml': { schema: converted } },
          },
          responses: {
            200: { description: 'OK', content: { 'application/json': { schema: converted } } },
            401: { description: 'Unauthorized' },
          },
          'x-kubernetes-action': 'post',
        },
      },
    },
    components: { schemas: {} },
  })
})

test('openApi2To3() wraps references that have neighbours', () => {
  const definitions = {
    List: {
      type: 'object',
      properties: {
        first: { ...reference, description: 'One.' },
        $ref: { type: 'string' },
        items: { type: 'array', items: reference },
        more: { additionalProperties: reference },
      },
    },
  }
  assert.deepEqual(openApi2To3({ info, definitions }).components, {
    schemas: {
      List: {
        type: 'object',
        properties: {
          first: { description: 'One.', allOf: [converted] },
          $ref: { type: 'string' },
          items: { type: 'array', items: converted },
          more: { additionalProperties: converted },
        },
      },
    },
  })
})

test('openApi2To3() takes what is no document', () => {
  const empty = { openapi: '3.0.0', info: { title: '', version: '' }, paths: {}, components: { schemas: {} } }
  assert.deepEqual(openApi2To3({ paths: [], definitions: 'none', parameters: 1 }), empty)
  const odd = openApi2To3({ info, paths: { '/a': null, '/b': { get: { parameters: [null, 1] } } } })
  assert.deepEqual(odd.paths, { '/a': null, '/b': { get: { responses: {} } } })
})
