// The tables of the LMDB file and how the library is to be opened. Strict syncing: a transaction is visible only after
// it is on disk (the library's overlapping sync shows it before).
import { type Database, type DatabaseOptions, open, type RootDatabase, type Transaction } from 'lmdb'
import { assert, must } from '../../base/assert.ts'
import type { Version } from '../store.ts'
import { keyCodec, versionCodec } from './records.ts'

export type Table = Database<Buffer, Buffer>

/** Keys are strings, or bytes where a range ends; values are versions that lack their key. */
export type LatestTable = Database<Version, string | Buffer>

export interface Tables {
  readonly root: RootDatabase<Buffer, Buffer>
  /** `format` and `compactRevision`. */
  readonly meta: Table
  /** Key to its present version. */
  readonly latest: LatestTable
  /** Revision to what it did and what was there before. */
  readonly log: Table
  /** Key and modRevision of a version of the past to the revision that ended it: that record of `log` holds it. */
  readonly history: Table
  /** Time and key of what expires. */
  readonly expiry: Table
}

export const metaFormat = Buffer.from('format')
export const metaCompactRevision = Buffer.from('compactRevision')

// Address space, not memory or disk: never to be reached, because remapping under readers is best avoided.
const mapBytes = 64 * 1024 ** 3

const encodings = { encoding: 'binary', keyEncoding: 'binary' } as const

/** Opens the file; `create` makes missing tables, else a missing one makes the result undefined. */
export async function openTables(path: string, create: boolean): Promise<Tables | undefined> {
  const root = openRoot(path)
  try {
    const tables = tablesOf(root, create)
    if (tables === undefined) await root.close()
    return tables
  } catch (error) {
    await root.close()
    throw error
  }
}

/**
 * Opens the file of `tables` anew, in their place, before it returns: the pages that were looked at leave this process's memory
 * map. No write and no snapshot may be under way.
 */
export function reopenTables(tables: Tables, path: string): void {
  // Closing waits for the last promise of a write, which has been settled; without that it closes at once.
  const root: { _endWrites?: unknown; readonly status?: string; close(): Promise<void> } = tables.root
  root._endWrites = undefined
  void root.close()
  assert(root.status === 'closed', 'the library closes a file without writes at once')
  Object.assign(tables, must(tablesOf(openRoot(path), false), 'the file has its tables'))
}

function openRoot(path: string): RootDatabase<Buffer, Buffer> {
  // permissionsMode and batchStartThreshold are read by the library but missing in its types.
  const options = {
    path,
    ...encodings,
    noSubdir: true,
    mapSize: mapBytes,
    maxDbs: 8,
    maxReaders: 2_048,
    overlappingSync: false,
    permissionsMode: 0o600,
    // A transaction starts only when all that belongs to it has been handed over.
    batchStartThreshold: Number.MAX_SAFE_INTEGER,
  }
  return open<Buffer, Buffer>(options)
}

function tablesOf(root: RootDatabase<Buffer, Buffer>, create: boolean): Tables | undefined {
  // The library answers undefined where a table is missing and `create` (which its types lack) is false.
  const table = <V, K extends string | Buffer>(
    name: string,
    codec: DatabaseOptions & { encoder?: unknown; keyEncoder?: unknown },
  ): Database<V, K> | undefined => {
    const options = { name, ...codec, create }
    return root.openDB<V, K>(options)
  }
  const meta = table<Buffer, Buffer>('meta', encodings)
  const latest = table<Version, string | Buffer>('latest', { encoder: versionCodec, keyEncoder: keyCodec })
  const log = table<Buffer, Buffer>('log', encodings)
  const history = table<Buffer, Buffer>('history', encodings)
  const expiry = table<Buffer, Buffer>('expiry', encodings)
  return meta && latest && log && history && expiry && { root, meta, latest, log, history, expiry }
}

/** Of the pages that the file has taken, those that the tables fill. */
export function usedBytes({ root, meta, latest, log, history, expiry }: Tables): number {
  let bytes = 0
  for (const table of [meta, latest, log, history, expiry]) bytes += treeBytes(stats(table))
  const { root: main, free } = stats(root)
  return bytes + treeBytes(main) + treeBytes(free)
}

/** Of the pages that the file has taken, those that wait to be used again. */
export function freeBytes(tables: Tables): number {
  const { pageSize, lastPageNumber } = stats(tables.root)
  return (lastPageNumber + 1) * pageSize - usedBytes(tables)
}

interface TreeStats {
  readonly pageSize: number
  readonly treeBranchPageCount: number
  readonly treeLeafPageCount: number
  readonly overflowPages: number
}

interface TableStats extends TreeStats {
  readonly root: TreeStats
  readonly free: TreeStats
  readonly lastPageNumber: number
}

// The library types its answer as {}.
function stats(table: { getStats(): object }): TableStats {
  return table.getStats() as TableStats
}

function treeBytes(tree: TreeStats): number {
  return tree.pageSize * (tree.treeBranchPageCount + tree.treeLeafPageCount + tree.overflowPages)
}

export type { Transaction }
