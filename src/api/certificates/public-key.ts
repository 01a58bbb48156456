// The public keys that certificates and requests for them carry, as far as their form goes: whether a point lies on its curve is
// for who computes with it. Upstream: Go's crypto/x509 parser.go parsePublicKey.
// Differs: that the point of a key lies on its curve is seen in requests for certificates, not in certificates.
import { DerReader, derContent, derInteger, derTag, oidText } from './der.ts'

export type KeyAlgorithm = 'RSA' | 'ECDSA' | 'Ed25519' | 'X25519' | 'DSA' | 'unknown'

export interface PublicKey {
  readonly algorithm: KeyAlgorithm
  /** Of an RSA key: bits of its modulus, in whole bytes. */
  readonly bits: number
  /** Of an ECDSA key: P-256 and the like. */
  readonly curve: string
  /** The whole SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
}

const algorithms: ReadonlyMap<string, KeyAlgorithm> = new Map([
  ['1.2.840.113549.1.1.1', 'RSA'],
  ['1.2.840.10045.2.1', 'ECDSA'],
  ['1.3.101.112', 'Ed25519'],
  ['1.3.101.110', 'X25519'],
  ['1.2.840.10040.4.1', 'DSA'],
])

const curves: ReadonlyMap<string, { readonly name: string; readonly bytes: number }> = new Map([
  ['1.3.132.0.33', { name: 'P-224', bytes: 28 }],
  ['1.2.840.10045.3.1.7', { name: 'P-256', bytes: 32 }],
  ['1.3.132.0.34', { name: 'P-384', bytes: 48 }],
  ['1.3.132.0.35', { name: 'P-521', bytes: 66 }],
])

/** What a SubjectPublicKeyInfo says; the fault in Go's words where it is malformed. */
export function publicKeyOf(spki: Uint8Array): PublicKey | string {
  const content = derContent(spki, derTag.sequence)
  if (content === undefined) return 'x509: malformed spki'
  const parts = new DerReader(content)
  const identifier = parts.take(derTag.sequence)
  if (identifier === undefined) return 'x509: malformed public key algorithm identifier'
  const algorithmParts = new DerReader(identifier.content)
  const oid = algorithmParts.take(derTag.oid)
  if (oid === undefined) return 'x509: malformed OID'
  const bits = parts.take(derTag.bitString)
  if (bits === undefined || !parts.done || bits.content[0] !== 0) return 'x509: malformed subjectPublicKey'
  const key = bits.content.subarray(1)
  const base = { bits: 0, curve: '', spki, algorithm: algorithms.get(oidText(oid.content)) ?? 'unknown' }
  switch (base.algorithm) {
    case 'RSA':
      return rsaKey(algorithmParts, key, base)
    case 'ECDSA':
      return ecdsaKey(algorithmParts, key, base)
    case 'Ed25519':
      if (!algorithmParts.done) return 'x509: Ed25519 key encoded with illegal parameters'
      return key.length === 32 ? base : 'x509: wrong Ed25519 public key size'
    case 'X25519':
      if (!algorithmParts.done) return 'x509: X25519 key encoded with illegal parameters'
      return key.length === 32 ? base : 'crypto/ecdh: invalid public key'
    default:
      return base
  }
}

function rsaKey(parameters: DerReader, key: Uint8Array, base: PublicKey): PublicKey | string {
  if (parameters.take(derTag.null) === undefined) return 'x509: RSA key missing NULL parameters'
  const content = derContent(key, derTag.sequence)
  if (content === undefined) return 'x509: invalid RSA public key'
  const numbers = new DerReader(content)
  const modulus = numbers.take(derTag.integer)?.content
  if (modulus === undefined || modulus.length === 0) return 'x509: invalid RSA modulus'
  const exponent = numbers.take(derTag.integer)?.content
  if (exponent === undefined || exponent.length === 0) return 'x509: invalid RSA public exponent'
  const magnitude = modulus[0] === 0 ? modulus.subarray(1) : modulus
  if ((modulus[0] ?? 0) >= 0x80 || magnitude.length === 0) return 'x509: RSA modulus is not a positive number'
  const power = derInteger(exponent)
  if (power === undefined || power <= 0) return 'x509: RSA public exponent is not a positive number'
  return { ...base, bits: magnitude.length * 8 }
}

function ecdsaKey(parameters: DerReader, key: Uint8Array, base: PublicKey): PublicKey | string {
  const named = parameters.take(derTag.oid)
  if (named === undefined) return 'x509: invalid ECDSA parameters'
  const curve = curves.get(oidText(named.content))
  if (curve === undefined) return 'x509: unsupported elliptic curve'
  const isPoint = key[0] === 4 && key.length === 1 + 2 * curve.bytes
  return isPoint ? { ...base, curve: curve.name } : 'x509: failed to unmarshal elliptic curve point'
}
