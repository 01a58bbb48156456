// Puts images into containerd without a registry: archives that a user has, and images built here. The bytes go
// through `ctr images import`; what pods see of it is asked over CRI, and only then is an image called loaded.
import { spawn } from 'node:child_process'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { abortReason } from '../../base/abort.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { CriClient } from '../cri/cri-client.ts'
import { inspectArchive, renamedArchive } from './archive-reader.ts'
import { ImageError } from './image-error.ts'
import type { BuiltImage } from './oci-archive.ts'

/** The containerd to load into; what `Containerd` in ../containerd has of itself. */
export interface ImageStore {
  /** The program ctr. */
  readonly ctr: string
  readonly socket: string
  /** The one that CRI uses, so that layers are unpacked where containers will look for them. */
  readonly snapshotter: string
}

export interface LoadOptions {
  readonly store: ImageStore
  readonly cri: CriClient
  readonly clock: Clock
  readonly signal: AbortSignal
}

export interface LoadedImage {
  /** The canonical name. */
  readonly name: string
  /** The image ID, as `imageID` and `imageRef` show it. */
  readonly imageID: string
}

// CRI learns of new images by events, commonly within milliseconds.
const seenWithinMs = 20_000
const lookEveryMs = 25

/**
 * Loads a docker-archive or OCI-layout tar, gzipped or not, and answers with what it held. Where the archive does not
 * say what its one image is called, `name` does. Throws an ImageError of one line.
 */
export async function loadImageArchive(
  file: string,
  options: LoadOptions & { readonly name?: string },
): Promise<readonly LoadedImage[]> {
  const { signal, name } = options
  const named = await inspectArchive(file, { signal, ...(name !== undefined && { name }) })
  const { stream, done } = renamedArchive(file, { named, signal })
  await importArchive(stream, { ...options, done, what: file })
  return await Promise.all([...new Set(named.names)].map((image) => whenSeen(image, options)))
}

/** Loads an image built here, unless the very same one is there already. */
export async function ensureImage(image: BuiltImage, options: LoadOptions): Promise<LoadedImage> {
  const { name, imageID } = image
  if ((await imageIDOf(name, options)) === imageID) return { name, imageID }
  await importArchive(Readable.from([image.archive]), { ...options, done: Promise.resolve(), what: name })
  return await whenSeen(name, options)
}

async function imageIDOf(name: string, { cri, signal }: LoadOptions): Promise<string | undefined> {
  return (await cri.imageStatus({ image: { image: name } }, { signal })).image?.id
}

async function whenSeen(name: string, options: LoadOptions): Promise<LoadedImage> {
  const { clock, signal } = options
  const deadline = clock.monotonic() + seenWithinMs
  for (;;) {
    const imageID = await imageIDOf(name, options)
    if (imageID !== undefined) return { name, imageID }
    if (clock.monotonic() > deadline)
      throw new ImageError('ImportFailed', `containerd took ${name} but does not offer it to pods`)
    await sleep(clock, lookEveryMs, { signal })
  }
}

interface ImportOptions extends LoadOptions {
  /** Rejects when the archive could not be read to its end. */
  readonly done: Promise<void>
  /** What an error names. */
  readonly what: string
}

async function importArchive(archive: Readable, { store, signal, done, what }: ImportOptions): Promise<void> {
  const args = ['--address', store.socket, '--namespace', 'k8s.io', 'images', 'import']
  const child = spawn(store.ctr, [...args, '--snapshotter', store.snapshotter, '-'], {
    stdio: ['pipe', 'ignore', 'pipe'],
    signal,
  })
  const exited = new Promise<number | Error>((resolve) => {
    child.once('error', resolve)
    child.once('close', (code) => resolve(code ?? 1))
  })
  const said = text(child.stderr).catch(() => '')
  // ctr may refuse the archive before it has read all of it; what it says counts then, not the broken pipe.
  const fed = pipeline(archive, child.stdin).catch((error: unknown) => error)
  const [read] = await Promise.allSettled([done, fed])
  // Killed rather than given an early end: half an archive must not pass for a whole one.
  if (read.status === 'rejected') child.kill('SIGKILL')
  const result = await exited
  if (signal.aborted) throw abortReason(signal)
  if (read.status === 'rejected') throw read.reason
  if (result === 0) return
  if (result instanceof Error)
    throw new ImageError('ImportFailed', `cannot run ${store.ctr}: ${result.message}`, { cause: result })
  throw new ImageError('ImportFailed', `cannot load ${what}: ${lastLine(await said)}`)
}

function lastLine(output: string): string {
  const line = output.trim().split('\n').at(-1) ?? ''
  return line.replace(/^ctr: /, '') || 'ctr failed without a word'
}
