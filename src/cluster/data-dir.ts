// Opens a data directory: makes it when it is missing, and refuses one that is not ours or of another version.
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { type Layout, layoutOf } from './layout.ts'
import { writePrivate } from './pki/private-files.ts'
import { UserError } from './user-error.ts'

const layoutVersion = 1

interface Marker {
  readonly wherry: { readonly layout: number; readonly runtime?: string; readonly containerd?: string }
}

/** What `up` has to know of an earlier start with this directory. */
export interface DataDir {
  readonly layout: Layout
  /** The runtime that the cluster in it was made with. */
  readonly runtime: string | undefined
  /** Socket of the containerd that it used, where that is none of ours. */
  readonly containerd: string | undefined
}

export function openDataDir(dir: string): DataDir {
  const layout = layoutOf(dir)
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    accessSync(dir, constants.W_OK)
    // It may have been made by somebody else: keys lie in it.
    chmodSync(dir, 0o700)
  } catch (cause) {
    throw new UserError(`cannot write to the data directory ${dir}: choose another with --data-dir`, {
      cause,
    })
  }
  const marker = readMarker(layout)
  // A start that was refused leaves its log behind, a restored snapshot its store.
  const ours = ['logs', 'run', 'store']
  const foreign = readdirSync(dir).filter((name) => !ours.includes(name))
  if (marker === undefined && foreign.length > 0) {
    throw new UserError(`${dir} is not empty and holds no cluster: choose another with --data-dir`)
  }
  for (const folder of [layout.run, layout.logs]) mkdirSync(folder, { recursive: true, mode: 0o700 })
  return { layout, runtime: marker?.wherry.runtime, containerd: marker?.wherry.containerd }
}

export function writeMarker(
  layout: Layout,
  made: { readonly runtime: string; readonly containerd?: string | undefined },
): void {
  const { runtime, containerd } = made
  const marker: Marker = {
    wherry: { layout: layoutVersion, runtime, ...(containerd !== undefined && { containerd }) },
  }
  writePrivate(layout.marker, `${JSON.stringify(marker)}\n`)
}

/** The directory of a cluster that must exist. */
export function requireDataDir(dir: string): DataDir {
  const layout = layoutOf(dir)
  const marker = readMarker(layout)
  if (marker === undefined)
    throw new UserError(
      `there is no cluster in ${dir}: start one with "wherry up", or name it with --data-dir`,
    )
  return { layout, runtime: marker.wherry.runtime, containerd: marker.wherry.containerd }
}

function readMarker(layout: Layout): Marker | undefined {
  if (!existsSync(layout.marker)) return undefined
  let marker: Marker
  try {
    marker = JSON.parse(readFileSync(layout.marker, 'utf8')) as Marker
    if (typeof marker.wherry.layout !== 'number') throw new TypeError('no layout version')
  } catch (cause) {
    throw new UserError(`${layout.marker} is damaged: restore it, or start afresh with another --data-dir`, {
      cause,
    })
  }
  if (marker.wherry.layout !== layoutVersion) {
    throw new UserError(
      `${layout.dir} was made by another version (layout ${marker.wherry.layout}, this one reads ${layoutVersion}): use that version, or another --data-dir`,
    )
  }
  return marker
}
