// What an X.509 certificate says, as far as the API asks: its form, time, key, names, and whether it is of an authority. It checks
// no signature and no time. Upstream: Go's crypto/x509 parser.go parseCertificate, whose words the faults are in.
// Differs: of extensions only basic constraints and alternative names are read, so that others may be malformed.
import { DerReader, derContent, derInteger, derTag, oidText } from './der.ts'
import { bytesText, isAscii, nameAttributes } from './distinguished-name.ts'
import { type PublicKey, publicKeyOf } from './public-key.ts'

export interface X509Certificate {
  readonly notBeforeMs: number
  readonly notAfterMs: number
  readonly publicKey: PublicKey
  readonly isCA: boolean
  readonly dnsNames: readonly string[]
  readonly emailAddresses: readonly string[]
}

const versionTag = 0xa0
const extensionsTag = 0xa3

/** A certificate that fills `der`; the fault where it is malformed. */
export function parseCertificate(der: Uint8Array): X509Certificate | string {
  const outer = new DerReader(der)
  const whole = outer.take(derTag.sequence)
  if (whole === undefined) return 'x509: malformed certificate'
  if (!outer.done) return 'x509: trailing data'
  const parts = new DerReader(whole.content)
  const signed = parts.take(derTag.sequence)
  if (signed === undefined) return 'x509: malformed tbs certificate'
  const algorithm = parts.take(derTag.sequence)
  if (algorithm === undefined) return 'x509: malformed algorithm identifier'
  const fields = signedFields(signed.content, algorithm.content)
  if (typeof fields === 'string') return fields
  if (!isBitString(parts.take(derTag.bitString)?.content)) return 'x509: malformed signature'
  return fields
}

function isBitString(content: Uint8Array | undefined): boolean {
  return content?.[0] === 0
}

function signedFields(content: Uint8Array, algorithm: Uint8Array): X509Certificate | string {
  const fields = new DerReader(content)
  const version = versionOf(fields)
  if (typeof version === 'string') return version
  const serial = fields.take(derTag.integer)?.content
  if (serial === undefined || serial.length === 0) return 'x509: malformed serial number'
  if ((serial[0] ?? 0) >= 0x80) return 'x509: negative serial number'
  const identifier = fields.take(derTag.sequence)
  if (identifier === undefined) return 'x509: malformed signature algorithm identifier'
  if (!sameBytes(identifier.content, algorithm))
    return "x509: inner and outer signature algorithm identifiers don't match"
  const names = takeName(fields)
  if (names !== undefined) return names
  const validity = fields.take(derTag.sequence)
  if (validity === undefined) return 'x509: malformed validity'
  const times = new DerReader(validity.content)
  const notBeforeMs = takeTime(times)
  if (typeof notBeforeMs === 'string') return notBeforeMs
  const notAfterMs = takeTime(times)
  if (typeof notAfterMs === 'string') return notAfterMs
  const subject = takeName(fields)
  if (subject !== undefined) return subject
  const spki = fields.take(derTag.sequence)
  if (spki === undefined) return 'x509: malformed spki'
  const publicKey = publicKeyOf(spki.whole)
  if (typeof publicKey === 'string') return publicKey
  const extensions = takeExtensions(fields, version)
  if (typeof extensions === 'string') return extensions
  return { notBeforeMs, notAfterMs, publicKey, ...extensions }
}

function versionOf(fields: DerReader): number | string {
  if (fields.next !== versionTag) return 1
  const content = derContent(fields.element()?.content ?? new Uint8Array(), derTag.integer)
  const version = content === undefined ? undefined : derInteger(content)
  if (version === undefined || version < 0) return 'x509: malformed version'
  return version > 2 ? 'x509: invalid version' : version + 1
}

/** The fault; undefined where a name was read. Upstream says issuer for the subject, too. */
function takeName(fields: DerReader): string | undefined {
  const name = fields.take(derTag.sequence)
  if (name === undefined) return 'x509: malformed issuer'
  const found = nameAttributes(name.content)
  return typeof found === 'string' ? `x509: ${found}` : undefined
}

function takeTime(times: DerReader): number | string {
  const element = times.element()
  const isShort = element?.tag === derTag.utcTime
  if (element === undefined || (!isShort && element.tag !== derTag.generalizedTime))
    return 'x509: unsupported time format'
  const text = bytesText(element.content)
  const fault = `x509: malformed ${isShort ? 'UTCTime' : 'GeneralizedTime'}`
  const match = (isShort ? /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/ : longTime).exec(text)
  if (match === null) return fault
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number)
  const fullYear = isShort ? (year < 50 ? 2000 : 1900) + year : year
  const date = new Date(0)
  date.setUTCFullYear(fullYear, month - 1, day)
  date.setUTCHours(hour, minute, second)
  // What does not come back as it was given is no time: the 30th of February.
  const told = [date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes()]
  const isReal = String(told) === String([month, day, hour, minute]) && date.getUTCSeconds() === second
  return isReal ? date.getTime() : fault
}

const longTime = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/

interface Extended {
  readonly isCA: boolean
  readonly dnsNames: readonly string[]
  readonly emailAddresses: readonly string[]
}

const nothing: Extended = { isCA: false, dnsNames: [], emailAddresses: [] }
const basicConstraints = '2.5.29.19'
const subjectAltName = '2.5.29.17'

function takeExtensions(fields: DerReader, version: number): Extended | string {
  if (version === 1) return nothing
  for (const [tag, name] of [
    [0x81, 'issuerUniqueID'],
    [0x82, 'subjectUniqueID'],
  ] as const) {
    if (fields.next === tag && fields.element() === undefined) return `x509: malformed ${name}`
  }
  if (version !== 3 || fields.next !== extensionsTag) return nothing
  const content = derContent(fields.element()?.content ?? new Uint8Array(), derTag.sequence)
  return content === undefined ? 'x509: malformed extensions' : readExtensions(content)
}

function readExtensions(content: Uint8Array): Extended | string {
  const list = new DerReader(content)
  const seen = new Set<string>()
  let found = nothing
  while (!list.done) {
    const extension = list.take(derTag.sequence)
    if (extension === undefined) return 'x509: malformed extension'
    const parts = new DerReader(extension.content)
    const type = parts.take(derTag.oid)
    if (type === undefined) return 'x509: malformed extension OID field'
    if (parts.next === derTag.boolean && !isBoolean(parts.element()?.content))
      return 'x509: malformed extension critical field'
    const value = parts.take(derTag.octetString)
    if (value === undefined) return 'x509: malformed extension value field'
    const oid = oidText(type.content)
    if (seen.has(oid)) return `x509: certificate contains duplicate extension with OID ${JSON.stringify(oid)}`
    seen.add(oid)
    const told = readExtension(oid, value.content)
    if (typeof told === 'string') return told
    found = { ...found, ...told }
  }
  return found
}

function isBoolean(content: Uint8Array | undefined): boolean {
  return content?.length === 1 && (content[0] === 0 || content[0] === 0xff)
}

function readExtension(oid: string, value: Uint8Array): Partial<Extended> | string {
  if (oid === basicConstraints) return readConstraints(value)
  return oid === subjectAltName ? readAltNames(value) : {}
}

function readConstraints(value: Uint8Array): Partial<Extended> | string {
  const fault = 'x509: invalid basic constraints'
  const content = derContent(value, derTag.sequence)
  if (content === undefined) return fault
  const parts = new DerReader(content)
  const flag = parts.next === derTag.boolean ? parts.element()?.content : Uint8Array.of(0)
  if (!isBoolean(flag)) return fault
  if (parts.next === derTag.integer && derInteger(parts.element()?.content ?? new Uint8Array()) === undefined)
    return fault
  return { isCA: flag?.[0] === 0xff }
}

/** General names by their tags within the extension. */
const emailTag = 0x81
const dnsTag = 0x82
const uriTag = 0x86
const addressTag = 0x87

function readAltNames(value: Uint8Array): Partial<Extended> | string {
  const content = derContent(value, derTag.sequence)
  if (content === undefined) return 'x509: invalid subject alternative names'
  const names = new DerReader(content)
  const dnsNames: string[] = []
  const emailAddresses: string[] = []
  while (!names.done) {
    const name = names.element()
    if (name === undefined) return 'x509: invalid subject alternative name'
    const fault = nameFault(name)
    if (fault !== undefined) return `x509: ${fault}`
    if (name.tag === dnsTag) dnsNames.push(bytesText(name.content))
    if (name.tag === emailTag) emailAddresses.push(bytesText(name.content))
  }
  return { dnsNames, emailAddresses }
}

function nameFault(name: { readonly tag: number; readonly content: Uint8Array }): string | undefined {
  const { tag, content } = name
  if (tag === addressTag) {
    if (content.length === 4 || content.length === 16) return undefined
    return `cannot parse IP address of length ${content.length}`
  }
  if (isAscii(content)) return undefined
  if (tag === emailTag) return 'SAN rfc822Name is malformed'
  if (tag === dnsTag) return 'SAN dNSName is malformed'
  return tag === uriTag ? 'SAN uniformResourceIdentifier is malformed' : undefined
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
