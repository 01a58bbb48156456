// The directory of an LMDB store: made private (0700, files 0600), locked against a second opener, and opened only when
// what lies in it is whole and of this format. Never repairs and never deletes data.
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../store.ts'
import { findDamage } from './file-check.ts'
import { freeBytes, metaFormat, openTables, type Tables, usedBytes } from './tables.ts'

/** To be raised with every change of the layout (README.md). */
const formatVersion = 1
/** Less is not worth a copy. */
const leastWasteBytes = 64 * 1024 * 1024

export interface DataDirectory {
  readonly dataFile: string
  readonly tables: Tables
  /** Closes the tables and lets others open the directory. */
  close(): Promise<void>
}

/** Throws 'locked' or 'corrupt' with one line that says what to do. */
export async function openDataDirectory(dir: string): Promise<DataDirectory> {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  chmodSync(dir, 0o700)
  const lock = lockDirectory(dir)
  try {
    const dataFile = join(dir, 'data.mdb')
    if (!existsSync(dataFile)) await createDataFile(dir, dataFile)
    const tables = await reclaim(dir, dataFile, await openDataFile(dir, dataFile))
    const close = async () => {
      await tables.root.close()
      lock[Symbol.dispose]()
    }
    return { dataFile, tables, close }
  } catch (error) {
    lock[Symbol.dispose]()
    throw error
  }
}

/**
 * Node has no flock; SQLite's exclusive transaction is a lock of the kernel's (fcntl) that ends with its process, however
 * that ends, and that also holds between two openers in one process. The database stays empty.
 */
export function lockDirectory(dir: string): Disposable {
  const path = join(dir, 'lock')
  const pidPath = join(dir, 'pid')
  // Never opened by ourselves where it exists: closing that descriptor would drop a lock this process holds.
  if (!existsSync(path)) writeFileSync(path, '', { mode: 0o600 })
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    throw new StoreError('locked', `the store in ${dir} is already open${holder(pidPath)}: stop that first`, {
      cause,
    })
  }
  writeFileSync(pidPath, `${process.pid}\n`, { mode: 0o600 })
  return {
    [Symbol.dispose]() {
      rmSync(pidPath, { force: true })
      database.close()
    },
  }
}

function holder(pidPath: string): string {
  try {
    return ` in process ${readFileSync(pidPath, 'utf8').trim()}`
  } catch {
    // Only a hint: the holder may just be starting or ending.
    return ''
  }
}

// Under another name until it is complete, so that an interrupted start leaves no half-made data file.
async function createDataFile(dir: string, dataFile: string): Promise<void> {
  const draft = join(dir, 'data.mdb.new')
  for (const path of [draft, `${draft}-lock`]) rmSync(path, { force: true })
  const tables = await openTables(draft, true)
  if (tables === undefined) throw new StoreError('corrupt', `cannot make the tables of the store in ${dir}`)
  await tables.meta.put(metaFormat, Buffer.from(String(formatVersion)))
  await tables.root.close()
  rmSync(`${draft}-lock`, { force: true })
  renameSync(draft, dataFile)
  syncFile(dir)
}

/** Of a file or a directory. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r')
  fsyncSync(file)
  closeSync(file)
}

/** Of a directory that the caller has locked. */
export async function openDataFile(dir: string, dataFile: string): Promise<Tables> {
  const damage = findDamage(dataFile)
  if (damage !== undefined) throw damaged(dir, damage)
  chmodSync(dataFile, 0o600)
  // The reader table of the last run: we alone have the directory, so nobody uses it.
  rmSync(`${dataFile}-lock`, { force: true })
  const tables = await tryOpen(dir, dataFile)
  const format = tables.meta.get(metaFormat)?.toString()
  if (format === String(formatVersion)) return tables
  await tables.root.close()
  throw new StoreError(
    'corrupt',
    `the store in ${dir} was written by another version (its format is ${format}, not ${formatVersion}): ` +
      'use that version, or another directory',
  )
}

// A file never shrinks by itself: what compaction leaves over is used again, but not given back. A copy without it takes
// the file's place, whole or not at all.
async function reclaim(dir: string, dataFile: string, tables: Tables): Promise<Tables> {
  const { bavail, bsize } = statfsSync(dir)
  if (!isWasteful(tables) || bavail * bsize < 2 * usedBytes(tables)) return tables
  const draft = join(dir, 'data.mdb.new')
  rmSync(draft, { force: true })
  await tables.root.backup(draft, true)
  await tables.root.close()
  await touch(draft)
  syncFile(draft)
  renameSync(draft, dataFile)
  syncFile(dir)
  return await openDataFile(dir, dataFile)
}

// The copy has one header of a transaction and one of none; two commits make them follow one another (file-check.ts).
async function touch(draft: string): Promise<void> {
  const tables = await openTables(draft, false)
  for (let i = 0; i < 2; i++) await tables?.meta.put(metaFormat, Buffer.from(String(formatVersion)))
  await tables?.root.close()
  rmSync(`${draft}-lock`, { force: true })
}

function isWasteful(tables: Tables): boolean {
  const free = freeBytes(tables)
  return free > leastWasteBytes && free > usedBytes(tables)
}

async function tryOpen(dir: string, dataFile: string): Promise<Tables> {
  let tables: Tables | undefined
  try {
    tables = await openTables(dataFile, false)
  } catch (cause) {
    throw damaged(dir, cause instanceof Error ? cause.message : String(cause), cause)
  }
  if (tables === undefined) throw damaged(dir, 'it has not the tables of a store')
  return tables
}

function damaged(dir: string, why: string, cause?: unknown): StoreError {
  const message = `data.mdb in ${dir} cannot be used (${why}): restore it from a backup, or move it away to start empty`
  return new StoreError('corrupt', message.replaceAll('\n', ' '), { cause })
}
