import assert from 'node:assert/strict'
import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { test } from 'node:test'
import { der, oid, requestDer } from '../../../api/certificates/certificates.fixture.ts'
import { parseRequest } from '../../../api/certificates/pkcs10-request.ts'
import { publicKeyOf } from '../../../api/certificates/public-key.ts'
import { provesPossession, signatureFault } from './signatures.ts'

const spki = (key: KeyObject) => key.export({ format: 'der', type: 'spki' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 })
const curve = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const edwards = generateKeyPairSync('ed25519')
const none = [5, 0]
const algorithm = (type: string, parameters: readonly number[] | Uint8Array = []) =>
  der(0x30, oid(type), parameters)
const pss = (hash: string, saltBytes: number) => {
  const digest = der(0x30, oid(hash))
  return algorithm(
    '1.2.840.113549.1.1.10',
    der(
      0x30,
      der(0xa0, digest),
      der(0xa1, der(0x30, oid('1.2.840.113549.1.1.8'), digest)),
      der(0xa2, der(2, [saltBytes])),
    ),
  )
}
const sha256 = '2.16.840.1.101.3.4.2.1'
const padding = constants.RSA_PKCS1_PSS_PADDING

function fault(
  key: Uint8Array,
  name: Uint8Array,
  made: (signed: Uint8Array) => Uint8Array,
): string | undefined {
  const request = parseRequest(requestDer([['2.5.4.3', 'bob']], { key, algorithm: name, sign: made }))
  assert.ok(typeof request === 'object', String(request))
  return signatureFault(request)
}

test('signatureFault() verifies what Go verifies', () => {
  const rsaKey = spki(rsa.publicKey)
  for (const [type, hash] of [
    ['5', 'sha1'],
    ['11', 'sha256'],
    ['12', 'sha384'],
    ['13', 'sha512'],
  ] as const) {
    const name = algorithm(`1.2.840.113549.1.1.${type}`, none)
    assert.equal(
      fault(rsaKey, name, (signed) => sign(hash, signed, rsa.privateKey)),
      undefined,
      hash,
    )
    assert.equal(
      fault(rsaKey, name, (signed) => sign(hash, Buffer.from([...signed, 0]), rsa.privateKey)),
      'crypto/rsa: verification error',
    )
  }
  const salted = (saltLength: number) => (signed: Uint8Array) =>
    sign('sha256', signed, { key: rsa.privateKey, padding, saltLength })
  assert.equal(fault(rsaKey, pss(sha256, 32), salted(32)), undefined)
  assert.equal(fault(rsaKey, pss(sha256, 32), salted(20)), 'crypto/rsa: verification error')
  for (const [type, hash] of [
    ['1', 'sha1'],
    ['3.2', 'sha256'],
    ['3.3', 'sha384'],
    ['3.4', 'sha512'],
  ] as const) {
    const name = algorithm(`1.2.840.10045.4.${type}`)
    const made = (signed: Uint8Array) => sign(hash, signed, curve.privateKey)
    assert.equal(fault(spki(curve.publicKey), name, made), undefined, hash)
    assert.equal(
      fault(spki(curve.publicKey), name, () => Buffer.from('rubbish')),
      'x509: ECDSA verification failure',
    )
  }
  const own = algorithm('1.3.101.112')
  assert.equal(
    fault(spki(edwards.publicKey), own, (signed) => sign(null, signed, edwards.privateKey)),
    undefined,
  )
  assert.equal(
    fault(spki(edwards.publicKey), own, () => new Uint8Array(64)),
    'x509: Ed25519 verification failure',
  )
})

test('signatureFault() refuses what is weak, unknown or of another key', () => {
  const made = () => new Uint8Array(64)
  const unimplemented = 'x509: cannot verify signature: algorithm unimplemented'
  const edwardsKey = spki(edwards.publicKey)
  assert.equal(
    fault(spki(rsa.publicKey), algorithm('1.2.840.113549.1.1.4', none), made),
    'x509: cannot verify signature: insecure algorithm MD5-RSA',
  )
  assert.equal(fault(edwardsKey, algorithm('1.2.3'), made), unimplemented)
  assert.equal(fault(spki(rsa.publicKey), pss(sha256, 20), made), unimplemented)
  const unknown = der(0x30, der(0x30, oid('1.2.3')), der(0x03, [0, 1]))
  assert.equal(fault(unknown, algorithm('1.2.840.10045.4.3.2'), made), unimplemented)
  assert.equal(
    fault(edwardsKey, algorithm('1.2.840.113549.1.1.11', none), made),
    'x509: signature algorithm specifies an RSA public key, but have public key of type ed25519.PublicKey',
  )
  const weak = generateKeyPairSync('rsa', { modulusLength: 512 })
  assert.equal(
    fault(spki(weak.publicKey), algorithm('1.2.840.113549.1.1.11', none), made),
    'crypto/rsa: 512-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)',
  )
  // A point that is not on its curve.
  const beside = spki(curve.publicKey).map((byte, index, all) => (index === all.length - 1 ? byte ^ 1 : byte))
  const name = algorithm('1.2.840.10045.4.3.2')
  assert.equal(
    fault(beside, name, (signed) => sign('sha256', signed, curve.privateKey)),
    'x509: ECDSA verification failure',
  )
})

test('provesPossession() knows who signed the UID', () => {
  const message = 'uid-1'
  const bytes = Buffer.from(message)
  const proofs: readonly (readonly [KeyObject, Uint8Array])[] = [
    [edwards.publicKey, sign(null, bytes, edwards.privateKey)],
    [curve.publicKey, sign('sha256', bytes, curve.privateKey)],
    [rsa.publicKey, sign('sha256', bytes, { key: rsa.privateKey, padding, saltLength: 20 })],
    [rsa.publicKey, sign('sha256', bytes, { key: rsa.privateKey, padding })],
  ]
  for (const [key, signature] of proofs) {
    const publicKey = publicKeyOf(spki(key))
    assert.ok(typeof publicKey === 'object')
    assert.equal(provesPossession(publicKey, { message, signature }), true, publicKey.algorithm)
    assert.equal(provesPossession(publicKey, { message: 'uid-2', signature }), false, publicKey.algorithm)
    assert.equal(provesPossession(publicKey, { message, signature: Buffer.from('x') }), false)
  }
})
