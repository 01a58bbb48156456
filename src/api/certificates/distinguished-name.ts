// Names of X.509: a sequence of sets of attributes. Upstream: Go's crypto/x509 parser.go parseName and parseASN1String.
import { DerReader, derTag, oidText } from './der.ts'

export interface NameAttribute {
  readonly oid: string
  readonly value: string
}

export const organizationOid = '2.5.4.10'
export const commonNameOid = '2.5.4.3'

/** The attributes of a name, given the content of its outermost sequence; the fault where it is malformed. */
export function nameAttributes(content: Uint8Array): readonly NameAttribute[] | string {
  const found: NameAttribute[] = []
  const sets = new DerReader(content)
  while (!sets.done) {
    const set = sets.take(derTag.set)
    if (set === undefined) return 'invalid RDNSequence'
    const attributes = new DerReader(set.content)
    while (!attributes.done) {
      const attribute = attributeOf(attributes.take(derTag.sequence)?.content)
      if (typeof attribute === 'string') return `invalid RDNSequence: ${attribute}`
      found.push(attribute)
    }
  }
  return found
}

function attributeOf(content: Uint8Array | undefined): NameAttribute | string {
  if (content === undefined) return 'invalid attribute'
  const parts = new DerReader(content)
  const type = parts.take(derTag.oid)
  const oid = type === undefined ? '' : oidText(type.content)
  if (oid === '') return 'invalid attribute type'
  const value = parts.element()
  if (value === undefined) return 'invalid attribute value'
  const text = derString(value)
  return text.fault === undefined ? { oid, value: text.value } : `invalid attribute value: ${text.fault}`
}

type Text =
  | { readonly value: string; readonly fault?: undefined }
  | { readonly value?: undefined; readonly fault: string }

const printable = /^[A-Za-z0-9 '()+,\-./:=?*&]*$/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A string of any of ASN.1's kinds. */
export function derString({ tag, content }: { readonly tag: number; readonly content: Uint8Array }): Text {
  switch (tag) {
    case 0x0c:
      return decoded(content, utf8, 'invalid UTF-8 string')
    case 0x13:
      return checked(content, printable, 'invalid PrintableString')
    case 0x12:
      return checked(content, /^[0-9 ]*$/, 'invalid NumericString')
    case 0x16:
      return isAscii(content) ? { value: bytesText(content) } : { fault: 'invalid IA5String' }
    // T.61 and visible strings, byte by byte.
    case 0x14:
    case 0x1a:
      return { value: bytesText(content) }
    case 0x1e:
      return content.length % 2 === 0 ? { value: wide(content, 2) } : { fault: 'invalid BMPString' }
    // Go does not read these, but who checks certificates by other libraries would take such a name for what it says.
    case 0x1c:
      return content.length % 4 === 0 ? { value: wide(content, 4) } : { fault: 'invalid UniversalString' }
    default:
      return { fault: `unsupported string type: ${tag}` }
  }
}

export function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80)
}

function checked(content: Uint8Array, pattern: RegExp, fault: string): Text {
  const value = bytesText(content)
  return pattern.test(value) ? { value } : { fault }
}

function decoded(content: Uint8Array, decoder: TextDecoder, fault: string): Text {
  try {
    return { value: decoder.decode(content) }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return { fault }
  }
}

export function bytesText(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

function wide(content: Uint8Array, width: 2 | 4): string {
  let text = ''
  for (let at = 0; at < content.length; at += width) {
    let code = 0
    for (let i = 0; i < width; i++) code = code * 256 + (content[at + i] ?? 0)
    text += String.fromCodePoint(code > 0x10ffff ? 0xfffd : code)
  }
  return text
}

/** All values of one kind of attribute. */
export function valuesOf(name: readonly NameAttribute[], oid: string): readonly string[] {
  return name.filter((attribute) => attribute.oid === oid).map(({ value }) => value)
}
