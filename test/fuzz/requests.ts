// Malformed requests from a seed: paths, queries, headers, bodies, patches, tokens, each near enough to a good one to get far.
import { type Rng, randomInt } from '../../src/base/rng.ts'

export interface FuzzRequest {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | undefined
}

const words = [
  '__proto__',
  'constructor',
  'toString',
  '..',
  '.',
  '',
  '%2e%2e',
  '%2f',
  '%00',
  '%zz',
  'a',
  'default',
  'kube-system',
  'x'.repeat(300),
  'ü',
  '-',
  '*',
  '0',
  '-1',
  '1e9',
  '9223372036854775808',
  'null',
  'true',
  '{}',
  '[]',
  '\\',
  "'",
  '"',
  ';',
  '$(id)',
  '1Ei',
  '.5m',
  '1e-400',
  '5u',
  'in (a,b)',
  '!a',
  'a=b,c!=d',
  'a\\,b=c',
  '(',
  'metadata.name=x',
  '2026-02-30T00:00:00Z',
  '10.0.0.0/33',
  '::1',
  '@hourly',
  '*/0 * * * *',
  '10%',
  '-1%',
  '\u0000',
  '\ud800',
]
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'constructor']
const resources = [
  '/api/v1/namespaces/default/configmaps',
  '/api/v1/namespaces/default/secrets',
  '/api/v1/namespaces/default/pods',
  '/api/v1/namespaces/default/services',
  '/api/v1/namespaces/default/events',
  '/api/v1/namespaces/default/serviceaccounts',
  '/api/v1/nodes',
  '/api/v1/namespaces',
  '/apis/apps/v1/namespaces/default/deployments',
  '/apis/apps/v1/namespaces/default/statefulsets',
  '/apis/batch/v1/namespaces/default/jobs',
  '/apis/batch/v1/namespaces/default/cronjobs',
  '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings',
  '/apis/coordination.k8s.io/v1/namespaces/default/leases',
  '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
  '/apis/policy/v1/namespaces/default/poddisruptionbudgets',
  '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
  '/apis/authentication.k8s.io/v1/tokenreviews',
]
const subresources = [
  'status',
  'scale',
  'log',
  'exec',
  'token',
  'eviction',
  'binding',
  'finalize',
  'resize',
  'ephemeralcontainers',
  'proxy',
  'nothing',
]
const parameters = [
  'labelSelector',
  'fieldSelector',
  'limit',
  'continue',
  'resourceVersion',
  'resourceVersionMatch',
  'dryRun',
  'fieldManager',
  'fieldValidation',
  'force',
  'pretty',
  'propagationPolicy',
  'gracePeriodSeconds',
  'orphanDependents',
  'allowWatchBookmarks',
  'sendInitialEvents',
  'container',
  'tailLines',
  'command',
]
const plain = [
  '/healthz',
  '/readyz',
  '/version',
  '/api',
  '/apis',
  '/openapi/v2',
  '/openapi/v3',
  '/metrics',
  '/openapi/v3/apis/apps/v1',
]
const types = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/json-patch+json',
  'application/apply-patch+yaml',
  'text/plain',
  '',
  'constructor',
]
const accepts = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/json;as=Table;g=meta.k8s.io;v=v1',
  'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
  'application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io',
  'application/cbor',
  '*/*;q=0',
  ',,;;',
  'application/json;as=;g=;v=',
]

export class RequestFuzzer {
  readonly #rng: Rng
  /** Good objects by collection, to be spoilt. */
  readonly #samples: ReadonlyMap<string, object>

  constructor(rng: Rng, samples: ReadonlyMap<string, object>) {
    this.#rng = rng
    this.#samples = samples
  }

  next(): FuzzRequest {
    const method = this.#pick(methods)
    const resource = this.#pick(resources)
    const type = this.#chance(6)
      ? this.#pick(types)
      : method === 'PATCH'
        ? this.#pick(types.slice(3, 7))
        : this.#pick(types.slice(0, 3))
    return {
      method,
      target: this.#target(resource, method),
      headers: {
        ...(type !== '' && { 'content-type': type }),
        accept: this.#chance(6) ? this.#pick(accepts) : 'application/json',
        ...this.#oddHeaders(),
      },
      body: method === 'GET' || method === 'HEAD' ? undefined : this.#body(resource, type),
    }
  }

  #pick<T>(items: readonly T[]): T {
    return items[randomInt(this.#rng, items.length)] as T
  }

  #chance(oneIn: number): boolean {
    return randomInt(this.#rng, oneIn) === 0
  }

  #target(resource: string, method: string): string {
    if (this.#chance(20)) return this.#pick(plain) + this.#query()
    const segments = resource.slice(1).split('/')
    // Collections are posted to; single objects are what the rest is for.
    const named = method === 'POST' ? this.#chance(5) : !this.#chance(4)
    if (named) segments.push(this.#chance(6) ? this.#pick(words) : this.#pick(['fuzz', 'fuzz', 'other']))
    if (named && this.#chance(4)) segments.push(this.#pick(subresources))
    if (this.#chance(12)) segments[randomInt(this.#rng, segments.length)] = this.#pick(words)
    return `/${segments.join('/')}${this.#query()}`
  }

  #query(): string {
    if (this.#chance(2)) return ''
    const count = 1 + randomInt(this.#rng, 3)
    const text = (word: string) =>
      this.#chance(3) ? word.replace(/[\s#\ud800]/g, '') : encodeURIComponent(word.toWellFormed())
    return `?${Array.from({ length: count }, () => `${this.#pick(parameters)}=${text(this.#pick(words))}`).join('&')}`
  }

  #oddHeaders(): Record<string, string> {
    if (!this.#chance(8)) return {}
    const jwt = () =>
      Buffer.from(
        JSON.stringify({ alg: this.#pick(['none', 'ES256', 'HS256']), kid: this.#pick(words) }),
      ).toString('base64url')
    return this.#pick<() => Record<string, string>>([
      () => ({ authorization: `Bearer ${jwt()}.${jwt()}.${this.#pick(['', 'AAAA', '!!!'])}` }),
      () => ({ authorization: `Basic ${Buffer.from(this.#pick(words)).toString('base64')}` }),
      () => ({
        'impersonate-user': this.#pick(['a', '', 'system:serviceaccount:a:b', 'system:node:x']),
        'impersonate-group': 'x,,system:nodes',
      }),
      () => ({ 'impersonate-extra-%zz': 'a', 'impersonate-user': 'b' }),
      () => ({ 'accept-encoding': this.#pick(['gzip', 'gzip;q=0', 'br', '*']) }),
      () => ({ 'if-none-match': '"x"' }),
    ])()
  }

  #body(resource: string, type: string): Uint8Array {
    const sample = structuredClone(this.#samples.get(resource) ?? { metadata: { name: 'fuzz' } })
    for (let i = randomInt(this.#rng, 4); i > 0; i--) this.#spoil(sample as Record<string, unknown>)
    let text = JSON.stringify(type === 'application/json-patch+json' ? this.#operations(sample) : sample)
    if (this.#chance(10))
      text = text.replace('"name"', `"${this.#pick(['__proto__', 'constructor', 'name'])}":{"a":1},"name"`)
    const bytes = Buffer.from(text)
    if (this.#chance(8))
      for (let i = 1 + randomInt(this.#rng, 8); i > 0 && bytes.length > 0; i--)
        bytes[randomInt(this.#rng, bytes.length)] = randomInt(this.#rng, 256)
    const cut = this.#chance(15) ? bytes.subarray(0, randomInt(this.#rng, bytes.length + 1)) : bytes
    if (type !== 'application/vnd.kubernetes.protobuf') return cut
    return Buffer.concat([Buffer.from('k8s\0'), this.#chance(2) ? cut : this.#protobuf(3)])
  }

  /** Puts something odd somewhere into an object. */
  #spoil(root: Record<string, unknown>): void {
    let place: Record<string, unknown> = root
    for (;;) {
      const key = this.#pick([...Object.keys(place), 'spec'])
      const below = place[key]
      if (typeof below === 'object' && below !== null && !this.#chance(4)) {
        place = below as Record<string, unknown>
        continue
      }
      Object.defineProperty(place, this.#chance(5) ? this.#pick(words) : key, {
        value: this.#value(),
        enumerable: true,
        configurable: true,
        writable: true,
      })
      return
    }
  }

  #value(): unknown {
    const kinds: (() => unknown)[] = [
      () => this.#pick(words),
      () => randomInt(this.#rng, 1000) - 500,
      () => 2 ** 53,
      () => -1.5,
      () => null,
      () => true,
      () => [],
      () => ({}),
      () => [null],
      () => [this.#pick(words), this.#pick(words)],
      () => ({ [this.#pick(words)]: this.#pick(words) }),
      () => [[]],
      () => [{ name: this.#pick(words) }],
      () => ({ matchLabels: { a: this.#pick(words) } }),
      () => JSON.parse('['.repeat(50) + ']'.repeat(50)),
    ]
    return this.#pick(kinds)()
  }

  #operations(sample: object): object[] {
    return Array.from({ length: randomInt(this.#rng, 5) }, () => ({
      op: this.#pick(['add', 'remove', 'replace', 'move', 'copy', 'test', 'constructor']),
      path: this.#pointer(sample),
      from: this.#pointer(sample),
      value: this.#value(),
    }))
  }

  #pointer(sample: object): string {
    const first = this.#pick([...Object.keys(sample), ...words])
    return this.#pick([
      `/${first}`,
      `/metadata/${first}`,
      `/spec/${first}/0`,
      `/${first}/-`,
      '',
      '/',
      `/metadata/labels/${this.#pick(words)}`,
    ])
  }

  #protobuf(depth: number): Buffer {
    const fields = Array.from({ length: randomInt(this.#rng, 5) }, () => {
      const tag = Buffer.from([(randomInt(this.#rng, 16) << 3) | this.#pick([0, 1, 2, 2, 2, 3, 5, 7])])
      const inner =
        depth > 0 && this.#chance(2)
          ? this.#protobuf(depth - 1)
          : Buffer.from(this.#rng.bytes(randomInt(this.#rng, 12)))
      return Buffer.concat([tag, Buffer.from([this.#chance(6) ? 255 : inner.length]), inner])
    })
    return Buffer.concat(fields)
  }
}
