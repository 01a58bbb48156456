import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomInt, seededRng } from '../../base/rng.ts'
import {
  caExtension,
  certificateDer,
  der,
  extensionDer,
  oid,
  requestDer,
  someKey,
  textDer,
} from './certificates.fixture.ts'
import { parseRequest } from './pkcs10-request.ts'
import { parseCertificate } from './x509-certificate.ts'

const altNames = (...names: Uint8Array[]) => extensionDer('2.5.29.17', der(0x30, ...names))

test('parseCertificate() reads time, authority and names', () => {
  const bytes = certificateDer({
    notAfter: '20510203040506Z',
    extensions: [
      caExtension,
      altNames(textDer(0x82, 'a.example'), textDer(0x81, 'me@a.example'), der(0x87, [10, 0, 0, 1])),
    ],
  })
  const found = parseCertificate(bytes)
  assert.ok(typeof found === 'object', String(found))
  assert.deepEqual(
    [new Date(found.notBeforeMs).toISOString(), new Date(found.notAfterMs).toISOString()],
    ['2024-01-01T00:00:00.000Z', '2051-02-03T04:05:06.000Z'],
  )
  assert.deepEqual(found.isCA, true)
  assert.deepEqual([found.dnsNames, found.emailAddresses], [['a.example'], ['me@a.example']])
  assert.equal(found.publicKey.algorithm, 'Ed25519')
})

const faults: readonly (readonly [Uint8Array, string])[] = [
  [Uint8Array.of(), 'x509: malformed certificate'],
  [Uint8Array.of(0x30, 0x80), 'x509: malformed certificate'],
  // A length that is not in its shortest form.
  [Uint8Array.of(0x30, 0x81, 0x00), 'x509: malformed certificate'],
  [Uint8Array.from([...certificateDer(), 0]), 'x509: trailing data'],
  [der(0x30), 'x509: malformed tbs certificate'],
  [certificateDer({ version: der(0xa0, der(0x02, [3])) }), 'x509: invalid version'],
  [certificateDer({ serial: der(0x02, [0x80]) }), 'x509: negative serial number'],
  [
    certificateDer({ inner: der(0x30, oid('1.2.3')) }),
    "x509: inner and outer signature algorithm identifiers don't match",
  ],
  [certificateDer({ notBefore: '240230000000Z' }), 'x509: malformed UTCTime'],
  [certificateDer({ notAfter: '20240101000000+0000' }), 'x509: malformed GeneralizedTime'],
  [certificateDer({ key: der(0x30) }), 'x509: malformed public key algorithm identifier'],
  [
    certificateDer({ key: der(0x30, der(0x30, oid('1.3.101.112')), der(0x03, [0, 1])) }),
    'x509: wrong Ed25519 public key size',
  ],
  [
    certificateDer({ key: der(0x30, der(0x30, oid('1.2.840.10045.2.1'), oid('1.2.3')), der(0x03, [0, 4])) }),
    'x509: unsupported elliptic curve',
  ],
  [
    certificateDer({
      key: der(
        0x30,
        der(0x30, oid('1.2.840.113549.1.1.1'), [5, 0]),
        der(0x03, [0], der(0x30, der(2, [1]), der(2, [0]))),
      ),
    }),
    'x509: RSA public exponent is not a positive number',
  ],
  [
    certificateDer({ extensions: [caExtension, caExtension] }),
    'x509: certificate contains duplicate extension with OID "2.5.29.19"',
  ],
  [
    certificateDer({ extensions: [extensionDer('2.5.29.19', der(0x30, der(0x01, [1])))] }),
    'x509: invalid basic constraints',
  ],
  [
    certificateDer({ extensions: [altNames(der(0x87, [1, 2, 3]))] }),
    'x509: cannot parse IP address of length 3',
  ],
  [certificateDer({ extensions: [altNames(der(0x82, [0xff]))] }), 'x509: SAN dNSName is malformed'],
]

for (const [bytes, expected] of faults) {
  test(`parseCertificate() finds ${expected}, in ${bytes.length} bytes`, () => {
    assert.equal(parseCertificate(bytes), expected)
  })
}

test('parseCertificate() and parseRequest() survive random bytes', () => {
  const rng = seededRng(27)
  const certificate = certificateDer({ extensions: [caExtension, altNames(textDer(0x82, 'a'))] })
  const request = requestDer([['2.5.4.10', 'devs']])
  let whole = 0
  for (let i = 0; i < 4000; i++) {
    const bytes = Uint8Array.from(i % 2 === 0 ? certificate : request)
    for (let n = randomInt(rng, 4); n >= 0; n--) bytes[randomInt(rng, bytes.length)] = randomInt(rng, 256)
    const cut = randomInt(rng, 5) === 0 ? bytes.subarray(0, randomInt(rng, bytes.length)) : bytes
    if (typeof parseCertificate(cut) === 'object' || typeof parseRequest(cut) === 'object') whole += 1
  }
  assert.ok(whole > 0 && whole < 4000)
  assert.equal(typeof parseCertificate(someKey), 'string')
})
