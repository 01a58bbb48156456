// Writes DER, so that tests have certificates and requests of every form, right and wrong. For tests alone.

export function der(tag: number, ...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const content = joined(parts)
  const { length } = content
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff]
  return joined([header, content])
}

export function joined(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

export function textDer(tag: number, text: string): Uint8Array {
  return der(tag, new TextEncoder().encode(text))
}

export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest].flatMap((value) => {
    const groups = [value & 0x7f]
    for (let left = value >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80)
    return groups
  })
  return der(0x06, bytes)
}

/** A name of attributes, each its own set: `[['2.5.4.3', 'bob']]`. */
export function nameDer(attributes: readonly (readonly [oid: string, value: string])[], tag = 0x0c) {
  return der(0x30, ...attributes.map(([type, value]) => der(0x31, der(0x30, oid(type), textDer(tag, value)))))
}

/** An Ed25519 key that nobody has. */
export const someKey = der(0x30, der(0x30, oid('1.3.101.112')), der(0x03, [0], new Uint8Array(32).fill(7)))

export const someAlgorithm = der(0x30, oid('1.3.101.112'))
const signature = der(0x03, [0], new Uint8Array(64))

export interface CertificateParts {
  readonly version?: Uint8Array
  readonly serial?: Uint8Array
  readonly inner?: Uint8Array
  readonly notBefore?: string
  readonly notAfter?: string
  readonly key?: Uint8Array
  readonly extensions?: readonly Uint8Array[]
}

export function certificateDer(parts: CertificateParts = {}): Uint8Array {
  const { notBefore = '240101000000Z', notAfter = '340101000000Z', extensions } = parts
  const time = (text: string) => textDer(text.length > 13 ? 0x18 : 0x17, text)
  const fields = der(
    0x30,
    parts.version ?? der(0xa0, der(0x02, [2])),
    parts.serial ?? der(0x02, [1]),
    parts.inner ?? someAlgorithm,
    nameDer([['2.5.4.3', 'issuer']]),
    der(0x30, time(notBefore), time(notAfter)),
    nameDer([['2.5.4.3', 'subject']]),
    parts.key ?? someKey,
    extensions === undefined ? [] : der(0xa3, der(0x30, ...extensions)),
  )
  return der(0x30, fields, someAlgorithm, signature)
}

export function extensionDer(type: string, value: Uint8Array): Uint8Array {
  return der(0x30, oid(type), der(0x04, value))
}

export const caExtension = extensionDer('2.5.29.19', der(0x30, der(0x01, [0xff])))

export function pem(type: string, bytes: Uint8Array): string {
  const body = btoa(String.fromCharCode(...bytes))
  return `-----BEGIN ${type}-----\n${body}\n-----END ${type}-----\n`
}

export function requestDer(
  subject: readonly (readonly [oid: string, value: string])[],
  options: { readonly key?: Uint8Array; readonly sign?: (signed: Uint8Array) => Uint8Array } & {
    readonly algorithm?: Uint8Array
    readonly tag?: number
  } = {},
): Uint8Array {
  const { key = someKey, algorithm = someAlgorithm, sign } = options
  const signed = der(0x30, der(0x02, [0]), nameDer(subject, options.tag), key, der(0xa0))
  const made = sign === undefined ? signature : der(0x03, [0], sign(signed))
  return der(0x30, signed, algorithm, made)
}
