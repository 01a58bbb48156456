// Paths of the API: where a kind's objects lie, and the query of a request. Every segment and value is escaped here and
// nowhere else.
import type { Kind } from '../machinery/kind.ts'
import type { ListOptions, Ref, WatchOptions } from './client.ts'

/** `/api/v1` or `/apis/apps/v1`. */
export function groupVersionPath(kind: Pick<Kind, 'group' | 'version'>): string {
  return kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`
}

/** The collection of a kind: of one namespace, or of all where none is given. */
export function collectionPath(kind: Kind, namespace?: string): string {
  const root = groupVersionPath(kind)
  const scoped = kind.scope === 'Namespaced' && namespace !== undefined && namespace !== ''
  return scoped
    ? `${root}/namespaces/${encodeURIComponent(namespace)}/${kind.plural}`
    : `${root}/${kind.plural}`
}

/** One object, or one of its subresources. */
export function objectPath(kind: Kind, ref: Ref, subresource?: string): string {
  const base = `${collectionPath(kind, ref.namespace)}/${encodeURIComponent(ref.name)}`
  return subresource === undefined ? base : `${base}/${subresource}`
}

type QueryValue = string | number | boolean | undefined

/** `?a=b&c=d`, or nothing; what is undefined is left out. */
export function query(values: Readonly<Record<string, QueryValue>>): string {
  const parts = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

export function listQuery(options: ListOptions): Readonly<Record<string, QueryValue>> {
  const { labelSelector, fieldSelector, limit, resourceVersion, resourceVersionMatch } = options
  return {
    labelSelector,
    fieldSelector,
    limit,
    continue: options.continue,
    resourceVersion,
    resourceVersionMatch,
  }
}

export function watchQuery(options: WatchOptions): Readonly<Record<string, QueryValue>> {
  const { allowBookmarks, sendInitialEvents, timeoutSeconds } = options
  return {
    watch: true,
    ...listQuery(options),
    allowWatchBookmarks: allowBookmarks,
    sendInitialEvents,
    timeoutSeconds,
  }
}
