// Certificates: an authority that signs, and what it signs. ECDSA P-256 throughout. Node can read certificates but not make
// them; a library that can weighs 300 modules and a quarter of a start, and what is needed of it is this page (RFC 5280).
// Nothing is written to disk here.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  X509Certificate,
} from 'node:crypto'
import { type DerElement, DerReader } from '../../api/certificates/der.ts'
import { must } from '../../base/assert.ts'
import type { Clock } from '../../base/clock.ts'
import type { Rng } from '../../base/rng.ts'
import { parseIP } from '../../machinery/names/ip.ts'
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  namedBits,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  utf8String,
} from './der-writer.ts'

const dayMs = 24 * 3600 * 1000
/** Clocks of machines differ a little. */
const leewayMs = 5 * 60_000

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

const oid = {
  ecdsaWithSha256: objectIdentifier('1.2.840.10045.4.3.2'),
  commonName: objectIdentifier('2.5.4.3'),
  organization: objectIdentifier('2.5.4.10'),
  subjectKeyIdentifier: objectIdentifier('2.5.29.14'),
  keyUsage: objectIdentifier('2.5.29.15'),
  subjectAltName: objectIdentifier('2.5.29.17'),
  basicConstraints: objectIdentifier('2.5.29.19'),
  authorityKeyIdentifier: objectIdentifier('2.5.29.35'),
  extKeyUsage: objectIdentifier('2.5.29.37'),
  server: objectIdentifier('1.3.6.1.5.5.7.3.1'),
  client: objectIdentifier('1.3.6.1.5.5.7.3.2'),
}

/** Bits of KeyUsage. */
const digitalSignature = 0
const keyCertSign = 5
const crlSign = 6

/** `[3]` of a certificate's contents. */
const extensionsTag = 0xa3

interface Keys {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

const generateKeys = (): Keys => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const privatePem = ({ privateKey }: Keys) => privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
const publicDer = (key: KeyObject) => key.export({ type: 'spki', format: 'der' })

/** A new self-signed authority, good for ten years. */
export function createAuthority(commonName: string, sources: Sources): KeyPair {
  const keys = generateKeys()
  const name = nameOf(commonName)
  const cert = makeCertificate(
    {
      issuer: name,
      subject: name,
      days: 3650,
      publicKey: keys.publicKey,
      extensions: [
        extension(oid.basicConstraints, sequence(boolean(true)), { critical: true }),
        extension(oid.keyUsage, namedBits([digitalSignature, keyCertSign, crlSign]), { critical: true }),
        extension(oid.subjectKeyIdentifier, octetString(keyIdentifier(keys.publicKey))),
      ],
    },
    { ...sources, signingKey: keys.privateKey },
  )
  return { cert, key: privatePem(keys) }
}

/** A new key with a certificate for it, signed by `authority`. */
export function issue(authority: KeyPair, request: CertificateRequest, sources: Sources): KeyPair {
  const keys = generateKeys()
  const issuer = readAuthority(authority.cert)
  const cert = makeCertificate(
    {
      issuer: issuer.name,
      subject: nameOf(request.commonName, request.organizations),
      days: request.days,
      publicKey: keys.publicKey,
      extensions: [
        extension(oid.basicConstraints, sequence(), { critical: true }),
        extension(oid.keyUsage, namedBits([digitalSignature]), { critical: true }),
        extension(oid.extKeyUsage, sequence(oid[request.usage])),
        extension(oid.authorityKeyIdentifier, sequence(implicit(0, issuer.keyIdentifier))),
        ...alternativeNames(request),
      ],
    },
    { ...sources, signingKey: createPrivateKey(authority.key) },
  )
  return { cert, key: privatePem(keys) }
}

/** A key pair that signs service-account tokens (ES256). */
export function createSigningKey(): { readonly key: string; readonly pub: string } {
  const keys = generateKeys()
  return { key: privatePem(keys), pub: keys.publicKey.export({ type: 'spki', format: 'pem' }) as string }
}

interface Contents {
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  readonly days: number
  readonly publicKey: KeyObject
  readonly extensions: readonly Buffer[]
}

function makeCertificate(
  { issuer, subject, days, publicKey, extensions }: Contents,
  { clock, rng, signingKey }: Sources & { readonly signingKey: KeyObject },
): string {
  if (signingKey.asymmetricKeyType !== 'ec') throw new Error('the key of an authority is no elliptic one')
  const now = clock.now()
  const algorithm = sequence(oid.ecdsaWithSha256)
  const contents = sequence(
    // Version 3.
    explicit(0, integer(Buffer.from([2]))),
    integer(rng.bytes(16)),
    algorithm,
    issuer,
    sequence(time(now - leewayMs), time(now + days * dayMs)),
    subject,
    publicDer(publicKey),
    explicit(3, sequence(...extensions)),
  )
  const signature = sign('sha256', contents, signingKey)
  return new X509Certificate(sequence(contents, algorithm, bitString(signature))).toString()
}

/** Organizations share one set, as Go writes them. */
function nameOf(commonName: string, organizations: readonly string[] = []): Buffer {
  const attribute = (type: Buffer, value: string) => sequence(type, utf8String(value))
  return sequence(
    ...(organizations.length > 0
      ? [setOf(organizations.map((name) => attribute(oid.organization, name)))]
      : []),
    setOf([attribute(oid.commonName, commonName)]),
  )
}

function extension(type: Buffer, value: Buffer, { critical = false } = {}): Buffer {
  return sequence(type, ...(critical ? [boolean(true)] : []), octetString(value))
}

/** RFC 5280 4.2.1.2, method 1: the hash of the key's bits. */
function keyIdentifier(publicKey: KeyObject): Buffer {
  const [, bits] = elementsIn(elementsIn(publicDer(publicKey))[0])
  const unusedBits = 1
  return createHash('sha1').update(must(bits, 'a public key has bits').content.subarray(unusedBits)).digest()
}

function alternativeNames({ dnsNames = [], ips = [] }: CertificateRequest): readonly Buffer[] {
  if (dnsNames.length + ips.length === 0) return []
  const names = [
    ...dnsNames.map((name) => implicit(2, Buffer.from(name))),
    ...ips.map((ip) => implicit(7, addressBytes(ip))),
  ]
  return [extension(oid.subjectAltName, sequence(...names))]
}

function addressBytes(text: string): Buffer {
  const { family, value } = must(parseIP(text), `${text} is no address`)
  return Buffer.from(value.toString(16).padStart(family === 4 ? 8 : 32, '0'), 'hex')
}

/** Its name and the identifier of its key as its own certificate has them: what it signs has to say the same. */
function readAuthority(pem: string): { readonly name: Uint8Array; readonly keyIdentifier: Uint8Array } {
  const [contents] = elementsIn(elementsIn(new X509Certificate(pem).raw)[0])
  const fields = elementsIn(contents)
  // Version, serial number, algorithm, issuer, validity, subject.
  const subject = must(fields[5], 'a certificate has a subject')
  const list = fields.find(({ tag }) => tag === extensionsTag)
  const stated = elementsIn(elementsIn(list)[0])
    .map(statedIdentifier)
    .find((found) => found !== undefined)
  return { name: subject.whole, keyIdentifier: stated ?? keyIdentifier(createPublicKey(pem)) }
}

function statedIdentifier(extension: DerElement): Uint8Array | undefined {
  const [type, ...rest] = elementsIn(extension)
  if (type === undefined || !oid.subjectKeyIdentifier.equals(type.whole)) return undefined
  return elementsIn(rest.at(-1))[0]?.content
}

/** What follows one another in some bytes, or within an element. Throws where it is cut off. */
function elementsIn(outer: Uint8Array | DerElement | undefined): readonly DerElement[] {
  if (outer === undefined) return []
  const reader = new DerReader('content' in outer ? outer.content : outer)
  const elements: DerElement[] = []
  while (!reader.done) elements.push(must(reader.element(), 'a certificate is whole'))
  return elements
}
