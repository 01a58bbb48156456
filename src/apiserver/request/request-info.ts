// What a request is about, from its path and method alone. Upstream: apiserver pkg/endpoints/request/requestinfo.go.
import { parseFieldSelector, requiresExactField } from '../../machinery/selectors/fields.ts'
import { SelectorError } from '../../machinery/selectors/labels.ts'
import { queryValue, type Target } from './path.ts'

export interface RequestInfo {
  /** False for /healthz, /version and the like. */
  readonly isResource: boolean
  /** The raw path without query. */
  readonly path: string
  /** get, list, watch, create, update, patch, delete, deletecollection; else the method in lower case. */
  readonly verb: string
  readonly group: string
  readonly version: string
  /** For the namespaces resource itself, the namespace's own name. */
  readonly namespace: string
  readonly resource: string
  readonly subresource: string
  readonly name: string
  /** Segments after the subresource (proxy). */
  readonly rest: readonly string[]
}

/** HTTP/2 takes any word for a method, `constructor` too: a map, and no verb for what is not in it. */
const methodVerbs: ReadonlyMap<string, string> = new Map([
  ['POST', 'create'],
  ['GET', 'get'],
  ['HEAD', 'get'],
  ['PUT', 'update'],
  ['PATCH', 'patch'],
  ['DELETE', 'delete'],
])

// Namespace subresources that are not namespaced resources.
const namespaceSubresources = new Set(['status', 'finalize'])

interface ResourcePath {
  readonly namespace: string
  readonly resource: string
  readonly name: string
  readonly subresource: string
  readonly rest: readonly string[]
}

export function requestInfo(target: Target, method: string): RequestInfo {
  const { segments, path } = target
  const prefixLength = segments[0] === 'api' ? 2 : segments[0] === 'apis' ? 3 : 0
  if (prefixLength === 0 || segments.length <= prefixLength) return nonResource(path, method)
  const group = prefixLength === 3 ? (segments[1] as string) : ''
  const version = segments[prefixLength - 1] as string
  let from = prefixLength
  const legacyWatch = segments[from] === 'watch' && segments.length > from + 1
  if (legacyWatch) from++
  const parts = resourcePath(segments, from)
  const verb = legacyWatch ? 'watch' : verbOf(method, parts.name, target)
  return { isResource: true, path, verb, group, version, ...parts }
}

function nonResource(path: string, method: string): RequestInfo {
  const empty = { group: '', version: '', namespace: '', resource: '', subresource: '', name: '', rest: [] }
  return { isResource: false, path, verb: method.toLowerCase(), ...empty }
}

function resourcePath(segments: readonly string[], from: number): ResourcePath {
  if (segments[from] === 'namespaces' && segments.length > from + 1) {
    const namespace = segments[from + 1] as string
    const next = segments[from + 2]
    if (next === undefined || namespaceSubresources.has(next)) {
      const rest = segments.slice(from + 3)
      return { namespace, resource: 'namespaces', name: namespace, subresource: next ?? '', rest }
    }
    return { namespace, ...objectPath(segments, from + 2) }
  }
  return { namespace: '', ...objectPath(segments, from) }
}

function objectPath(segments: readonly string[], from: number): Omit<ResourcePath, 'namespace'> {
  return {
    resource: segments[from] ?? '',
    name: segments[from + 1] ?? '',
    subresource: segments[from + 2] ?? '',
    rest: segments.length > from + 3 ? segments.slice(from + 3) : [],
  }
}

function verbOf(method: string, name: string, target: Target): string {
  const verb = methodVerbs.get(method) ?? ''
  if (name !== '') return verb
  if (verb === 'delete') return 'deletecollection'
  if (verb !== 'get') return verb
  return isTrue(queryValue(target.query, 'watch')) ||
    (target.query.has('watch') && queryValue(target.query, 'watch') === '')
    ? 'watch'
    : 'list'
}

/** Upstream: apimachinery pkg/runtime/converter.go Convert_Slice_string_To_bool: everything but "false" and "0". */
export function isTrue(text: string): boolean {
  return text !== '' && text !== '0' && text.toLowerCase() !== 'false'
}

/** The one name that a list's field selector asks for, which then counts as the request's name. */
export function selectedName(fieldSelector: string, verb: string): string {
  if (verb !== 'list' && verb !== 'watch' && verb !== 'deletecollection') return ''
  const name = selectedValue(fieldSelector, 'metadata.name')
  return isSegment(name) ? name : ''
}

/** The value that a selector requires of a field; '' where it requires none or cannot be read. */
export function selectedValue(fieldSelector: string, field: string): string {
  try {
    return requiresExactField(parseFieldSelector(fieldSelector), field) ?? ''
  } catch (error) {
    // The list itself will answer what is wrong with it.
    if (error instanceof SelectorError) return ''
    throw error
  }
}

function isSegment(name: string): boolean {
  return name !== '.' && name !== '..' && !/[/%]/.test(name)
}
