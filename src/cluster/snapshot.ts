// `wherry snapshot`: the store of a cluster, running or not, into one file, and back. A file is compressed with zstd, and
// counts only when all of it was read again and found whole.
import { createReadStream, createWriteStream, existsSync, renameSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import { snapshotPath } from '../apiserver/snapshot/snapshot-route.ts'
import { clusterAccess, KubeconfigError, readKubeconfig } from '../client/node/kubeconfig.ts'
import { createTransport } from '../client/node/transport.ts'
import { TransportError } from '../client/transport-error.ts'
import { openLmdbStore } from '../store/lmdb/lmdb-store.ts'
import {
  inspectSnapshot,
  type Restored,
  restoreLmdbStore,
  type SnapshotFacts,
} from '../store/lmdb/restore.ts'
import { snapshotBytes } from '../store/snapshot-file/snapshot-writer.ts'
import { type Store, StoreError } from '../store/store.ts'
import type { Host } from './host.ts'
import type { Layout } from './layout.ts'
import { UserError } from './user-error.ts'

export interface SnapshotContext {
  readonly layout: Layout
  readonly host: Host
  readonly signal: AbortSignal
}

const zstdMagic = Buffer.of(0x28, 0xb5, 0x2f, 0xfd)

/** Writes the state of the cluster to `file`, which must not exist. */
export async function saveSnapshot(file: string, context: SnapshotContext): Promise<SnapshotFacts> {
  if (existsSync(file)) throw new UserError(`${file} is there already: choose another name`)
  const draft = `${file}.part`
  try {
    await writeFrom(context, (bytes) => writeCompressed(bytes, { file: draft, signal: context.signal }))
    const facts = await inspectSnapshot(readSnapshotFile(draft))
    renameSync(draft, file)
    await syncPath(dirname(file))
    return facts
  } catch (error) {
    rmSync(draft, { force: true })
    throw worded(error, file)
  }
}

/** Reads all of `file`. */
export async function snapshotStatus(file: string): Promise<SnapshotFacts> {
  try {
    return await inspectSnapshot(readSnapshotFile(file))
  } catch (error) {
    throw worded(error, file)
  }
}

/** Puts the state of `file` in the place of what the data directory's store holds; the cluster must not run. */
export async function restoreSnapshot(
  file: string,
  options: SnapshotContext & { readonly replace: boolean },
): Promise<Restored> {
  const { layout, host, replace } = options
  if (existsSync(layout.store) && !replace)
    throw new UserError(`${layout.store} holds objects already: add --replace to put them aside`)
  try {
    return await restoreLmdbStore({
      dir: layout.store,
      open: () => readSnapshotFile(file),
      clock: host.clock,
    })
  } catch (error) {
    throw worded(error, file)
  }
}

// A store that nobody has open is read as it lies there; else the server that has it is asked.
async function writeFrom(
  context: SnapshotContext,
  write: (bytes: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const { layout, host } = context
  const store = existsSync(layout.store) ? await openUnlessRunning(layout.store, host) : undefined
  if (store === undefined) {
    await writeFromServer(context, write)
    return
  }
  try {
    await write(snapshotBytes(store.export(), { createdMs: host.clock.now() }))
  } finally {
    await store.close()
  }
}

async function openUnlessRunning(dir: string, { clock, log }: Host): Promise<Store | undefined> {
  try {
    return await openLmdbStore({ dir, clock, log: log.named('store') })
  } catch (error) {
    if (error instanceof StoreError && error.code === 'locked') return undefined
    throw error
  }
}

async function writeFromServer(
  { layout, host, signal }: SnapshotContext,
  write: (bytes: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const { server, tls } = clusterAccess(await readKubeconfig(layout.kubeconfig), {
    path: layout.kubeconfig,
  })
  await using transport = createTransport({ server, tls, clock: host.clock })
  const { status, body } = await transport.handler({
    method: 'GET',
    target: snapshotPath,
    headers: {},
    signal,
  })
  if (status !== 200) throw new UserError(`${server}${snapshotPath} answered ${status}`)
  await write(body)
}

async function writeCompressed(
  bytes: AsyncIterable<Uint8Array>,
  { file, signal }: { readonly file: string; readonly signal: AbortSignal },
): Promise<void> {
  const out = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true })
  await pipeline(Readable.from(bytes), createZstdCompress(), out, { signal })
}

/** What `kubectl get --raw /snapshot` wrote is taken, too: it is not compressed. */
async function* readSnapshotFile(file: string): AsyncGenerator<Uint8Array> {
  if (!(await isCompressed(file))) {
    yield* createReadStream(file)
    return
  }
  const unpacked = createZstdDecompress()
  const reading = pipeline(createReadStream(file), unpacked)
  // Its fault comes out of the iteration.
  reading.catch(() => {})
  yield* unpacked
  await reading
}

async function isCompressed(file: string): Promise<boolean> {
  await using handle = await open(file)
  const { buffer } = await handle.read(Buffer.alloc(zstdMagic.length), 0, zstdMagic.length, 0)
  return buffer.equals(zstdMagic)
}

async function syncPath(path: string): Promise<void> {
  await using handle = await open(path)
  await handle.sync()
}

function worded(error: unknown, file: string): unknown {
  if (error instanceof StoreError) {
    const about = error.code === 'corrupt' && !error.message.includes('data.mdb') ? `${file} is ` : ''
    return new UserError(about + error.message, { cause: error })
  }
  if (error instanceof TransportError || error instanceof KubeconfigError)
    return new UserError('the cluster does not answer: start it with "wherry up", or try again', {
      cause: error,
    })
  if (!(error instanceof Error)) return error
  const { code = '', syscall } = error as NodeJS.ErrnoException
  // What zlib says of a file that is cut short or damaged.
  if (/^(Z|ZSTD)_/.test(code))
    return new UserError(`${file} is not a whole snapshot: ${error.message}`, { cause: error })
  if (syscall !== undefined) return new UserError(error.message, { cause: error })
  return error
}
