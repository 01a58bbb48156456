// Documents that clients keep: answered with 304 where the client has them already. Upstream: Go's net/http ServeContent, as
// kube-openapi pkg/handler and pkg/handler3 call it.
import type { ServerResponse } from './exchange.ts'

export interface Document {
  readonly bytes: () => Uint8Array
  /** Without quotes. */
  readonly etag: string
  readonly contentType: string
  /** More headers: cache-control and the like. */
  readonly headers?: Readonly<Record<string, string>>
  /** Since when it has been as it is. */
  readonly modifiedMs?: number
}

type Headers = Readonly<Record<string, string | undefined>>

export function conditionalAnswer(document: Document, asked: Headers): ServerResponse {
  const etag = `"${document.etag}"`
  const { modifiedMs } = document
  const headers = {
    'content-type': document.contentType,
    etag,
    vary: 'Accept',
    ...(modifiedMs !== undefined && { 'last-modified': new Date(modifiedMs).toUTCString() }),
    ...document.headers,
  }
  if (isKnown(asked, { etag, modifiedMs })) {
    const { 'content-type': _, ...rest } = headers
    return { status: 304, headers: rest, body: new Uint8Array() }
  }
  return { status: 200, headers, body: document.bytes() }
}

/** If-None-Match decides where it is given; else If-Modified-Since, in whole seconds. */
function isKnown(
  asked: Headers,
  { etag, modifiedMs }: { readonly etag: string; readonly modifiedMs: number | undefined },
): boolean {
  const tags = asked['if-none-match']
  if (tags !== undefined) return tags.split(',').some((tag) => matches(tag.trim(), etag))
  const since = Date.parse(asked['if-modified-since'] ?? '')
  if (modifiedMs === undefined || Number.isNaN(since)) return false
  return Math.floor(modifiedMs / 1000) <= Math.floor(since / 1000)
}

function matches(tag: string, etag: string): boolean {
  return tag === '*' || tag === etag || tag === `W/${etag}`
}
