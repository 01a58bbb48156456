// The key that a pod's certificate is asked for, and how the request proves that its private half is at hand: by a signing request,
// or (the older form) by a signature over the pod's UID.
// Upstream: pkg/apis/certificates/validation/validation.go ValidatePodCertificateRequestCreate.
import { type FieldError, invalid, tooLong } from '../../../machinery/field-error.ts'
import { type Pkcs10Request, parseRequest } from '../pkcs10-request.ts'
import { type PublicKey, publicKeyOf } from '../public-key.ts'
import type { PodCertificateRequestSpec } from './pod-certificate-request.v1beta1.schema.ts'

/** Upstream: MaxPKIXPublicKeySize, MaxProofOfPossessionSize, MaxStubPKCS10RequestSize. */
const mostBytes = 10 * 1024
export const stubField = 'spec.stubPKCS10Request'
export const proofField = 'spec.proofOfPossession'
const keyField = 'spec.pkixPublicKey'

export interface Proof {
  readonly publicKey: PublicKey
  /** The signing request; undefined where the signature is over the pod's UID. */
  readonly request: Pkcs10Request | undefined
  readonly signature: Uint8Array
}

export type KeySpec = Pick<
  PodCertificateRequestSpec,
  'stubPKCS10Request' | 'pkixPublicKey' | 'proofOfPossession'
>

/** The proof as it is given, unverified; the faults of its form. */
export function proofOf(spec: KeySpec): Proof | readonly FieldError[] {
  const { stubPKCS10Request: stub = '', pkixPublicKey: pkix = '', proofOfPossession: proof = '' } = spec
  const isStub = stub !== '' && pkix === '' && proof === ''
  if (!isStub && (stub !== '' || pkix === '' || proof === '')) {
    const text = 'exactly one of (stubPKCS10Request) or (pkixPublicKey, proofOfPossession) must be set'
    return [invalid('spec', null, text)]
  }
  return isStub ? stubProof(stub) : signedProof(pkix, proof)
}

function stubProof(stub: string): Proof | readonly FieldError[] {
  const der = bytesOf(stub)
  if (der.length > mostBytes) return [tooLong(stubField, mostBytes)]
  const request = parseRequest(der)
  if (typeof request === 'string') return [invalid(stubField, stub, 'must be a valid PKCS#10 request')]
  const { publicKey, signature } = request
  return keyFaults(publicKey, stubField, stub) ?? { publicKey, request, signature }
}

function signedProof(pkix: string, proof: string): Proof | readonly FieldError[] {
  const der = bytesOf(pkix)
  if (der.length > mostBytes) return [tooLong(keyField, mostBytes)]
  const signature = bytesOf(proof)
  if (signature.length > mostBytes) return [tooLong(proofField, mostBytes)]
  const publicKey = publicKeyOf(der)
  if (typeof publicKey === 'string')
    return [invalid(keyField, pkix, 'must be a valid PKIX-serialized public key')]
  return keyFaults(publicKey, keyField, pkix) ?? { publicKey, request: undefined, signature }
}

function keyFaults(key: PublicKey, field: string, given: string): readonly FieldError[] | undefined {
  switch (key.algorithm) {
    case 'Ed25519':
      return undefined
    case 'ECDSA':
      if (key.curve !== 'P-224') return undefined
      return [invalid(field, `curve ${key.curve}`, 'elliptic public keys must use curve P256 or P384')]
    case 'RSA':
      if (key.bits === 3072 || key.bits === 4096) return undefined
      return [invalid(field, `${key.bits}-bit modulus`, 'RSA keys must have modulus size 3072 or 4096')]
    case 'unknown':
      return [invalid(field, given, 'must be a valid PKIX-serialized public key')]
    default: {
      const text = 'unknown public key type; supported types are Ed25519, ECDSA, and RSA'
      return [invalid(field, given, text)]
    }
  }
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
}
