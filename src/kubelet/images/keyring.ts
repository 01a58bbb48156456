// Registry credentials from pull secrets: which of them fit an image, the most specific first. Pure; never logs.
// Upstream: pkg/credentialprovider/keyring.go, config.go, secrets/secrets.go
import type { AuthConfig } from '../cri/cri.types.ts'

export interface PullSecret {
  readonly type: string
  /** The secret's data, decoded from base64. */
  readonly data: ReadonlyMap<string, Uint8Array>
}

/** What a pull is tried with: the fields of CRI's AuthConfig that a pull secret can set. */
export type Credentials = Pick<AuthConfig, 'username' | 'password'>

interface Entry {
  readonly key: string
  readonly credentials: Credentials
}

/** A pull secret that is no valid Docker configuration. */
export class KeyringError extends Error {
  override readonly name = 'KeyringError'
}

const dockerHub = 'index.docker.io'

/** Credentials that match images by registry and path. */
export class Keyring {
  readonly #entries: readonly Entry[]

  constructor(entries: readonly Entry[]) {
    // Reverse order puts longer keys before their prefixes: `quay.io/coreos` before `quay.io`.
    this.#entries = entries.toSorted((a, b) => (a.key === b.key ? 0 : a.key < b.key ? 1 : -1))
  }

  /** All credentials that fit `repository` (domain and path, without tag), in the order in which to try them. */
  lookup(repository: string): readonly Credentials[] {
    const matching = this.#entries.filter(({ key }) => urlsMatch(key, repository))
    if (matching.length > 0) return matching.map(({ credentials }) => credentials)
    if (!isDefaultRegistry(repository)) return []
    return this.#entries.filter(({ key }) => key === dockerHub).map(({ credentials }) => credentials)
  }
}

/** The keyring of a pod's pull secrets; other secrets are passed over. Throws a KeyringError for a malformed one. */
export function keyringOf(secrets: readonly PullSecret[]): Keyring {
  return new Keyring(secrets.flatMap((secret) => entriesOf(secret)))
}

function entriesOf({ type, data }: PullSecret): readonly Entry[] {
  const json = data.get('.dockerconfigjson')
  if (type === 'kubernetes.io/dockerconfigjson' && json !== undefined && json.length > 0)
    return parseAuths(field(parseObject(json), 'auths'))
  const legacy = data.get('.dockercfg')
  if (type === 'kubernetes.io/dockercfg' && legacy !== undefined && legacy.length > 0)
    return parseAuths(parseObject(legacy))
  return []
}

function parseObject(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
  } catch {
    // The parser's message quotes the input, which is a password more often than not.
    throw new KeyringError('pull secret is not valid JSON')
  }
}

function parseAuths(auths: unknown): readonly Entry[] {
  if (auths === undefined || auths === null) return []
  if (typeof auths !== 'object' || Array.isArray(auths))
    throw new KeyringError('pull secret has no object of registries')
  return Object.entries(auths).flatMap(([location, entry]) => {
    const key = registryKey(location)
    return key === undefined ? [] : [{ key, credentials: parseEntry(entry) }]
  })
}

function parseEntry(entry: unknown): Credentials {
  const auth = text(entry, 'auth')
  if (auth === '') return { username: text(entry, 'username'), password: text(entry, 'password') }
  const decoded = decodeBase64(auth)
  const colon = decoded?.indexOf(':') ?? -1
  if (decoded === undefined || colon < 0)
    throw new KeyringError('unable to parse auth field, must be formatted as base64(username:password)')
  return { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) }
}

function decodeBase64(value: string): string | undefined {
  const compact = value.trim()
  return /^[A-Za-z0-9+/]*={0,2}$/.test(compact) ? Buffer.from(compact, 'base64').toString('utf8') : undefined
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) throw new KeyringError('pull secret is not a JSON object')
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
}

function text(value: unknown, name: string): string {
  const found = field(value, name) ?? ''
  if (typeof found !== 'string') throw new KeyringError(`pull secret has a field ${name} that is no string`)
  return found
}

/** Host and path of an entry's key without scheme; `/v1/` and `/v2/` mean the whole host. */
function registryKey(location: string): string | undefined {
  const { host, path } = splitUrl(location.replace(/^https?:\/\//, ''))
  if (host === '') return undefined
  const effective = /^\/v[12]\//.test(path) ? path.slice(3) : path
  return effective === '/' ? host : `${host}${effective}`
}

function splitUrl(url: string): { host: string; path: string } {
  const [beforeQuery = ''] = url.split(/[?#]/, 1)
  const slash = beforeQuery.indexOf('/')
  const authority = slash < 0 ? beforeQuery : beforeQuery.slice(0, slash)
  return {
    host: authority.slice(authority.lastIndexOf('@') + 1),
    path: slash < 0 ? '' : beforeQuery.slice(slash),
  }
}

function splitHost(host: string): { labels: readonly string[]; port: string } {
  const port = /^(?:\[[^\]]*\]|[^:[\]]*):([^:]*)$/.exec(host)?.[1]
  const name = port === undefined ? host : host.slice(0, -port.length - 1)
  return { labels: name.split('.'), port: port ?? '' }
}

/**
 * True where a key covers an image: same port, same number of host labels (each may hold `*`), the key's path a prefix.
 * Differs: of the patterns of Go's filepath.Match only `*` is known; the others cannot be in a host name.
 */
export function urlsMatch(glob: string, target: string): boolean {
  const [pattern, url] = [splitUrl(glob), splitUrl(target)]
  const [want, have] = [splitHost(pattern.host), splitHost(url.host)]
  if (want.port !== have.port || want.labels.length !== have.labels.length) return false
  if (!url.path.startsWith(pattern.path)) return false
  return want.labels.every((label, index) => matchesLabel(label, have.labels[index] ?? ''))
}

/** `*` for any characters. Each piece is looked for once, so time is bounded by the product of the lengths. */
function matchesLabel(pattern: string, label: string): boolean {
  const [first = '', ...pieces] = pattern.split('*')
  if (!label.startsWith(first)) return false
  const last = pieces.pop()
  if (last === undefined) return label === pattern
  let position = first.length
  for (const piece of pieces) {
    const found = label.indexOf(piece, position)
    if (found < 0) return false
    position = found + piece.length
  }
  return label.length - last.length >= position && label.endsWith(last)
}

/** Upstream: keyring.go isDefaultRegistryMatch */
export function isDefaultRegistry(image: string): boolean {
  if (image === '') return false
  const slash = image.indexOf('/')
  if (slash < 0) return true
  const first = image.slice(0, slash)
  return first === 'docker.io' || first === dockerHub || !/[.:]/.test(first)
}
