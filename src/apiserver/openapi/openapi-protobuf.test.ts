import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WireReader } from '../../machinery/protobuf/wire.ts'
import { openApi2Protobuf, openApi3Protobuf } from './openapi-protobuf.ts'

/** Fields of a message by number; all of ours are length-delimited here. */
function fields(bytes: Uint8Array): ReadonlyMap<number, readonly Uint8Array[]> {
  const found = new Map<number, Uint8Array[]>()
  const reader = new WireReader(bytes)
  while (!reader.done) {
    const tag = reader.tag()
    if ((tag & 7) !== 2) reader.skip(tag)
    else found.set(tag >>> 3, [...(found.get(tag >>> 3) ?? []), reader.bytes()])
  }
  return found
}

/** The first record at a path of field numbers. */
function at(bytes: Uint8Array, ...path: readonly number[]): Uint8Array {
  return path.reduce((inner, field) => {
    const [first] = fields(inner).get(field) ?? []
    assert.ok(first !== undefined, `no field ${field} of ${path}`)
    return first
  }, bytes)
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString()

test('openApi2Protobuf() writes the numbers that gnostic reads', () => {
  const reference = { $ref: '#/definitions/Pod' }
  const bytes = openApi2Protobuf({
    swagger: '2.0',
    info: { title: 'Kubernetes', version: 'v1' },
    paths: {
      '/pods': {
        post: {
          tags: ['core'],
          operationId: 'createPod',
          parameters: [{ name: 'body', in: 'body', required: true, schema: reference }],
          responses: { 200: { description: 'OK', schema: reference } },
          'x-kubernetes-action': 'post',
        },
        parameters: [{ name: 'namespace', in: 'path', required: true, type: 'string' }],
      },
    },
    definitions: {
      Pod: {
        type: 'object',
        required: ['spec'],
        properties: {
          labels: { type: 'object', additionalProperties: { type: 'string' } },
          list: { type: 'array', items: reference, default: [] },
        },
        'x-kubernetes-group-version-kind': [{ kind: 'Pod' }],
      },
    },
  })
  assert.equal(text(at(bytes, 1)), '2.0')
  assert.equal(text(at(bytes, 2, 1)), 'Kubernetes')
  assert.equal(text(at(bytes, 8, 2, 1)), '/pods')
  const post = at(bytes, 8, 2, 2, 4)
  assert.equal(text(at(post, 5)), 'createPod')
  assert.equal(text(at(post, 8, 1, 1, 5, 1)), '#/definitions/Pod')
  assert.equal(text(at(post, 9, 1, 1)), '200')
  assert.equal(text(at(post, 9, 1, 2, 1, 2, 1, 1)), '#/definitions/Pod')
  assert.equal(text(at(post, 13, 1)), 'x-kubernetes-action')
  assert.equal(text(at(post, 13, 2, 2)), '"post"')
  assert.equal(text(at(bytes, 8, 2, 2, 9, 1, 2, 4, 4)), 'namespace')
  const pod = at(bytes, 9, 1, 2)
  assert.equal(text(at(pod, 22, 1)), 'object')
  assert.equal(text(at(pod, 19)), 'spec')
  const [labels, list] = fields(at(pod, 25)).get(1) ?? []
  assert.ok(labels && list)
  assert.equal(text(at(labels, 2, 21, 1, 22, 1)), 'string')
  assert.equal(text(at(list, 2, 23, 1, 1)), '#/definitions/Pod')
  assert.equal(text(at(list, 2, 5, 2)), '[]')
  assert.equal(text(at(pod, 31, 2, 2)), '[{"kind":"Pod"}]')
})

test('openApi2Protobuf() writes what other servers say: references, security, headers', () => {
  const bytes = openApi2Protobuf({
    paths: {
      '/x': {
        parameters: [{ $ref: '#/parameters/p' }, { in: 'header', name: 'H', type: 'string', maxLength: 3 }],
        get: { responses: { 200: { $ref: '#/responses/ok' } }, deprecated: false },
      },
    },
    definitions: { A: { additionalProperties: false, minimum: 1.5, allOf: [{ type: ['string'] }], type: 7 } },
    securityDefinitions: { token: { type: 'apiKey', in: 'header', name: 'authorization' } },
    security: [{ token: ['a'] }],
  })
  const [reference, header] = fields(at(bytes, 8, 2, 2)).get(9) ?? []
  assert.ok(reference && header)
  assert.equal(text(at(reference, 2, 1)), '#/parameters/p')
  assert.deepEqual([...at(header, 1, 2, 1)].slice(-2), [14 << 3, 3])
  assert.equal(text(at(bytes, 8, 2, 2, 2, 9, 1, 2, 2, 1)), '#/responses/ok')
  assert.deepEqual([...at(bytes, 9, 1, 2, 21)], [2 << 3, 0])
  assert.equal(text(at(bytes, 9, 1, 2, 24, 22, 1)), 'string')
  assert.equal(text(at(bytes, 13, 1, 2, 2, 3)), 'header')
  assert.equal(text(at(bytes, 12, 1, 2, 1)), 'a')
})

test('openApi3Protobuf() writes the numbers that gnostic reads', () => {
  const reference = { $ref: '#/components/schemas/Pod' }
  const bytes = openApi3Protobuf({
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1' },
    paths: {
      '/pods': {
        post: {
          requestBody: { content: { 'application/json': { schema: reference } } },
          responses: { 200: { description: 'OK' }, default: { description: 'else' } },
          'x-kubernetes-action': 'post',
        },
      },
    },
    components: {
      schemas: {
        Pod: {
          type: 'object',
          nullable: true,
          properties: { spec: { allOf: [reference], default: {} }, n: { default: 3, type: 'integer' } },
          'x-kubernetes-group-version-kind': [{ kind: 'Pod' }],
        },
      },
    },
  })
  assert.equal(text(at(bytes, 1)), '3.0.0')
  assert.equal(text(at(bytes, 2, 6)), 'v1')
  const post = at(bytes, 4, 1, 2, 6)
  assert.equal(text(at(post, 7, 1, 2, 1, 1)), 'application/json')
  assert.equal(text(at(post, 7, 1, 2, 1, 2, 1, 2, 1)), reference.$ref)
  assert.equal(text(at(post, 8, 1, 1, 1)), 'else')
  assert.equal(text(at(post, 8, 2, 1)), '200')
  assert.equal(text(at(post, 13, 2, 2)), '"post"')
  const pod = at(bytes, 5, 1, 1, 2, 1)
  assert.equal(text(at(pod, 25)), 'object')
  assert.equal(text(at(pod, 36, 2, 2)), '[{"kind":"Pod"}]')
  const [spec, number] = fields(at(pod, 31)).get(1) ?? []
  assert.ok(spec && number)
  assert.equal(text(at(spec, 2, 1, 26, 2, 1)), reference.$ref)
  assert.equal(at(spec, 2, 1, 33).length, 0)
  assert.equal(Buffer.from(at(number, 2, 1, 33)).readDoubleLE(1), 3)
})
