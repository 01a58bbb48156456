import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WireReader } from '../../machinery/protobuf/wire.ts'
import { openApiProtobuf } from './openapi-protobuf.ts'

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

test('openApiProtobuf() writes the numbers that gnostic reads', () => {
  const reference = { $ref: '#/definitions/Pod' }
  const bytes = openApiProtobuf({
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
