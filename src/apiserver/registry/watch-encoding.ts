// Watch events on the wire: one JSON document a line, the object's shared bytes in the middle.
import type { Status } from '../../machinery/status-error.ts'
import type { Entry } from '../cache/entry.ts'
import type { WatchItem } from '../cache/watcher.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { contentTypes } from '../request/negotiate.ts'
import { partialMetadata } from '../table/partial-metadata.ts'
import { tableOf } from '../table/table.ts'
import type { Core } from './core.ts'
import { lastBatchOf } from './last-batch.ts'
import type { Resource } from './resource.ts'

export interface EventEncoder {
  readonly contentType: string
  events(items: readonly WatchItem[]): Buffer
  error(status: Status): Buffer
}

const heads = {
  ADDED: Buffer.from('{"type":"ADDED","object":'),
  MODIFIED: Buffer.from('{"type":"MODIFIED","object":'),
  DELETED: Buffer.from('{"type":"DELETED","object":'),
} as const
const tail = Buffer.from('}\n')
export const initialEventsEnd = { annotations: { 'k8s.io/initial-events-end': 'true' } }

export function eventEncoder(request: ApiRequest, resource: Resource, core: Core): EventEncoder {
  const { as } = request.accept
  const objectBytes = as === undefined ? resource.bytesOf : transformer(request, resource, core)
  const bookmark = bookmarkBytes(request, resource)
  const make = (items: readonly WatchItem[]) => {
    const parts: Buffer[] = []
    for (const item of items) {
      if (item.type === 'BOOKMARK') parts.push(bookmark(item.revision, item.initialEventsEnd === true))
      else parts.push(heads[item.type], objectBytes(item.entry), tail)
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
  }
  const shared = as === undefined ? lastBatchOf(resource) : undefined
  return {
    contentType: contentTypes.json,
    events: (items) => shared?.of(items, make) ?? make(items),
    error: (status) => Buffer.from(`${JSON.stringify({ type: 'ERROR', object: status })}\n`),
  }
}

function transformer(request: ApiRequest, resource: Resource, core: Core): (entry: Entry) => Buffer {
  if (request.accept.as !== 'Table') {
    return (entry) =>
      Buffer.from(JSON.stringify(partialMetadata(resource.objectOf(entry), request.accept.asVersion)))
  }
  let withoutDefinitions = false
  return (entry) => {
    const metadata = { resourceVersion: String(entry.revision) }
    const table = tableOf([entry], {
      request,
      resource,
      nowMs: core.clock.now(),
      metadata,
      withoutDefinitions,
    })
    withoutDefinitions = true
    return Buffer.from(JSON.stringify(table))
  }
}

function bookmarkBytes(request: ApiRequest, resource: Resource): (revision: number, end: boolean) => Buffer {
  const { as, asVersion } = request.accept
  const { kind, apiVersion } = resource.kind
  return (revision, end) => {
    const metadata = { resourceVersion: String(revision), ...(end && initialEventsEnd) }
    const plain = { kind, apiVersion, metadata }
    const object =
      as === 'Table'
        ? bookmarkTable(revision, asVersion, plain)
        : as === undefined
          ? plain
          : partialMetadata(plain as never, asVersion)
    return Buffer.from(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`)
  }
}

function bookmarkTable(revision: number, apiVersion: string, object: unknown): unknown {
  return {
    kind: 'Table',
    apiVersion,
    metadata: { resourceVersion: String(revision) },
    columnDefinitions: null,
    rows: [{ cells: [], object }],
  }
}
