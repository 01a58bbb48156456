import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Deployment } from '../../api/apps/deployment/deployment.kind.ts'
import { SubjectAccessReview } from '../../api/authorization/subject-access-review/subject-access-review.kind.ts'
import { ConfigMap } from '../../api/core/config-map/config-map.kind.ts'
import { Event } from '../../api/core/event/event.kind.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { Secret } from '../../api/core/secret/secret.kind.ts'
import { CodecError } from '../codec/codec-error.ts'
import { decode } from '../schema/decode.ts'
import type { ObjectSchema } from '../schema/schema.ts'
import { readEnvelope } from './envelope.ts'
import { readProtobuf } from './kube-codec.ts'
import { WireWriter } from './wire.ts'

/** A message from its fields; text and nested messages are records, numbers varints. */
type Fields = readonly (readonly [field: number, value: string | number | Uint8Array | Fields])[]

function message(fields: Fields): Uint8Array {
  const writer = new WireWriter()
  for (const [field, value] of fields) {
    writer.tag(field, typeof value === 'number' ? 0 : 2)
    if (typeof value === 'number') writer.varint(value)
    else if (typeof value === 'string') writer.string(value)
    else writer.bytes(value instanceof Uint8Array ? value : message(value))
  }
  return writer.finish()
}

function check(schema: ObjectSchema, fields: Fields, expected: object): void {
  assert.deepEqual(JSON.parse(JSON.stringify(readProtobuf(schema, message(fields)))), expected)
}

// What `kubectl create deployment web --image=busybox --replicas=3` sends.
const fromKubectl = Uint8Array.fromHex(
  '6b3873000a150a07617070732f7631120a4465706c6f796d656e7412af010a1f0a0377656212001a0022002a0032003800' +
    '42005a0a0a0361707012037765' +
    '62127e0803120c0a0a0a0361707012037765621a640a1c0a0012001a0022002a00320038004200' +
    '5a0a0a03617070120377656212441226' +
    '0a0762757379626f78120762757379626f782a0042006a00720080010088010090' +
    '0100a201001a00320042004a005200580060006800820100' +
    '8a01009a0100c2010022020a00280038001a0c08001000180020002800' +
    '38001a002200',
)

test('readEnvelope() and readProtobuf() read what kubectl sends', () => {
  const { apiVersion, kind, raw } = readEnvelope(fromKubectl)
  assert.deepEqual({ apiVersion, kind }, { apiVersion: 'apps/v1', kind: 'Deployment' })
  const labels = { app: 'web' }
  const { value } = decode<object>(Deployment.schema, readProtobuf(Deployment.schema, raw))
  assert.deepEqual(JSON.parse(JSON.stringify(value)), {
    metadata: { name: 'web', labels },
    spec: {
      replicas: 3,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'busybox', image: 'busybox', resources: {} }] },
      },
      strategy: {},
    },
    status: {},
  })
})

test('readEnvelope() refuses what is no enveloped object', () => {
  const fault = (bytes: number[]) => {
    try {
      readEnvelope(Uint8Array.from(bytes))
    } catch (error) {
      assert.ok(error instanceof CodecError)
      return error.message
    }
    return undefined
  }
  assert.equal(fault([]), 'empty data')
  assert.match(fault([0x7b, 0x7d]) ?? '', /expected prefix \[107 56 115 0\]/)
  assert.equal(fault([0x6b, 0x38, 0x73, 0]), 'empty body')
  assert.equal(fault([0x6b, 0x38, 0x73, 0, 0x0a, 0x7f]), 'unexpected EOF')
})

test('readProtobuf() reads maps, bytes and quantities', () => {
  check(
    ConfigMap.schema,
    [
      [
        2,
        [
          [1, 'a'],
          [2, '1'],
        ],
      ],
      [2, [[1, '__proto__']]],
      [
        3,
        [
          [1, 'b'],
          [2, 'ABC'],
        ],
      ],
    ],
    {
      data: Object.fromEntries([
        ['a', '1'],
        ['__proto__', ''],
      ]),
      binaryData: { b: 'QUJD' },
    },
  )
  check(
    Secret.schema,
    [
      [
        2,
        [
          [1, 'password'],
          [2, Uint8Array.of(255, 0)],
        ],
      ],
    ],
    { data: { password: '/wA=' } },
  )
  const resources: Fields = [
    [
      1,
      [
        [1, 'cpu'],
        [2, [[1, '100m']]],
      ],
    ],
  ]
  check(
    Pod.schema,
    [
      [
        2,
        [
          [
            2,
            [
              [1, 'c'],
              [8, resources],
            ],
          ],
        ],
      ],
    ],
    {
      spec: { containers: [{ name: 'c', resources: { limits: { cpu: '100m' } } }] },
    },
  )
})

test('readProtobuf() puts the fields of embedded structs into the outer object', () => {
  // A volume's source is a message of its own.
  const volume: Fields = [
    [1, 'v'],
    [2, [[2, [[1, 'Memory']]]]],
  ]
  check(Pod.schema, [[2, [[1, volume]]]], {
    spec: { volumes: [{ name: 'v', emptyDir: { medium: 'Memory' } }] },
  })
})

test('readProtobuf() reads times, numbers or strings, and lists within maps', () => {
  check(
    Event.schema,
    [
      [6, [[1, 1_700_000_000]]],
      [7, []],
      [
        10,
        [
          [1, 1_700_000_000],
          [2, 123_456_000],
        ],
      ],
    ],
    {
      firstTimestamp: '2023-11-14T22:13:20Z',
      eventTime: '2023-11-14T22:13:20.123456Z',
    },
  )
  check(
    SubjectAccessReview.schema,
    [
      [
        2,
        [
          [
            5,
            [
              [1, 'scopes'],
              [
                2,
                [
                  [1, 'a'],
                  [1, 'b'],
                ],
              ],
            ],
          ],
        ],
      ],
    ],
    {
      spec: { extra: { scopes: ['a', 'b'] } },
    },
  )
})

test('readProtobuf() refuses a field of another wire type, and skips unknown ones', () => {
  assert.throws(
    () => readProtobuf(ConfigMap.schema, message([[2, 5]])),
    /proto: wrong wireType = 0 for field Data/,
  )
  check(
    ConfigMap.schema,
    [
      [99, 'later'],
      [98, 7],
    ],
    {},
  )
})
