// What a run of the model writes down: each call with the time it began and ended, each watch with its events, each
// informer with what its handlers heard. The checkers see these and the store's log, and nothing else.
import type { Selection } from './selection.ts'

// biome-ignore lint/suspicious/noExplicitAny: objects of any kind, as they came
export type Json = any

export interface Call {
  readonly id: number
  /** Who called, and what, for the report. */
  readonly text: string
  readonly what: What
  /** The newest revision that anybody had been shown when the call began: a fresh answer is not older. */
  readonly floor: number
  /** The store's revision when the answer was there: nobody can be shown more. */
  readonly ceiling: number
  /** The store's oldest readable revision at that time. */
  readonly compacted: number
  readonly outcome: Outcome
}

export type Outcome =
  | { readonly type: 'answered'; readonly status: number; readonly body: Json }
  /** Never reached the server. */
  | { readonly type: 'refused' }
  /** The answer was lost: it may have been carried out, or not, or may still be. */
  | { readonly type: 'unknown' }

export type What = Write | Get | List

/** What the writes of the model change and look at. */
export interface Fields {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly finalizers: readonly string[]
  readonly data: Readonly<Record<string, string>>
  readonly nodeName: string
  readonly phase: string
  readonly message: string
}

export interface State extends Fields {
  readonly uid: string
  readonly revision: number
  readonly deleting: boolean
}

export interface Write {
  readonly type: 'write'
  /** Marks what this write, and no other, puts into an object; absent for deletes. */
  readonly stamp?: string
  /** The object it is about; for a collection what it takes in. */
  readonly target: { readonly key: string } | { readonly selection: Selection }
  readonly dryRun: boolean
  /** The status with which the server has to refuse, given the state; undefined where it has to carry it out. */
  refusal(before: State | undefined): number | undefined
  /** What has to be there afterwards. Absent for deletes. */
  readonly after?: (before: State | undefined) => Fields
}

export interface Get {
  readonly type: 'get'
  readonly key: string
  /** resourceVersion: absent for the newest, 0 for any. */
  readonly atLeast?: number
}

export interface List {
  readonly type: 'list'
  readonly selection: Selection
  /** Absent for the newest state. */
  readonly revision?: { readonly match: 'exact' | 'notOlder' | 'any'; readonly value: number }
  readonly limit?: number
  /** A further page of this one. */
  readonly page?: {
    readonly revision: number
    /** The last key of the page before. */
    readonly after: string
    /** The snapshot is gone, and the token says so: from the newest state. */
    readonly inconsistent: boolean
  }
}

export type WatchMark = {
  readonly type: 'BOOKMARK'
  readonly revision: number
  readonly initialEnd: boolean
}

export type WatchChange = {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly revision: number
  readonly key: string
  readonly object: Json
}

export interface WatchRecord {
  readonly text: string
  readonly selection: Selection
  /** resourceVersion; absent for the newest, 0 for any. */
  readonly from: number | undefined
  readonly initial: boolean
  /** A bookmark has to tell where the first events end. */
  readonly marked: boolean
  readonly floor: number
  /** When the answer's head had come. */
  readonly ceiling: number
  /** Events up to here the server could have forgotten when it was asked, restarts and age considered. */
  readonly forgotten: number
  readonly events: (WatchChange | WatchMark)[]
  /** The code of an ERROR event, with which a watch ends. */
  error?: number
  /** Still open when everything had come to rest at this revision. */
  restedAt?: number
}

export interface InformerRecord {
  readonly text: string
  readonly selection: Selection
  readonly heard: InformerEvent[]
  /** What it holds at the end. */
  holds: readonly Json[]
}

export interface InformerEvent {
  readonly type: 'add' | 'update' | 'delete'
  readonly key: string
  readonly object: Json
  readonly old?: Json
}

export interface Records {
  readonly calls: readonly Call[]
  readonly watches: readonly WatchRecord[]
  readonly informers: readonly InformerRecord[]
}
