// Reads a request for a certificate (PKCS #10). Whether its signature is right is for who has cryptography at hand.
// Upstream: Go's crypto/x509 ParseCertificateRequest, whose words the faults of its outermost form are in.
import { type DerElement, DerReader, derTag, oidText } from './der.ts'
import { type NameAttribute, nameAttributes } from './distinguished-name.ts'
import { pemBlocks } from './pem.ts'
import { type PublicKey, publicKeyOf } from './public-key.ts'

export interface Pkcs10Request {
  readonly subject: readonly NameAttribute[]
  readonly publicKey: PublicKey
  /** What is signed. */
  readonly signed: Uint8Array
  readonly signatureAlgorithm: { readonly oid: string; readonly parameters: Uint8Array }
  readonly signature: Uint8Array
}

/** The request in the first block of a text. Upstream: pkg/apis/certificates/helpers.go ParseCSR. */
export function requestOfPem(text: string): Pkcs10Request | string {
  const [block] = pemBlocks(text)
  if (block?.type !== 'CERTIFICATE REQUEST') return 'PEM block type must be CERTIFICATE REQUEST'
  return parseRequest(block.der)
}

/** A request that fills `der`; the fault where it is malformed. */
export function parseRequest(der: Uint8Array): Pkcs10Request | string {
  const outer = new DerReader(der)
  if (outer.done) return 'asn1: syntax error: sequence truncated'
  const whole = outer.element()
  if (whole === undefined) return 'asn1: syntax error: data truncated'
  if (whole.tag !== derTag.sequence) return wrongTag(whole)
  if (!outer.done) return 'asn1: syntax error: trailing data'
  const parts = new DerReader(whole.content)
  const signed = parts.take(derTag.sequence)
  const algorithm = parts.take(derTag.sequence)
  const signature = parts.take(derTag.bitString)
  if (signed === undefined || algorithm === undefined || signature === undefined) return truncated
  if (signature.content.length === 0) return 'asn1: syntax error: zero length BIT STRING'
  if (signature.content[0] !== 0) return 'asn1: syntax error: invalid padding bits in BIT STRING'
  const identifier = new DerReader(algorithm.content)
  const oid = identifier.take(derTag.oid)
  if (oid === undefined) return truncated
  const fields = signedFields(signed.content)
  if (typeof fields === 'string') return fields
  return {
    ...fields,
    signed: signed.whole,
    signatureAlgorithm: {
      oid: oidText(oid.content),
      parameters: identifier.element()?.whole ?? new Uint8Array(),
    },
    signature: signature.content.subarray(1),
  }
}

const truncated = 'asn1: syntax error: sequence truncated'

/** As Go shows the first of the tags that it did not expect. */
function wrongTag({ tag, content, whole }: DerElement): string {
  const found = `{class:${tag >> 6} tag:${tag & 0x1f} length:${content.length} isCompound:${(tag & 0x20) !== 0}}`
  const asked =
    '{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}'
  return `asn1: structure error: tags don't match (16 vs ${found}) ${asked} certificateRequest @${whole.length - content.length}`
}

function signedFields(content: Uint8Array): Pick<Pkcs10Request, 'subject' | 'publicKey'> | string {
  const fields = new DerReader(content)
  const version = fields.take(derTag.integer)
  const name = fields.take(derTag.sequence)
  const key = fields.take(derTag.sequence)
  if (version === undefined || name === undefined || key === undefined) return truncated
  const subject = nameAttributes(name.content)
  if (typeof subject === 'string') return `asn1: syntax error: ${subject}`
  const publicKey = publicKeyOf(key.whole)
  return typeof publicKey === 'string' ? publicKey : { subject, publicKey }
}
