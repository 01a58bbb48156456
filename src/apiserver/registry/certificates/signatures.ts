// Whether signatures over requests for certificates are right: the part of their validation that needs cryptography.
// Upstream: Go's crypto/x509 CertificateRequest.CheckSignature, whose words the faults are in.
import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { DerReader, derContent, derInteger, derTag, oidText } from '../../../api/certificates/der.ts'
import type { Pkcs10Request } from '../../../api/certificates/pkcs10-request.ts'
import type { KeyAlgorithm, PublicKey } from '../../../api/certificates/public-key.ts'

interface Algorithm {
  readonly key: KeyAlgorithm
  /** As node:crypto calls it; null where the algorithm has its own. */
  readonly hash: 'sha1' | 'sha256' | 'sha384' | 'sha512' | null
  readonly pss?: true
}

const algorithms: ReadonlyMap<string, Algorithm> = new Map<string, Algorithm>([
  // Requests, unlike certificates, may still be signed with SHA-1.
  ['1.2.840.113549.1.1.5', { key: 'RSA', hash: 'sha1' }],
  ['1.3.14.3.2.29', { key: 'RSA', hash: 'sha1' }],
  ['1.2.840.113549.1.1.11', { key: 'RSA', hash: 'sha256' }],
  ['1.2.840.113549.1.1.12', { key: 'RSA', hash: 'sha384' }],
  ['1.2.840.113549.1.1.13', { key: 'RSA', hash: 'sha512' }],
  ['1.2.840.10045.4.1', { key: 'ECDSA', hash: 'sha1' }],
  ['1.2.840.10045.4.3.2', { key: 'ECDSA', hash: 'sha256' }],
  ['1.2.840.10045.4.3.3', { key: 'ECDSA', hash: 'sha384' }],
  ['1.2.840.10045.4.3.4', { key: 'ECDSA', hash: 'sha512' }],
  ['1.3.101.112', { key: 'Ed25519', hash: null }],
])
const md5Oid = '1.2.840.113549.1.1.4'
const pssOid = '1.2.840.113549.1.1.10'
const mgf1Oid = '1.2.840.113549.1.1.8'

const pssHashes: ReadonlyMap<string, 'sha256' | 'sha384' | 'sha512'> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
])

const hashBytes = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 } as const

/** Upstream: crypto/rsa checkPublicKeySize. */
const leastRsaBits = 1024

const goTypes: Readonly<Record<KeyAlgorithm, string>> = {
  RSA: '*rsa.PublicKey',
  ECDSA: '*ecdsa.PublicKey',
  Ed25519: 'ed25519.PublicKey',
  X25519: '*ecdh.PublicKey',
  DSA: '*dsa.PublicKey',
  unknown: '<nil>',
}

const unimplemented = 'x509: cannot verify signature: algorithm unimplemented'

/** Why a request's own signature does not hold; undefined where it does. */
export function signatureFault(request: Pkcs10Request): string | undefined {
  const { publicKey, signatureAlgorithm, signed, signature } = request
  if (signatureAlgorithm.oid === md5Oid) return 'x509: cannot verify signature: insecure algorithm MD5-RSA'
  const algorithm = algorithmOf(signatureAlgorithm)
  if (algorithm === undefined) return unimplemented
  if (publicKey.algorithm === 'unknown' || publicKey.algorithm === 'DSA') return unimplemented
  if (publicKey.algorithm !== algorithm.key) {
    const type = goTypes[publicKey.algorithm]
    return `x509: signature algorithm specifies an ${algorithm.key} public key, but have public key of type ${type}`
  }
  if (algorithm.key === 'RSA' && publicKey.bits < leastRsaBits) {
    const page = 'https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size'
    return `crypto/rsa: ${publicKey.bits}-bit keys are insecure (see ${page})`
  }
  if (holds(algorithm, { publicKey, signed, signature })) return undefined
  return algorithm.key === 'RSA'
    ? 'crypto/rsa: verification error'
    : `x509: ${algorithm.key} verification failure`
}

function algorithmOf({ oid, parameters }: Pkcs10Request['signatureAlgorithm']): Algorithm | undefined {
  if (oid !== pssOid) return algorithms.get(oid)
  const digest = pssHash(parameters)
  return digest && { key: 'RSA', hash: digest, pss: true }
}

/** The hash of RSASSA-PSS parameters of the one shape that is taken: the same hash twice, salt as long as it. */
function pssHash(parameters: Uint8Array): 'sha256' | 'sha384' | 'sha512' | undefined {
  const fields = new DerReader(derContent(parameters, derTag.sequence) ?? new Uint8Array())
  const digest = pssHashes.get(identifierOf(fields.take(0xa0)?.content)?.oid ?? '')
  const mask = identifierOf(fields.take(0xa1)?.content)
  const salt = derContent(fields.take(0xa2)?.content ?? new Uint8Array(), derTag.integer)
  if (digest === undefined || mask?.oid !== mgf1Oid || salt === undefined) return undefined
  const masked = pssHashes.get(identifierOf(mask.parameters)?.oid ?? '')
  return masked === digest && derInteger(salt) === hashBytes[digest] ? digest : undefined
}

function identifierOf(bytes: Uint8Array | undefined) {
  const parts = new DerReader(derContent(bytes ?? new Uint8Array(), derTag.sequence) ?? new Uint8Array())
  const oid = parts.take(derTag.oid)
  if (oid === undefined) return undefined
  return { oid: oidText(oid.content), parameters: parts.element()?.whole ?? new Uint8Array() }
}

interface Signed {
  readonly publicKey: PublicKey
  readonly signed: Uint8Array
  readonly signature: Uint8Array
}

function holds(algorithm: Algorithm, { publicKey, signed, signature }: Signed): boolean {
  const key = keyOf(publicKey)
  if (key === undefined) return false
  if (algorithm.pss !== true) return verify(algorithm.hash, signed, key, signature)
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
  return verify(
    algorithm.hash,
    signed,
    { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength },
    signature,
  )
}

/** Undefined where the bytes have the form of a key but are none: a point beside its curve. */
function keyOf({ spki }: PublicKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  } catch (error) {
    if (!Error.isError(error)) throw error
    return undefined
  }
}

/** Whether a signature over a pod's UID was made with the key. Upstream: ValidatePodCertificateRequestCreate. */
export function provesPossession(
  publicKey: PublicKey,
  { message, signature }: { readonly message: string; readonly signature: Uint8Array },
): boolean {
  const key = keyOf(publicKey)
  if (key === undefined) return false
  const bytes = Buffer.from(message)
  if (publicKey.algorithm === 'Ed25519') return verify(null, bytes, key, signature)
  if (publicKey.algorithm === 'ECDSA') return verify('sha256', bytes, key, signature)
  const padding = constants.RSA_PKCS1_PSS_PADDING
  // Signers differ in their salts; each length is found in the signature itself.
  return verify('sha256', bytes, { key, padding, saltLength: constants.RSA_PSS_SALTLEN_AUTO }, signature)
}
