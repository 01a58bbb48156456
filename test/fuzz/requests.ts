// Malformed requests from a seed: paths, queries, headers, bodies, patches, tokens, each near enough to a good one to get far.

import type { Rng } from '../../src/base/rng.ts'
import { toYaml } from '../../src/machinery/codec/to-yaml.ts'
import { bodyIn, type Form, objectFor, patchFor } from './bodies.ts'
import { Dice, oddSelectors } from './dice.ts'
import { type FuzzKind, fuzzKinds } from './fuzz-kinds.ts'

export interface FuzzRequest {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | undefined
  /** It asks for another protocol: only over a connection of its own. */
  readonly upgrades: boolean
}

/** Each with its weight; what follows is odd once in a while, and seldom in two ways at once. */
const methods = [
  'GET',
  'GET',
  'GET',
  'POST',
  'POST',
  'POST',
  'PUT',
  'PUT',
  'PATCH',
  'PATCH',
  'PATCH',
  'PATCH',
  'DELETE',
]
const oddMethods = ['HEAD', 'OPTIONS', 'constructor', 'get', 'TRACE', 'PATCH']
const oddSubresources = ['status', 'scale', 'nothing', 'constructor', 'exec/x', 'proxy/a/../b', 'log']
const plain = [
  ...[
    '/healthz',
    '/readyz',
    '/livez',
    '/version',
    '/api',
    '/apis',
    '/openapi/v2',
    '/openapi/v3',
    '/metrics',
    '/',
  ],
  ...[
    '/.well-known/openid-configuration',
    '/openid/v1/jwks',
    '/openapi/v3/apis/apps/v1',
    '/debug/pprof',
    '/logs',
  ],
  ...[
    '/healthz/etcd',
    '/readyz?verbose&exclude=x',
    '/api/v1',
    '/apis/apps',
    '/apis/apps/v1',
    '/apis/apps/v9',
  ],
]
const forms: Readonly<Record<string, Form>> = {
  'application/json': 'json',
  'application/yaml': 'yaml',
  'application/vnd.kubernetes.protobuf': 'protobuf',
}
const patchTypes = [
  'merge-patch+json',
  'strategic-merge-patch+json',
  'json-patch+json',
  'apply-patch+yaml',
  'apply-patch+cbor',
]
const oddTypes = [
  'application/apply-patch+cbor',
  'text/plain',
  '',
  'constructor',
  'application/json;charset=x;;',
  'application/cbor',
  '/',
  'application/JSON',
]
const accepts = [
  ...Object.keys(forms),
  'application/json;as=Table;g=meta.k8s.io;v=v1',
  'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
  'application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
  'application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io',
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/vnd.kubernetes.protobuf;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
  'application/com.github.proto-openapi.spec.v3@v1.0+protobuf',
  'application/vnd.kubernetes.protobuf;stream=watch',
  'application/json;stream=watch',
  ...[
    'application/cbor',
    '*/*;q=0',
    ',,;;',
    'application/json;as=;g=;v=',
    'application/*',
    'q=1',
    ';'.repeat(2000),
  ],
]

export class RequestFuzzer {
  readonly #dice: Dice

  constructor(rng: Rng) {
    this.#dice = new Dice(rng)
  }

  next(): FuzzRequest {
    const dice = this.#dice
    const kind = dice.pick(fuzzKinds)
    const method = dice.pick(dice.chance(20) ? oddMethods : methods)
    const upgrades = dice.chance(25)
    const hasBody = method !== 'GET' && method !== 'HEAD' && !(method === 'DELETE' && dice.chance(2))
    const type = this.#type(method)
    // A delete with a body takes its options from there.
    const withBody = hasBody && !(method === 'DELETE' && kind.onlyTried)
    return {
      method,
      target: withManager(dice, this.#target(kind, method), type),
      headers: {
        ...(type !== '' && withBody && { 'content-type': type }),
        accept: dice.chance(12) ? dice.pick(accepts) : 'application/json',
        ...oddHeaders(dice),
        ...(upgrades && upgradeHeaders(dice)),
      },
      body: withBody ? this.#body(kind, type) : undefined,
      upgrades,
    }
  }

  #type(method: string): string {
    const dice = this.#dice
    if (dice.chance(25)) return dice.pick(oddTypes)
    return method === 'PATCH' && !dice.chance(30)
      ? `application/${dice.pick(patchTypes)}`
      : dice.pick(Object.keys(forms))
  }

  #target(kind: FuzzKind, method: string): string {
    const dice = this.#dice
    if (dice.chance(20)) return this.#harmless(dice.pick(plain), kind)
    const segments = kind.collection.slice(1).split('/')
    // Collections are posted to; single objects are what the rest is for.
    const named =
      method === 'POST' ? dice.chance(5) : !dice.chance(method === 'GET' || method === 'DELETE' ? 3 : 25)
    if (named)
      segments.push(dice.chance(20) ? dice.word() : dice.pick(['fuzz', 'fuzz', 'fuzz', 'fuzz', 'other']))
    if (named && (method === 'POST' || dice.chance(5)))
      segments.push(
        dice.pick(dice.chance(8) || kind.subresources.length === 0 ? oddSubresources : kind.subresources),
      )
    if (dice.chance(25)) segments[dice.below(segments.length)] = dice.word()
    return this.#harmless(`/${segments.join('/')}`.replace(/[\s\ud800]/g, ''), kind)
  }

  #harmless(path: string, { onlyTried }: FuzzKind): string {
    const tried = onlyTried ? ['dryRun=All'] : []
    const query = [...tried, ...this.#query(tried.length > 0)].join('&')
    return query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`
  }

  #query(tried: boolean): readonly string[] {
    const dice = this.#dice
    if (!dice.chance(3)) return []
    const names = Object.keys(parameters).filter((name) => !tried || name !== 'dryRun')
    return dice.times(3, () => {
      const name = dice.pick(names)
      const value = dice.chance(3) ? dice.word() : parameters[name]?.(dice)
      return `${name}=${dice.chance(4) ? raw(value) : encodeURIComponent((value ?? '').toWellFormed())}`
    })
  }

  #body(kind: FuzzKind, type: string): Uint8Array {
    const dice = this.#dice
    const object = objectFor(dice, kind)
    if (type.includes('patch')) {
      const patch = patchFor(dice, type, object)
      if (type.endsWith('yaml') && dice.chance(2)) return Buffer.from(toYaml(patch))
      return bodyIn(dice, 'json', { kind, object: patch as object })
    }
    return bodyIn(dice, forms[type] ?? 'json', { kind, object })
  }
}

/** An apply needs its manager. */
function withManager(dice: Dice, target: string, type: string): string {
  if (!/apply/.test(type) || target.includes('fieldManager') || dice.chance(15)) return target
  return `${target}${target.includes('?') ? '&' : '?'}fieldManager=${dice.pick(['fuzz', 'another'])}&force=${dice.chance(2)}`
}

/** As it is, but for what would end the request line. */
const raw = (text: string | undefined) => (text ?? '').replace(/[\s#\ud800]/g, '')

const parameters: Readonly<Record<string, (dice: Dice) => string>> = {
  labelSelector: (dice) => dice.times(3, () => dice.pick(oddSelectors)).join(','),
  fieldSelector: (dice) => dice.times(3, () => dice.pick(oddSelectors)).join(','),
  limit: (dice) => dice.pick(['1', '500', '0', '-5', '99999999999999999999']),
  continue: continueToken,
  // Of the future rarely: that is waited for.
  resourceVersion: (dice) =>
    dice.pick(['0', '1', '2', '100', '', '-1', '007', ...(dice.chance(20) ? ['99999'] : [])]),
  resourceVersionMatch: (dice) => dice.pick(['Exact', 'NotOlderThan', 'exact', '']),
  watch: (dice) => dice.pick(['true', '1', 'false', 'x']),
  allowWatchBookmarks: (dice) => dice.pick(['true', 'x']),
  sendInitialEvents: (dice) => dice.pick(['true', 'false', 'x']),
  timeoutSeconds: (dice) => dice.pick(['1', '0', '-1', '1e3']),
  timeout: (dice) => dice.pick(['1s', '0s', '-1s', '1h', '1x', '']),
  dryRun: (dice) => dice.pick(['All', 'all', '']),
  fieldManager: (dice) => dice.pick(['fuzz', 'x'.repeat(200), '\u0007', '']),
  fieldValidation: (dice) => dice.pick(['Strict', 'Warn', 'Ignore', 'strict']),
  force: (dice) => dice.pick(['true', 'false', '1', '']),
  pretty: (dice) => dice.pick(['true', '0', '']),
  propagationPolicy: (dice) => dice.pick(['Foreground', 'Background', 'Orphan', 'x']),
  gracePeriodSeconds: (dice) => dice.pick(['0', '-1', '1', '99999999999']),
  orphanDependents: (dice) => dice.pick(['true', 'false', 'x']),
  ignoreStoreReadErrorWithClusterBreakingPotential: (dice) => dice.pick(['true', 'x']),
  includeObject: (dice) => dice.pick(['None', 'Metadata', 'Object', 'x']),
  container: (dice) => dice.word(),
  tailLines: (dice) => dice.pick(['1', '-1', 'x']),
  command: (dice) => dice.word(),
  hash: (dice) => dice.word(),
  __proto__x: (dice) => dice.word(),
}

function continueToken(dice: Dice): string {
  const rv = dice.pick<unknown>([1, 2, 100, 0, -1, 1.5, 1e300, '1', null, 99_999_999])
  const start = dice.pick<unknown>([
    'a',
    'default/fuzz\u0000',
    '',
    '../x',
    '\u{10ffff}',
    5,
    null,
    'x'.repeat(5000),
  ])
  const token = JSON.stringify({ v: dice.pick(['meta.k8s.io/v1', 'v0', null]), rv, start })
  const text = Buffer.from(dice.chance(6) ? token.slice(0, dice.below(token.length)) : token)
  return text.toString(dice.pick(['base64url', 'base64url', 'base64', 'hex']))
}

function oddHeaders(dice: Dice): Record<string, string> {
  if (!dice.chance(15)) return {}
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const head = () =>
    part({ alg: dice.pick(['none', 'ES256', 'HS256', 'RS256', dice.word()]), kid: dice.word() })
  const claims = () =>
    part({
      iss: dice.word(),
      sub: 'system:serviceaccount:default:default',
      aud: dice.pick<unknown>([[], 'x', 5, null]),
      exp: dice.pick<unknown>([1e300, -1, 'x', null]),
      'kubernetes.io': dice.pick<unknown>([null, 5, { namespace: 5 }, { pod: { uid: [] } }]),
    })
  return dice.pick<() => Record<string, string>>([
    () => ({ authorization: `Bearer ${head()}.${claims()}.${dice.pick(['', 'AAAA', '!!!'])}` }),
    () => ({ authorization: `Bearer ${'.'.repeat(dice.below(5000))}` }),
    () => ({ authorization: dice.pick(['Bearer', 'Bearer  x', 'bearer x y', 'Negotiate', 'Basic !!!', '']) }),
    () => ({
      'impersonate-user': dice.pick([
        'a',
        '',
        'system:serviceaccount:a:b',
        'system:node:x',
        'system:anonymous',
      ]),
      'impersonate-group': 'x,,system:nodes',
      'impersonate-uid': 'u',
    }),
    () => ({ 'impersonate-extra-%zz': 'a', 'impersonate-user': 'b', 'impersonate-extra-__proto__': 'c' }),
    () => ({ 'accept-encoding': dice.pick(['gzip', 'gzip;q=0', 'br', '*', 'gzip;q=x', ',']) }),
    () => ({ 'if-none-match': dice.pick(['"x"', '*', 'W/""', '']) }),
    () => ({ 'content-encoding': dice.pick(['gzip', 'x']) }),
    () => ({ 'user-agent': dice.pick(['x'.repeat(5000), '/', 'kubectl/v1.99']) }),
    () => ({ 'x-remote-user': 'admin', 'x-remote-group': 'system:masters' }),
    () => ({ origin: 'http://x', 'audit-id': 'x'.repeat(1000) }),
    () => ({ expect: '100-continue' }),
  ])()
}

function upgradeHeaders(dice: Dice): Record<string, string> {
  const protocol = dice.pick(['websocket', 'SPDY/3.1', 'h2c', 'constructor', ''])
  const version = dice.pick([
    'v5.channel.k8s.io',
    'v4.base64.channel.k8s.io',
    'SPDY/3.1+portforward.k8s.io',
    ',,',
    'x',
  ])
  return {
    connection: dice.pick(['Upgrade', 'keep-alive, Upgrade', 'upgrade,,']),
    upgrade: protocol,
    'sec-websocket-version': dice.pick(['13', '8', 'x']),
    'sec-websocket-key': dice.pick(['dGhlIHNhbXBsZSBub25jZQ==', '', 'x', 'A'.repeat(500)]),
    'sec-websocket-protocol': `${version}, base64url.bearer.authorization.k8s.io.${dice.pick(['eA', '', '!!', 'x.y'])}`,
    'x-stream-protocol-version': version,
  }
}
