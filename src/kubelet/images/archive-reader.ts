// Reads an image archive: a tar, perhaps gzipped. Looks at every entry before anything is handed on, and refuses paths
// and links that lead out of it. Nothing is ever unpacked here.
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { posix } from 'node:path'
import { type Readable, Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type Extract, extract, type Header, type Pack, pack } from 'tar-stream'
import { type NamedArchive, nameArchive } from './archive-names.ts'
import { ImageError } from './image-error.ts'

export interface ArchiveOptions {
  readonly signal: AbortSignal
  /** What to call an image that the archive does not name. */
  readonly name?: string
}

type Entry = Extract extends AsyncIterable<infer E> ? E : never

// More than any image has; a document of more than this is no index.
const maxEntries = 100_000
const maxDocumentBytes = 4 * 1024 * 1024

/** Checks the whole archive and finds the images' names. Throws an ImageError of one line. */
export async function inspectArchive(file: string, options: ArchiveOptions): Promise<NamedArchive> {
  const { signal, name } = options
  const documents = new Map<string, string>()
  let count = 0
  await readEntries(file, {
    signal,
    async visit(entry) {
      if (++count > maxEntries)
        throw new ImageError('Malformed', `${file} has more than ${maxEntries} entries`)
      const path = safePath(entry.header, file)
      if (isDocument(path)) documents.set(path, await readDocument(entry, { file, path }))
      else await drain(entry)
    },
  })
  return nameArchive({
    file,
    name,
    ociLayout: documents.get('oci-layout'),
    index: documents.get('index.json'),
    manifest: documents.get('manifest.json'),
  })
}

/** The archive as a plain tar in which the names are canonical. */
export function renamedArchive(
  file: string,
  { named, signal }: { readonly named: NamedArchive; readonly signal: AbortSignal },
): { readonly stream: Readable; readonly done: Promise<void> } {
  const target = pack()
  const copy = async (entry: Entry) => {
    const path = safePath(entry.header, file)
    if (path !== named.document) return await copyEntry(entry, target)
    await drain(entry)
    target.entry({ name: path, mode: 0o644 }, named.content)
  }
  const done = readEntries(file, { signal, visit: copy }).then(
    () => target.finalize(),
    (error: unknown) => {
      target.destroy(error instanceof Error ? error : new Error(String(error)))
      throw error
    },
  )
  return { stream: target as unknown as Readable, done }
}

async function copyEntry(entry: Entry, target: Pack): Promise<void> {
  const { name, mode, type, linkname, size } = entry.header
  if (type === 'file') return await pipeline(entry, target.entry({ name, mode, type, size }))
  await drain(entry)
  target.entry({ name, mode, type, linkname })
}

async function readEntries(
  file: string,
  { signal, visit }: { readonly signal: AbortSignal; readonly visit: (entry: Entry) => Promise<void> },
): Promise<void> {
  const compressed = await isGzip(file)
  const archive = extract()
  const source = createReadStream(file, { signal })
  const feed = compressed
    ? pipeline(source, createGunzip(), archive, { signal })
    : pipeline(source, archive, { signal })
  const outcome = feed.then(
    () => undefined,
    (error: unknown) => error,
  )
  try {
    for await (const entry of archive) await visit(entry)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ImageError) throw error
    // What broke the decompression is the cause; the tar reader only saw its input end.
    const cause = (await outcome) ?? error
    throw new ImageError('NotAnArchive', `${file} is no complete tar archive: ${lineOf(cause)}`, { cause })
  } finally {
    archive.destroy()
    await outcome
  }
}

async function isGzip(file: string): Promise<boolean> {
  try {
    await using handle = await open(file)
    const { bytesRead, buffer: start } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    if (bytesRead === 0) throw new ImageError('NotAnArchive', `${file} is empty`)
    return start[0] === 0x1f && start[1] === 0x8b
  } catch (error) {
    if (error instanceof ImageError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new ImageError('Missing', `${file} does not exist`, { cause: error })
    if (code === 'EISDIR') throw new ImageError('NotAnArchive', `${file} is a directory`, { cause: error })
    throw new ImageError('Missing', `cannot read ${file}: ${lineOf(error)}`, { cause: error })
  }
}

function lineOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (message.split('\n', 1)[0] ?? '').trim()
}

/** The entry's path in its plain form; an ImageError where it or its link leads out of the archive. */
function safePath({ name, type, linkname }: Header, file: string): string {
  const path = insidePath(name)
  if (path === undefined)
    throw new ImageError('UnsafePath', `${file} has an entry outside of it: ${JSON.stringify(name)}`)
  if (type !== 'link' && type !== 'symlink') return path
  // Older dockers link a layer to the same layer in a neighbouring directory, so `..` is allowed here.
  const target = type === 'symlink' ? posix.join(posix.dirname(path), linkname) : linkname
  if (linkname.startsWith('/') || insidePath(posix.normalize(target)) === undefined)
    throw new ImageError('UnsafePath', `${file} has a link that leads out of it: ${JSON.stringify(name)}`)
  return path
}

function insidePath(name: string): string | undefined {
  if (name.startsWith('/') || name.includes('\0') || name.split('/').includes('..')) return undefined
  return posix.normalize(name)
}

function isDocument(path: string): boolean {
  return path === 'oci-layout' || path === 'index.json' || path === 'manifest.json'
}

async function readDocument(
  entry: Entry,
  { file, path }: { readonly file: string; readonly path: string },
): Promise<string> {
  if (entry.header.size > maxDocumentBytes)
    throw new ImageError(
      'Malformed',
      `${file} is no image: its ${path} is larger than ${maxDocumentBytes} bytes`,
    )
  return (await buffer(entry)).toString('utf8')
}

async function drain(entry: Entry): Promise<void> {
  await pipeline(entry, new Writable({ write: (_chunk, _encoding, done) => done() }))
}
