// Raw request targets taken apart: every segment decoded exactly once and checked, queries as multimaps. It never
// normalises: `..`, encoded slashes, empty and overlong segments are refused, not resolved.
import { badRequest, pathNotFound, statusFailure } from '../../machinery/status-error.ts'

export const maxTargetLength = 16 * 1024
const maxSegmentLength = 1024

export type Query = ReadonlyMap<string, readonly string[]>

export interface Target {
  /** Decoded segments; none for `/`. A trailing slash is allowed and leaves no segment. */
  readonly segments: readonly string[]
  /** The path as it was sent, without the query. */
  readonly path: string
  readonly query: Query
}

const noQuery: Query = new Map()

export function parseTarget(target: string): Target {
  if (target.length > maxTargetLength) {
    throw statusFailure(414, 'RequestURITooLong', 'the request URI is too long')
  }
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const query = mark < 0 || mark === target.length - 1 ? noQuery : parseQuery(target.slice(mark + 1))
  return { segments: parseSegments(path), path, query }
}

function parseSegments(path: string): string[] {
  if (path.charCodeAt(0) !== 0x2f) throw pathNotFound()
  const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(1, -1) : path.slice(1)
  if (trimmed === '') return []
  const segments = trimmed.split('/')
  for (let i = 0; i < segments.length; i++) segments[i] = decodeSegment(segments[i] as string)
  return segments
}

function decodeSegment(raw: string): string {
  if (raw === '') throw pathNotFound()
  if (raw.length > maxSegmentLength)
    throw badRequest(`invalid resource name: may not be longer than ${maxSegmentLength} characters`)
  const text = raw.includes('%') ? decodeText(raw) : raw
  // Upstream: apimachinery pkg/api/validation/path/name.go IsValidPathSegmentName.
  if (text === '.' || text === '..') throw invalidName(text, `may not be '${text}'`)
  if (text.includes('/')) throw invalidName(text, "may not contain '/'")
  if (text.includes('%')) throw invalidName(text, "may not contain '%'")
  if (hasControl(text)) throw invalidName(text, 'may not contain control characters')
  return text
}

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++)
    if (text.charCodeAt(i) < 0x20 || text.charCodeAt(i) === 0x7f) return true
  return false
}

function invalidName(name: string, why: string): Error {
  return badRequest(`invalid resource name ${JSON.stringify(name)}: [${why}]`)
}

function decodeText(raw: string): string {
  try {
    return decodeURIComponent(raw)
  } catch (cause) {
    if (!(cause instanceof URIError)) throw cause
    throw badRequest(`invalid URL escape in ${JSON.stringify(raw)}`)
  }
}

/** `a=1&b=2&a=3` as a map from name to values, in order. */
export function parseQuery(text: string): Query {
  const query = new Map<string, string[]>()
  for (const part of text.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = queryText(equals < 0 ? part : part.slice(0, equals))
    const value = equals < 0 ? '' : queryText(part.slice(equals + 1))
    const values = query.get(name)
    if (values === undefined) query.set(name, [value])
    else values.push(value)
  }
  return query
}

function queryText(raw: string): string {
  const spaced = raw.includes('+') ? raw.replaceAll('+', ' ') : raw
  return spaced.includes('%') ? decodeText(spaced) : spaced
}

/** The first value of a query parameter, '' where there is none. */
export function queryValue(query: Query, name: string): string {
  return query.get(name)?.[0] ?? ''
}
