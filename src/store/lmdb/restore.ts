// Makes a store's directory anew from a snapshot: all of it is checked before anything is written, it is built beside the
// old one, and takes its place only when it is whole. The old one is kept under another name. Every object keeps its
// revision; the store's own goes past whatever clients may have seen, and no watch can go on from before.
import { existsSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import type { SnapshotHead } from '../snapshot-file/snapshot-format.ts'
import { readSnapshot } from '../snapshot-file/snapshot-reader.ts'
import { StoreError, type Version } from '../store.ts'
import {
  type DataDirectory,
  lockDirectory,
  openDataDirectory,
  openDataFile,
  syncFile,
} from './data-directory.ts'
import { decodeNumber, encodeChange, encodeExpiryKey, encodeKey, encodeNumber } from './records.ts'
import { metaCompactRevision, type Tables } from './tables.ts'
import { written } from './written.ts'

export interface SnapshotFacts extends SnapshotHead {
  readonly keys: number
  /** Of keys and values. */
  readonly bytes: number
}

export interface RestoreOptions {
  /** The store's directory. */
  readonly dir: string
  /** Opens the snapshot's bytes; called twice. */
  readonly open: () => AsyncIterable<Uint8Array>
  readonly clock: Clock
}

export interface Restored {
  readonly snapshot: SnapshotFacts
  /** The store's revision from now on. */
  readonly revision: number
  /** Where the store that was there lies now. */
  readonly replaced: string | undefined
}

/** Written last, so that the newest revision has a record as every other has, and people see what happened. */
const noteKey = '/wherry/restored'

// Upstream: etcdctl's --bump-revision, for which its manual names this number.
const unknownWrites = 1_000_000_000

const commitRows = 1_024
const commitBytes = 4 * 1024 * 1024

/** Reads all of a snapshot. Throws StoreError 'corrupt' where it is not whole. */
export async function inspectSnapshot(source: AsyncIterable<Uint8Array>): Promise<SnapshotFacts> {
  const { head, versions } = await readSnapshot(source)
  let keys = 0
  let bytes = 0
  for await (const { key, value } of versions) {
    keys++
    bytes += key.length + value.length
  }
  return { ...head, keys, bytes }
}

/** Throws StoreError: 'corrupt' (the snapshot), 'locked' (the store is in use) or 'full'; nothing is changed then. */
export async function restoreLmdbStore({ dir, open, clock }: RestoreOptions): Promise<Restored> {
  const snapshot = await inspectSnapshot(open())
  const draft = `${dir}.restoring`
  rmSync(draft, { recursive: true, force: true })
  using _ = existsSync(dir) ? lockDirectory(dir) : undefined
  const revision = await nextRevision(dir, snapshot)
  assertRoom(dir, snapshot)
  const note = { snapshot: snapshot.revision, createdMs: snapshot.createdMs, restoredMs: clock.now() }
  await build(draft, { versions: (await readSnapshot(open())).versions, revision, note })
  const replaced = existsSync(dir) ? moveAside(dir, clock) : undefined
  renameSync(draft, dir)
  syncFile(dirname(dir))
  return { snapshot, revision, replaced }
}

/** One past all revisions that were ever given out, as far as that can be known. */
async function nextRevision(dir: string, snapshot: SnapshotFacts): Promise<number> {
  const newest = await storedRevision(dir)
  return newest === undefined ? snapshot.revision + unknownWrites : Math.max(newest, snapshot.revision) + 1
}

async function storedRevision(dir: string): Promise<number | undefined> {
  const dataFile = join(dir, 'data.mdb')
  if (!existsSync(dataFile)) return undefined
  let tables: Tables
  try {
    tables = await openDataFile(dir, dataFile)
  } catch {
    // Damaged: that may be why somebody restores.
    return undefined
  }
  try {
    for (const last of tables.log.getKeys({ limit: 1, reverse: true })) return decodeNumber(last)
    return undefined
  } finally {
    await tables.root.close()
  }
}

// Pages are half empty at worst.
function assertRoom(dir: string, { bytes, keys }: SnapshotFacts): void {
  const { bavail, bsize } = statfsSync(dirname(dir))
  const needed = 2 * bytes + 256 * keys + 16 * 1024 * 1024
  if (bavail * bsize < needed)
    throw new StoreError(
      'full',
      `restoring needs ${needed} bytes on the disk of ${dir}: free some space on it`,
    )
}

function moveAside(dir: string, clock: Clock): string {
  const aside = `${dir}.replaced-${new Date(clock.now()).toISOString().replaceAll(/[:.]/g, '-')}`
  renameSync(dir, aside)
  return aside
}

interface Content {
  readonly versions: AsyncIterable<Version>
  readonly revision: number
  readonly note: object
}

async function build(dir: string, content: Content): Promise<void> {
  const directory = await openDataDirectory(dir)
  try {
    await fill(directory, content)
  } finally {
    await directory.close()
  }
}

async function fill({ tables }: DataDirectory, { versions, revision, note }: Content): Promise<void> {
  let writes = new Set<Promise<boolean>>()
  let bytes = 0
  for await (const version of versions) {
    if (version.key === noteKey) continue
    put(tables, version, writes)
    bytes += version.value.length
    if (writes.size < commitRows && bytes < commitBytes) continue
    await written(writes)
    writes = new Set()
    bytes = 0
  }
  const value = Buffer.from(JSON.stringify(note))
  const kv = { key: noteKey, value, createRevision: revision, modRevision: revision, expiresAtMs: 0 }
  put(tables, kv, writes)
  const change = { type: 'put', kv, previous: undefined } as const
  writes.add(tables.log.put(encodeNumber(revision), encodeChange(change, encodeKey(noteKey))))
  writes.add(tables.meta.put(metaCompactRevision, encodeNumber(revision)))
  await written(writes)
}

function put({ latest, expiry }: Tables, version: Version, writes: Set<Promise<boolean>>): void {
  const { key, expiresAtMs, modRevision } = version
  writes.add(latest.put(key, version))
  if (expiresAtMs !== 0)
    writes.add(expiry.put(encodeExpiryKey(expiresAtMs, encodeKey(key)), encodeNumber(modRevision)))
}
