// URLs. Upstream: apiserver pkg/cel/library/urls.go over Go's url.ParseRequestURI: absolute URLs and absolute paths.
import { EvalFault } from '../cel-fault.ts'
import type { Frame } from '../frame.ts'
import { type CelFunction, fn } from '../function.ts'
import { ArrayList, OpaqueValue, type Value, ValueMap } from '../values.ts'
import { walkCost } from './operators.ts'

export interface Parts {
  readonly scheme: string
  readonly host: string
  readonly path: string
  readonly query: string
}

class UrlValue extends OpaqueValue {
  readonly typeName = 'kubernetes.URL'
  readonly text: string
  readonly parts: Parts

  constructor(text: string, parts: Parts) {
    super()
    this.text = text
    this.parts = parts
  }

  override equals(other: OpaqueValue): boolean {
    return other instanceof UrlValue && other.text === this.text
  }
}

const grammar = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?]*))?([^?]*)(?:\?(.*))?$/s
const hostForm = /^(?:\[[0-9a-fA-F:.%]+\]|[^\s<>"\\^`{|}[\]:]*)(?::\d*)?$/

/** undefined where Go would not take it for a request's URL. */
export function parseURL(text: string): Parts | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Go refuses these in any URL
  if (text === '' || /[\x00-\x1f\x7f]/.test(text)) return undefined
  const match = grammar.exec(text.replace(/#.*$/s, ''))
  if (match === null) return undefined
  const [, scheme = '', authority, path = '', query = ''] = match
  // Without a scheme it has to be an absolute path.
  if (scheme === '' && !text.startsWith('/')) return undefined
  // Such as mailto:, of which nothing is told but the scheme and the query.
  if (scheme !== '' && authority === undefined && !path.startsWith('/')) {
    return { scheme: scheme.toLowerCase(), host: '', path: '', query }
  }
  if (/%(?![0-9a-fA-F]{2})/.test(path) || / /.test(authority ?? '')) return undefined
  const host = scheme === '' && authority !== undefined ? '' : (authority ?? '').replace(/^.*@/, '')
  if (!hostForm.test(host)) return undefined
  return {
    scheme: scheme.toLowerCase(),
    host,
    path: scheme === '' && authority !== undefined ? `//${authority}${path}` : path,
    query,
  }
}

function parsed(text: string): UrlValue {
  const parts = parseURL(text)
  if (parts === undefined) {
    throw new EvalFault(
      `URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`,
    )
  }
  return new UrlValue(text, parts)
}

function hostname(host: string): string {
  const match = /^\[([^\]]*)\]/.exec(host)
  return match === null ? host.replace(/:\d*$/, '') : (match[1] ?? '')
}

function queryOf({ query }: Parts): ValueMap {
  const values = new Map<string, string[]>()
  for (const pair of query.split('&')) {
    if (pair === '' || pair.includes(';')) continue
    const equals = pair.indexOf('=')
    const [key, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
    const [name, content] = [unescapeQuery(key), unescapeQuery(value)]
    if (name === undefined || content === undefined) continue
    values.set(name, [...(values.get(name) ?? []), content])
  }
  const entries = [...values].map(([key, list]) => [key, [key, new ArrayList(list)]] as const)
  return new ValueMap(new Map<unknown, readonly [Value, Value]>(entries))
}

function unescapeQuery(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}

/** As Go prints an escaped path. */
function escapedPath(path: string): string {
  return path.replace(/[^A-Za-z0-9\-_.~$&+,/:;=@!'()*%]+/g, (part) => encodeURIComponent(part))
}

const walk = ([text]: readonly Value[]): number => walkCost(text)

export const urls: readonly CelFunction[] = [
  fn('url', { '(string) -> kubernetes.URL': parsed }, walk),
  fn('isURL', {
    '(string) -> bool': (text: string, frame: Frame) => {
      frame.work(text.length / 8 + 1)
      return parseURL(text) !== undefined
    },
  }),
  fn('getScheme', { 'kubernetes.URL.() -> string': ({ parts }: UrlValue) => parts.scheme }),
  fn('getHost', { 'kubernetes.URL.() -> string': ({ parts }: UrlValue) => parts.host }),
  fn('getHostname', { 'kubernetes.URL.() -> string': ({ parts }: UrlValue) => hostname(parts.host) }),
  fn('getPort', {
    'kubernetes.URL.() -> string': ({ parts }: UrlValue) => /:(\d+)$/.exec(parts.host)?.[1] ?? '',
  }),
  fn('getEscapedPath', { 'kubernetes.URL.() -> string': ({ parts }: UrlValue) => escapedPath(parts.path) }),
  fn('getQuery', {
    'kubernetes.URL.() -> map(string, list(string))': ({ parts }: UrlValue) => queryOf(parts),
  }),
]
