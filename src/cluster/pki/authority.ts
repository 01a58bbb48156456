// Certificates: an authority that signs, and what it signs. ECDSA P-256 throughout. Nothing is written here.
// The certificate library resolves its parts by decorators and needs this first.
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import type { Clock } from '../../base/clock.ts'
import type { Rng } from '../../base/rng.ts'

x509.cryptoProvider.set(webcrypto as unknown as Crypto)

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 24 * 3600 * 1000

/** A certificate with its private key, both as PEM. */
export interface KeyPair {
  readonly cert: string
  readonly key: string
}

export interface CertificateRequest {
  readonly commonName: string
  readonly organizations?: readonly string[]
  readonly usage: 'client' | 'server'
  readonly dnsNames?: readonly string[]
  readonly ips?: readonly string[]
  readonly days: number
}

interface Sources {
  readonly clock: Clock
  readonly rng: Rng
}

function pem(label: string, der: ArrayBuffer): string {
  const text = Buffer.from(der)
    .toString('base64')
    .replace(/.{1,64}/g, '$&\n')
  return `-----BEGIN ${label}-----\n${text}-----END ${label}-----\n`
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
}

async function privatePem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  return pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
}

function derOf(pemText: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(pemText.replace(/-----[^-]+-----|\s/g, ''), 'base64'))
}

async function importPrivate(key: string): Promise<CryptoKey> {
  return (await webcrypto.subtle.importKey('pkcs8', derOf(key), algorithm, true, ['sign'])) as CryptoKey
}

function serial(rng: Rng): string {
  const bytes = rng.bytes(16)
  bytes[0] = ((bytes[0] as number) & 0x7f) | 0x01
  return Buffer.from(bytes).toString('hex')
}

function subject(commonName: string, organizations: readonly string[] = []): x509.JsonName {
  return [...(organizations.length > 0 ? [{ O: [...organizations] }] : []), { CN: [commonName] }]
}

/** A new self-signed authority, good for ten years. */
export async function createAuthority(commonName: string, sources: Sources): Promise<KeyPair> {
  const keys = await generateKeys()
  const now = sources.clock.now()
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(sources.rng),
    name: new x509.Name(subject(commonName)),
    notBefore: new Date(now - 5 * 60_000),
    notAfter: new Date(now + 3650 * dayMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: `${cert.toString('pem')}\n`, key: await privatePem(keys) }
}

/** A new key with a certificate for it, signed by `authority`. */
export async function issue(
  authority: KeyPair,
  request: CertificateRequest,
  sources: Sources,
): Promise<KeyPair> {
  const keys = await generateKeys()
  const issuer = new x509.X509Certificate(authority.cert)
  const now = sources.clock.now()
  const names = [
    ...(request.dnsNames ?? []).map((value) => ({ type: 'dns' as const, value })),
    ...(request.ips ?? []).map((value) => ({ type: 'ip' as const, value })),
  ]
  const purpose =
    request.usage === 'server' ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth
  const cert = await x509.X509CertificateGenerator.create({
    serialNumber: serial(sources.rng),
    subject: new x509.Name(subject(request.commonName, request.organizations)),
    issuer: issuer.subjectName,
    notBefore: new Date(now - 5 * 60_000),
    notAfter: new Date(now + request.days * dayMs),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: await importPrivate(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([purpose]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  })
  return { cert: `${cert.toString('pem')}\n`, key: await privatePem(keys) }
}

/** A key pair that signs service-account tokens (ES256). */
export async function createSigningKey(): Promise<{ readonly key: string; readonly pub: string }> {
  const keys = await generateKeys()
  const spki = await webcrypto.subtle.exportKey('spki', keys.publicKey)
  return { key: await privatePem(keys), pub: pem('PUBLIC KEY', spki) }
}
