// Tokens of service accounts: made on request, bound to an account and perhaps a pod, valid only while those are there.
// Upstream: pkg/serviceaccount/claims.go, legacy.go and pkg/serviceaccount/jwt.go.

import type { Clock } from '../../base/clock.ts'
import type { Rng } from '../../base/rng.ts'
import { uuid } from '../../base/rng.ts'
import type { KubeObject } from '../../machinery/kind.ts'
import { authenticated, serviceAccountPrefix, type UserInfo } from '../request/user.ts'
import type { TokenAuthenticator } from './authenticator.ts'
import type { JwtClaims, JwtSigner } from './jwt.ts'

export const defaultIssuer = 'https://kubernetes.default.svc.cluster.local'
const legacyIssuer = 'kubernetes/serviceaccount'
/** How long after its deletion an object still counts as there. */
const deletionLeewayMs = 60_000

export interface BoundObject {
  readonly name: string
  readonly uid: string
}

export interface TokenSubject {
  readonly namespace: string
  readonly account: BoundObject
  readonly pod?: BoundObject
  readonly node?: BoundObject
  readonly secret?: BoundObject
}

export interface TokenTerms {
  readonly audiences: readonly string[]
  readonly seconds: number
  /** Seconds after which use of the token should be warned of. */
  readonly warnAfter?: number
}

/** The objects that tokens depend on, as the server's caches have them. */
export interface TokenObjects {
  find(plural: 'serviceaccounts' | 'pods' | 'secrets' | 'nodes', key: string): KubeObject | undefined
}

export interface ServiceAccountTokens extends TokenAuthenticator {
  readonly issuer: string
  /** Audiences that mean this API server. */
  readonly audiences: readonly string[]
  readonly signer: JwtSigner
  issue(subject: TokenSubject, terms: TokenTerms): string
  /** The user of a token and those of the wanted audiences that it is for; undefined where it is not valid. */
  check(token: string, wanted: readonly string[]): CheckedToken | undefined
}

export interface CheckedToken {
  readonly user: UserInfo
  readonly audiences: readonly string[]
}

export function createServiceAccountTokens(options: {
  readonly signer: JwtSigner
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly objects: TokenObjects
  readonly clock: Clock
  readonly rng: Rng
}): ServiceAccountTokens {
  const { signer, issuer, audiences, objects, clock, rng } = options
  const check = (token: string, wanted: readonly string[]): CheckedToken | undefined => {
    if (!looksLikeJwt(token)) return undefined
    const claims = signer.verify(token)
    if (claims === undefined) return undefined
    const nowSeconds = clock.now() / 1000
    if (claims.iss === legacyIssuer) {
      const user = legacyUser(claims, token, objects)
      return user === undefined
        ? undefined
        : { user, audiences: wanted.filter((name) => audiences.includes(name)) }
    }
    if (claims.iss !== issuer || !timesHold(claims, nowSeconds)) return undefined
    const held = textList(claims.aud)
    const matching = wanted.filter((name) => held.includes(name))
    if (matching.length === 0) return undefined
    const user = boundUser(claims, objects, clock.now())
    return user === undefined ? undefined : { user, audiences: matching }
  }
  return {
    issuer,
    audiences,
    signer,
    check,
    authenticate: (token) => check(token, audiences)?.user,
    issue: (subject, terms) =>
      signer.sign(claimsOf(subject, terms, { issuer, nowMs: clock.now(), id: uuid(rng) })),
  }
}

function looksLikeJwt(token: string): boolean {
  return token.startsWith('ey') && token.length < 16_384
}

function claimsOf(
  subject: TokenSubject,
  terms: TokenTerms,
  stamp: { readonly issuer: string; readonly nowMs: number; readonly id: string },
): JwtClaims {
  const now = Math.floor(stamp.nowMs / 1000)
  const { namespace, account, pod, node, secret } = subject
  return {
    aud: terms.audiences,
    exp: now + terms.seconds,
    iat: now,
    iss: stamp.issuer,
    jti: stamp.id,
    'kubernetes.io': {
      namespace,
      ...(node && { node }),
      ...(pod && { pod }),
      ...(secret && { secret }),
      serviceaccount: account,
      ...(terms.warnAfter !== undefined && { warnafter: now + terms.warnAfter }),
    },
    nbf: now,
    sub: `${serviceAccountPrefix}${namespace}:${account.name}`,
  }
}

function textList(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function timesHold(claims: JwtClaims, nowSeconds: number): boolean {
  const { exp, nbf } = claims
  if (typeof exp !== 'number' || nowSeconds > exp + 60) return false
  return typeof nbf !== 'number' || nowSeconds >= nbf - 60
}

interface PrivateClaims {
  readonly namespace?: string
  readonly serviceaccount?: BoundObject
  readonly pod?: BoundObject
  readonly node?: BoundObject
  readonly secret?: BoundObject
}

function boundUser(claims: JwtClaims, objects: TokenObjects, nowMs: number): UserInfo | undefined {
  const own = (claims['kubernetes.io'] ?? {}) as PrivateClaims
  const { namespace, serviceaccount: account } = own
  if (namespace === undefined || account === undefined) return undefined
  const alive = (obj: KubeObject | undefined, bound: BoundObject) => isAlive(obj, bound, nowMs)
  if (!alive(objects.find('serviceaccounts', `${namespace}/${account.name}`), account)) return undefined
  if (own.pod !== undefined && !alive(objects.find('pods', `${namespace}/${own.pod.name}`), own.pod))
    return undefined
  if (
    own.secret !== undefined &&
    !alive(objects.find('secrets', `${namespace}/${own.secret.name}`), own.secret)
  )
    return undefined
  // A token of a pod stays valid when its node goes: the pod goes soon after.
  if (
    own.pod === undefined &&
    own.node !== undefined &&
    !alive(objects.find('nodes', own.node.name), own.node)
  )
    return undefined
  return accountUser(namespace, account, extraOf(own, claims.jti))
}

function isAlive(obj: KubeObject | undefined, bound: BoundObject, nowMs: number): boolean {
  if (obj === undefined || obj.metadata.uid !== bound.uid) return false
  const { deletionTimestamp } = obj.metadata
  return deletionTimestamp === undefined || Date.parse(deletionTimestamp) > nowMs - deletionLeewayMs
}

function extraOf({ pod, node }: PrivateClaims, id: unknown): Record<string, readonly string[]> {
  const prefix = 'authentication.kubernetes.io'
  return {
    ...(typeof id === 'string' && { [`${prefix}/credential-id`]: [`JTI=${id}`] }),
    ...(node && { [`${prefix}/node-name`]: [node.name], [`${prefix}/node-uid`]: [node.uid] }),
    ...(pod && { [`${prefix}/pod-name`]: [pod.name], [`${prefix}/pod-uid`]: [pod.uid] }),
  }
}

function accountUser(
  namespace: string,
  account: BoundObject,
  extra: Record<string, readonly string[]>,
): UserInfo {
  return authenticated({
    name: `${serviceAccountPrefix}${namespace}:${account.name}`,
    uid: account.uid,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
    extra,
  })
}

/** Tokens kept in a Secret: they live as long as the Secret that holds them. */
function legacyUser(claims: JwtClaims, token: string, objects: TokenObjects): UserInfo | undefined {
  const claim = (name: string) => {
    const value = claims[`kubernetes.io/serviceaccount/${name}`]
    return typeof value === 'string' ? value : ''
  }
  const namespace = claim('namespace')
  const account = { name: claim('service-account.name'), uid: claim('service-account.uid') }
  const secret = objects.find('secrets', `${namespace}/${claim('secret.name')}`) as
    | { readonly data?: Readonly<Record<string, string>>; readonly metadata: KubeObject['metadata'] }
    | undefined
  if (secret?.data?.token !== Buffer.from(token).toString('base64')) return undefined
  if (secret.metadata.deletionTimestamp !== undefined) return undefined
  const obj = objects.find('serviceaccounts', `${namespace}/${account.name}`)
  if (obj === undefined || obj.metadata.uid !== account.uid) return undefined
  return accountUser(namespace, account, {})
}
