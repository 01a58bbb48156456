// A file-system layer as an uncompressed tar: the same entries always give the same bytes, whoever builds it and when.
import { buffer } from 'node:stream/consumers'
import { pack } from 'tar-stream'

interface EntryOwner {
  /** Without a leading slash. */
  readonly path: string
  readonly uid?: number
  readonly gid?: number
}

export type LayerEntry = EntryOwner &
  (
    | { readonly type: 'directory'; readonly mode?: number }
    | { readonly type: 'file'; readonly content: Uint8Array | string; readonly mode?: number }
    | { readonly type: 'symlink'; readonly target: string }
  )

const epoch = new Date(0)
const usualModes = { directory: 0o755, file: 0o644, symlink: 0o777 } as const

/** The tar of `entries` in the order given; a directory must come before what is in it. */
export async function buildLayer(entries: readonly LayerEntry[]): Promise<Uint8Array> {
  const archive = pack()
  for (const entry of entries) {
    const { path: name, type, uid = 0, gid = 0 } = entry
    const mode = entry.type === 'symlink' ? usualModes.symlink : (entry.mode ?? usualModes[type])
    const header = { name, type, mode, uid, gid, mtime: epoch }
    if (entry.type === 'file') archive.entry(header, Buffer.from(entry.content))
    else archive.entry(entry.type === 'symlink' ? { ...header, linkname: entry.target } : header)
  }
  archive.finalize()
  return await buffer(archive)
}
