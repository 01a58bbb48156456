// Signs and verifies JSON web tokens with keys of our own, and publishes them. Synchronous on purpose: a token costs
// some 50 µs, and in virtual time nothing may wait for a thread. A key has one algorithm; the token's word on it is
// only compared, never followed.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'

export type JwtClaims = Readonly<Record<string, unknown>>

interface Key {
  readonly id: string
  readonly algorithm: 'ES256' | 'RS256'
  readonly publicKey: KeyObject
}

export interface JwtSigner {
  sign(claims: JwtClaims): string
  /** The claims of a token that one of the keys signed; undefined for any other. Times are not looked at. */
  verify(token: string): JwtClaims | undefined
  /** The public keys as a JSON web key set. */
  readonly keySet: { readonly keys: readonly unknown[] }
}

/** `signingKey` is PEM; a new key is made where it is absent. Tokens signed with `formerKeys` (PEM) stay valid. */
export function createJwtSigner(options: {
  readonly signingKey?: string
  readonly formerKeys?: readonly string[]
}): JwtSigner {
  const privateKey = options.signingKey === undefined ? newKey() : createPrivateKey(options.signingKey)
  const own = keyOf(createPublicKey(privateKey))
  const keys = [own, ...(options.formerKeys ?? []).map((pem) => keyOf(createPublicKey(pem)))]
  const header = base64(JSON.stringify({ alg: own.algorithm, kid: own.id }))
  return {
    sign(claims) {
      const text = `${header}.${base64(JSON.stringify(claims))}`
      const signature = sign('sha256', Buffer.from(text), signKey(privateKey))
      return `${text}.${signature.toString('base64url')}`
    },
    verify: (token) => verifyWith(keys, token),
    keySet: { keys: keys.map(publicJwk) },
  }
}

function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64url')
}

function signKey(key: KeyObject) {
  return { key, dsaEncoding: 'ieee-p1363' as const }
}

/** Upstream: pkg/serviceaccount/jwt.go keyIDFromPublicKey. */
function keyOf(publicKey: KeyObject): Key {
  const id = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url')
  return { id, algorithm: publicKey.asymmetricKeyType === 'ec' ? 'ES256' : 'RS256', publicKey }
}

function publicJwk(key: Key): unknown {
  return { use: 'sig', ...key.publicKey.export({ format: 'jwk' }), kid: key.id, alg: key.algorithm }
}

function verifyWith(keys: readonly Key[], token: string): JwtClaims | undefined {
  const parts = token.split('.')
  const [header, payload, signature] = parts
  if (parts.length !== 3 || header === undefined || payload === undefined || signature === undefined)
    return undefined
  const { alg, kid } = (jsonPart(header) ?? {}) as { alg?: unknown; kid?: unknown }
  const data = Buffer.from(`${header}.${payload}`)
  const bytes = Buffer.from(signature, 'base64url')
  const matches = keys.some(
    (key) =>
      key.algorithm === alg &&
      (kid === undefined || kid === key.id) &&
      verify('sha256', data, signKey(key.publicKey), bytes),
  )
  return matches ? (jsonPart(payload) as JwtClaims | undefined) : undefined
}

function jsonPart(part: string): object | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
