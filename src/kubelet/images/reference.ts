// Image references as Docker and the kubelet read them: `nginx` means docker.io/library/nginx:latest. Pure.
// Upstream: github.com/distribution/reference normalize.go, regexp.go; pkg/util/parsers/parsers.go ParseImageName

export interface ImageReference {
  /** Registry host and, where given, port: `docker.io`, `localhost:5000`. */
  readonly domain: string
  /** `library/nginx` */
  readonly path: string
  readonly tag?: string
  /** `sha256:...` */
  readonly digest?: string
}

/** A verdict, since a bad name is input and no fault. The error is upstream's sentence. */
export type ParsedReference =
  | { readonly reference: ImageReference; readonly error?: undefined }
  | { readonly reference?: undefined; readonly error: string }

const defaultDomain = 'docker.io'
const maxPathLength = 255

const domainComponent = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const domain = `(?:${domainComponent}(?:\\.${domainComponent})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`
// Written so that each character can be matched in one way only: upstream's form is for a linear engine.
const pathComponent = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const anchoredDomain = new RegExp(`^${domain}$`)
const anchoredPath = new RegExp(`^${pathComponent}(?:/${pathComponent})*$`)
const anchoredTag = /^\w[\w.-]{0,127}$/
const digestShape = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/
const identifier = /^[a-f0-9]{64}$/
// Longer than any valid reference: name, port, tag and a SHA-512 digest.
const maxReferenceLength = 1024

const digestLengths: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
])

/** Parses `image` and fills in Docker's defaults for the domain; the tag is left as given. */
export function parseReference(image: string): ParsedReference {
  if (identifier.test(image))
    return { error: `invalid repository name (${image}), cannot specify 64-byte hexadecimal strings` }
  const { domain: host, remainder } = splitDomain(image)
  const remote = remainder.split(':', 1)[0] ?? ''
  if (remote.toLowerCase() !== remote)
    return { error: `invalid reference format: repository name (${remote}) must be lowercase` }
  return parseParts(host, remainder)
}

function parseParts(host: string, remainder: string): ParsedReference {
  const invalid = { error: 'invalid reference format' }
  if (remainder.length > maxReferenceLength || !anchoredDomain.test(host)) return invalid
  const at = remainder.indexOf('@')
  const digest = at < 0 ? undefined : remainder.slice(at + 1)
  const named = at < 0 ? remainder : remainder.slice(0, at)
  const colon = named.indexOf(':')
  const tag = colon < 0 ? undefined : named.slice(colon + 1)
  const path = colon < 0 ? named : named.slice(0, colon)
  if (!anchoredPath.test(path)) return invalid
  if (tag !== undefined && !anchoredTag.test(tag)) return invalid
  if (digest !== undefined && !digestShape.test(digest)) return invalid
  if (path.length > maxPathLength)
    return { error: `repository name must not be more than ${maxPathLength} characters` }
  const problem = digest === undefined ? undefined : digestProblem(digest)
  if (problem !== undefined) return { error: problem }
  return {
    reference: {
      domain: host,
      path,
      ...(tag !== undefined && { tag }),
      ...(digest !== undefined && { digest }),
    },
  }
}

// Upstream: github.com/opencontainers/go-digest digest.go Validate
function digestProblem(digest: string): string | undefined {
  const [algorithm = '', encoded = ''] = digest.split(':')
  const length = digestLengths.get(algorithm)
  if (length === undefined) return 'unsupported digest algorithm'
  if (encoded.length !== length) return 'invalid checksum digest length'
  return /^[a-f0-9]+$/.test(encoded) ? undefined : 'invalid checksum digest format'
}

// Upstream: normalize.go splitDockerDomain
function splitDomain(image: string): { domain: string; remainder: string } {
  const slash = image.indexOf('/')
  if (slash < 0) return { domain: defaultDomain, remainder: `library/${image}` }
  const first = image.slice(0, slash)
  const rest = image.slice(slash + 1)
  const found = isDomain(first)
    ? { domain: first, remainder: rest }
    : { domain: defaultDomain, remainder: image }
  if (found.domain === 'index.docker.io') found.domain = defaultDomain
  if (found.domain === defaultDomain && !found.remainder.includes('/'))
    found.remainder = `library/${found.remainder}`
  return found
}

function isDomain(first: string): boolean {
  return first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first
}

/** Domain and path: what credentials are looked up by. */
export function repositoryOf({ domain, path }: ImageReference): string {
  return `${domain}/${path}`
}

/**
 * The whole name in the form under which containerd keeps images: with `latest` where neither tag nor digest is given,
 * and without the tag where both are.
 */
export function canonicalName(reference: ImageReference): string {
  const { tag, digest } = reference
  if (digest !== undefined) return `${repositoryOf(reference)}@${digest}`
  return `${repositoryOf(reference)}:${tag ?? 'latest'}`
}

/** Upstream's default for `imagePullPolicy`: Always for the tag `latest`, given or implied; else IfNotPresent. */
export function isLatest({ tag, digest }: ImageReference): boolean {
  return (tag ?? (digest === undefined ? 'latest' : '')) === 'latest'
}
