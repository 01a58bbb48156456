// Faults of a webhook's address, for admission and for the conversion of custom resources.
// Upstream: apiserver pkg/util/webhook/validation.go.
import { type FieldError, invalid, required } from '../../machinery/field-error.ts'
import { isDNS1123Subdomain, isValidPortNum } from '../../machinery/names/validation.ts'

interface ServiceReference {
  readonly namespace?: string | undefined
  readonly name?: string | undefined
  readonly path?: string | undefined
  readonly port?: number | undefined
}

export interface WebhookClient {
  readonly url?: string | undefined
  readonly service?: ServiceReference | undefined
}

/** Of the two ways to say where a webhook is, one. */
export function validateWebhookClient(client: WebhookClient | undefined, path: string): FieldError[] {
  const { url, service } = client ?? {}
  if ((url === undefined) === (service === undefined))
    return [required(path, 'exactly one of url or service is required')]
  if (url !== undefined) return validateWebhookURL(url, `${path}.url`)
  return validateWebhookService(service ?? {}, `${path}.service`)
}

const form = '; desired format: https://host[/path]'

export function validateWebhookURL(url: string, path: string): FieldError[] {
  const parts = splitURL(url)
  if (parts === undefined)
    return [
      required(path, `url must be a valid URL: parse ${JSON.stringify(url)}: invalid URI for request${form}`),
    ]
  const faults: FieldError[] = []
  if (parts.scheme !== 'https')
    faults.push(invalid(path, parts.scheme, `'https' is the only allowed URL scheme${form}`))
  if (parts.host === '') faults.push(invalid(path, parts.host, `host must be provided${form}`))
  if (parts.user !== undefined)
    faults.push(invalid(path, parts.user, 'user information is not permitted in the URL'))
  if (parts.fragment !== '')
    faults.push(invalid(path, parts.fragment, 'fragments are not permitted in the URL'))
  if (parts.query !== '')
    faults.push(invalid(path, parts.query, 'query parameters are not permitted in the URL'))
  return faults
}

interface UrlParts {
  readonly scheme: string
  readonly user: string | undefined
  readonly host: string
  readonly query: string
  readonly fragment: string
}

/** As Go's net/url does, which takes much that a browser does not; undefined for what it refuses. */
function splitURL(url: string): UrlParts | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(url) || /%(?![0-9a-fA-F]{2})/.test(url)) return undefined
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/.exec(
    url,
  )
  if (match === null) return undefined
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] = match
  const firstSegment = path.split('/', 1)[0] ?? ''
  if (scheme === '' && authority === '' && firstSegment.includes(':')) return undefined
  const at = authority.lastIndexOf('@')
  const host = authority.slice(at + 1)
  if (/[\s<>"\\^`{|}]/.test(host) || !/^(\[[^\]]*\]|[^:[\]]*)(:\d*)?$/.test(host)) return undefined
  const user = at < 0 ? undefined : authority.slice(0, at)
  return { scheme: scheme.toLowerCase(), user, host, query, fragment }
}

export function validateWebhookService(service: ServiceReference, path: string): FieldError[] {
  const { namespace = '', name = '', port = 443 } = service
  const faults: FieldError[] = []
  if (name === '') faults.push(required(`${path}.name`, 'service name is required'))
  if (namespace === '') faults.push(required(`${path}.namespace`, 'service namespace is required'))
  const portFaults = isValidPortNum(port)
  if (portFaults.length > 0)
    faults.push(invalid(`${path}.port`, port, `port is not valid: ${portFaults.join(', ')}`))
  if (service.path !== undefined) faults.push(...validatePath(service.path, `${path}.path`))
  return faults
}

function validatePath(given: string, path: string): FieldError[] {
  if (given === '' || given === '/') return []
  if (given === '//') return [invalid(path, given, 'segment[0] may not be empty')]
  const faults: FieldError[] = []
  if (!given.startsWith('/')) faults.push(invalid(path, given, "must start with a '/'"))
  for (const [index, segment] of given.slice(1).replace(/\/$/, '').split('/').entries()) {
    const texts = segment === '' ? [] : isDNS1123Subdomain(segment)
    if (segment === '') faults.push(invalid(path, given, `segment[${index}] may not be empty`))
    faults.push(...texts.map((why) => invalid(path, given, `segment[${index}]: ${why}`)))
  }
  return faults
}
