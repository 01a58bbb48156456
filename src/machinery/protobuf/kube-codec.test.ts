import assert from 'node:assert/strict'
import { test } from 'node:test'
import { validatingAdmissionPolicy } from '../../api/admissionregistration/validating-admission-policy/validating-admission-policy.schema.ts'
import { customResourceDefinition } from '../../api/apiextensions/custom-resource-definition/custom-resource-definition.schema.ts'
import { ControllerRevision } from '../../api/apps/controller-revision/controller-revision.kind.ts'
import { Deployment } from '../../api/apps/deployment/deployment.kind.ts'
import { SubjectAccessReview } from '../../api/authorization/subject-access-review/subject-access-review.kind.ts'
import { Lease } from '../../api/coordination/lease/lease.kind.ts'
import { ConfigMap } from '../../api/core/config-map/config-map.kind.ts'
import { Event } from '../../api/core/event/event.kind.ts'
import { LimitRange } from '../../api/core/limit-range/limit-range.kind.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { Secret } from '../../api/core/secret/secret.kind.ts'
import { Service } from '../../api/core/service/service.kind.ts'
import { randomInt, seededRng } from '../../base/rng.ts'
import { CodecError } from '../codec/codec-error.ts'
import { parseJson } from '../codec/json.ts'
import { equalJson } from '../json-value.ts'
import { status } from '../meta/meta.schema.ts'
import { decode } from '../schema/decode.ts'
import type { ObjectSchema } from '../schema/schema.ts'
import { envelopeParts, readEnvelope } from './envelope.ts'
import { readProtobuf, writeProtobuf } from './kube-codec.ts'
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

/** An object with its envelope, in hex. */
function written(schema: ObjectSchema, text: string): string {
  const value = parseJson(text).value as { readonly apiVersion: string; readonly kind: string }
  const message = writeProtobuf(schema, decode<object>(schema, value).value)
  const { head, tail } = envelopeParts(value, message.length)
  return [head, message, tail].map((part) => part.toHex()).join('')
}

// The bytes that upstream's serializer (v1.36) gives for the same JSON.
const golden: readonly (readonly [what: string, schema: ObjectSchema, json: string, hex: string])[] = [
  [
    'a time, and maps in order',
    ConfigMap.schema,
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","creationTimestamp":"2026-01-02T03:04:05Z","labels":{"b":"2","a":"1"}},"data":{"k":"v"}}',

    '6b3873000a0f0a0276311209436f6e6669674d617012330a290a016112001a0022002a0032003800420808a5ebdcca06' +
      '10005a060a01611201315a060a016212013212060a016b1201761a002200',
  ],
  [
    'ports by name and by number, and a negative number',
    Service.schema,
    '{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"ports":[{"port":80,"targetPort":"http"},{"port":-1,"targetPort":8080}]}}',

    '6b3873000a0d0a027631120753657276696365125b0a110a017312001a0022002a0032003800420012420a140a001200' +
      '1850220a080110001a046874747028000a1a0a00120018ffffffffffffffffff012207080010903f1a0028001a002200' +
      '3a00420052005a00600068001a020a001a002200',
  ],
  [
    'microseconds, and zero values that are pointers',
    Lease.schema,
    '{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{},"spec":{"holderIdentity":"","leaseDurationSeconds":0,"renewTime":"2026-01-02T03:04:05.123456Z"}}',

    '6b3873000a1f0a16636f6f7264696e6174696f6e2e6b38732e696f2f763112054c6561736512250a100a0012001a0022' +
      '002a0032003800420012110a001000220b08a5ebdcca06108094ef3a1a002200',
  ],
  [
    'quantities',
    LimitRange.schema,
    '{"apiVersion":"v1","kind":"LimitRange","metadata":{},"spec":{"limits":[{"type":"Pod","max":{"cpu":"100m"}}]}}',

    '6b3873000a100a027631120a4c696d697452616e6765122a0a100a0012001a0022002a0032003800420012160a140a03' +
      '506f64120d0a0363707512060a043130306d1a002200',
  ],
  [
    'a struct embedded in an embedded struct',
    validatingAdmissionPolicy,
    '{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicy","metadata":{},"spec":{"matchConstraints":{"resourceRules":[{"resourceNames":["n"],"operations":["CREATE"],"apiGroups":[""],"resources":["pods"]}]}}}',

    '6b3873000a3c0a1f61646d697373696f6e726567697374726174696f6e2e6b38732e696f2f7631121956616c69646174' +
      '696e6741646d697373696f6e506f6c69637912330a100a0012001a0022002a00320038004200121b12191a170a016e12' +
      '120a0643524541544512080a001a04706f64731a0208001a002200',
  ],
  [
    'lists as values of a map',
    SubjectAccessReview.schema,
    '{"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","metadata":{},"spec":{"user":"u","extra":{"scopes":["a","b"],"none":[]}}}',

    '6b3873000a2e0a17617574686f72697a6174696f6e2e6b38732e696f2f763112135375626a6563744163636573735265' +
      '76696577123f0a100a0012001a0022002a0032003800420012211a01752a080a046e6f6e6512002a100a0673636f7065' +
      '7312060a01610a016232001a08080012001a0020001a002200',
  ],
  [
    'JSON that is a schema or something simpler',
    customResourceDefinition,
    '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{},"spec":{"group":"g","names":{"plural":"p","kind":"K"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"items":[{"type":"string"}],"additionalProperties":false,"additionalItems":{"type":"x"},"default":{"a":1},"dependencies":{"d":["e"]}}}}]}}',

    '6b3873000a330a17617069657874656e73696f6e732e6b38732e696f2f76311218437573746f6d5265736f7572636544' +
      '6566696e6974696f6e12d8010a100a0012001a0022002a0032003800420012b5010a01671a0a0a0170120022014b2a00' +
      '2207436c75737465723a98010a02763110011801228b010a88010a00120022002a0032003a0042090a077b2261223a31' +
      '7d500060007a00900100c2012612240a00120022002a06737472696e6732003a00500060007a00900100a80200b80200' +
      'c00200f2010208008202080a016412031201658a02230801121f0a00120022002a017832003a00500060007a00900100' +
      'a80200b80200c00200a80200b80200c00200380050001a0c12080a00120022002a0020001a002200',
  ],
  [
    'JSON as it is, and a number beyond 2^53',
    ControllerRevision.schema,
    '{"apiVersion":"apps/v1","kind":"ControllerRevision","metadata":{"name":"r"},"data":{"spec":[1,null]},"revision":9007199254740993}',

    '6b3873000a1d0a07617070732f76311212436f6e74726f6c6c65725265766973696f6e12310a110a017212001a002200' +
      '2a0032003800420012130a117b2273706563223a5b312c6e756c6c5d7d1881808080808080101a002200',
  ],
  [
    'a failure',
    status,
    '{"kind":"Status","apiVersion":"v1","metadata":{"resourceVersion":"7"},"status":"Failure","reason":"NotFound","details":{"name":"x","causes":[{"field":"f"}]},"code":404}',

    '6b3873000a0c0a027631120653746174757312370a070a001201371a0012074661696c7572651a0022084e6f74466f75' +
      '6e642a140a017812001a0022070a0012001a0166280032003094031a002200',
  ],
  [
    'a pod: numbers in a list, embedded structs, zero values',
    Pod.schema,
    '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","deletionGracePeriodSeconds":0},"spec":{"volumes":[{"name":"v","emptyDir":{"sizeLimit":"1Gi"}}],"containers":[{"name":"c","env":[{"name":"E","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}],"resources":{}}],"securityContext":{"supplementalGroups":[1,300]}},"status":{}}',

    '6b3873000a090a0276311203506f64128f010a130a017012001a0022002a00320038004200500012630a100a0176120b' +
      '12090a0012050a03314769122c0a016312002a003a110a014512001a0a22080a030a017312016b42006a007200800100' +
      '880100900100a201001a00320042004a0052005800600068007205200120ac028201008a01009a0100c201001a130a00' +
      '1a0022002a0032004a005a0072008801001a002200',
  ],
]

for (const [what, schema, json, hex] of golden) {
  test(`writeProtobuf() gives upstream's bytes: ${what}`, () => {
    assert.equal(written(schema, json), hex)
    const { apiVersion, kind, raw } = readEnvelope(Uint8Array.fromHex(hex))
    const { value } = decode<object>(schema, { kind, apiVersion, ...readProtobuf(schema, raw) })
    assert.ok(equalJson(value, decode(schema, parseJson(json).value).value))
  })
}

test('writeProtobuf() orders keys by their bytes', () => {
  const data = { '\u{1f600}': '', '\uffee': '', é: '', z: '' }
  const keys = Object.keys(
    readProtobuf(ConfigMap.schema, writeProtobuf(ConfigMap.schema, { data })).data as object,
  )
  assert.deepEqual(keys, ['z', 'é', '\uffee', '\u{1f600}'])
})

test('readProtobuf() merges messages and lists sent in several records, and the last value counts', () => {
  check(
    Pod.schema,
    [
      [
        2,
        [
          [2, [[1, 'a']]],
          [3, 'Always'],
          [10, 'n'],
        ],
      ],
      [
        2,
        [
          [2, [[1, 'b']]],
          [3, 'Never'],
          [10, ''],
        ],
      ],
    ],
    { spec: { containers: [{ name: 'a' }, { name: 'b' }], restartPolicy: 'Never' } },
  )
})

test('readProtobuf() reads numbers packed or not', () => {
  const packed = Uint8Array.of(1, 0xac, 2)
  check(
    Pod.schema,
    [
      [
        2,
        [
          [
            14,
            [
              [4, packed],
              [4, 7],
            ],
          ],
        ],
      ],
    ],
    { spec: { securityContext: { supplementalGroups: [1, 300, 7] } } },
  )
})

const hostile: readonly (readonly [hex: string, fault: string])[] = [
  ['0aff', 'unexpected EOF'],
  ['0a05', 'unexpected EOF'],
  // Lengths of 2^32 + 2, of 2^63, and of more than ten bytes.
  [`0a8280808010${'0000'}`, 'unexpected EOF'],
  ['0a80808080808080808001', 'proto: negative length found during unmarshaling'],
  ['0affffffffffffffffffff01', 'proto: integer overflow'],
  ['08', 'proto: wrong wireType = 0 for field ObjectMeta'],
  ['0d', 'proto: wrong wireType = 5 for field ObjectMeta'],
  ['00', 'proto: ConfigMap: illegal tag 0 (wire type 0)'],
  ['0c', 'proto: ConfigMap: wiretype end group for non-group'],
  ['0a020801', 'proto: wrong wireType = 0 for field Name'],
  ['0f', 'proto: wrong wireType = 7 for field ObjectMeta'],
  ['9f06', 'proto: illegal wireType 7'],
  ['9b06'.repeat(50), 'groups nested too deeply'],
  // managedFields with a text that is no JSON; a time of the year 292,277,026,596.
  ['0a088a01053a030a017b', 'unexpected end of JSON input'],
  ['0a0c420a08ffffffffffffffff7f', 'time is outside of years 1 to 9999'],
]

test("readProtobuf() refuses what is malformed in upstream's words", () => {
  for (const [hex, message] of hostile) {
    assert.throws(
      () => readProtobuf(ConfigMap.schema, Uint8Array.fromHex(hex)),
      { name: 'CodecError', message },
      hex,
    )
  }
})

test('readProtobuf() refuses messages nested too deeply', () => {
  let nested = new Uint8Array()
  // JSONSchemaProps.not
  for (let i = 0; i < 2000; i++) nested = message([[28, nested]]) as Uint8Array<ArrayBuffer>
  const definition = message([[2, [[7, [[4, [[1, nested]]]]]]]])
  assert.throws(() => readProtobuf(customResourceDefinition, definition), { message: 'exceeded max depth' })
})

test('readProtobuf() ends with a value or a CodecError on any bytes', () => {
  const rng = seededRng(3)
  const sound = Uint8Array.fromHex(golden.find(([, schema]) => schema === Pod.schema)?.[3] ?? '').subarray(13)
  for (let round = 0; round < 5000; round++) {
    const bytes = sound.slice(0, 1 + randomInt(rng, sound.length))
    for (let i = 0; i < 3; i++) bytes[randomInt(rng, bytes.length)] = randomInt(rng, 256)
    try {
      readProtobuf(Pod.schema, bytes)
    } catch (error) {
      assert.ok(error instanceof CodecError, String(error))
    }
  }
})
