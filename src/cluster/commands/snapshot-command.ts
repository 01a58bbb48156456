// `wherry snapshot save | status | restore FILE`.
import { resolve } from 'node:path'
import type { SnapshotFacts } from '../../store/lmdb/restore.ts'
import { openDataDir, requireDataDir } from '../data-dir.ts'
import { createHost } from '../host.ts'
import { defaultDataDir } from '../layout.ts'
import { untilStopped } from '../process/run-child.ts'
import { restoreSnapshot, saveSnapshot, snapshotStatus } from '../snapshot.ts'

interface Flags {
  readonly dataDir?: string
  readonly replace?: boolean
}

const dirOf = (flags: Flags) => resolve(flags.dataDir ?? defaultDataDir())
const print = (line: string) => void process.stdout.write(`${line}\n`)

function described({ revision, keys, bytes, createdMs }: SnapshotFacts): string {
  return `revision ${revision}, ${keys} keys, ${bytes} bytes, of ${new Date(createdMs).toISOString()}`
}

export async function runSnapshotSave(file: string, flags: Flags): Promise<void> {
  const { layout } = requireDataDir(dirOf(flags))
  const host = createHost({ logLevel: 'warn' })
  const facts = await saveSnapshot(resolve(file), { layout, host, signal: untilStopped() })
  print(`${file}: ${described(facts)}`)
}

export async function runSnapshotStatus(file: string): Promise<void> {
  print(`${file}: ${described(await snapshotStatus(resolve(file)))}`)
}

export async function runSnapshotRestore(file: string, flags: Flags): Promise<void> {
  const { layout } = openDataDir(dirOf(flags))
  const host = createHost({ logLevel: 'warn' })
  const context = { layout, host, signal: untilStopped(), replace: flags.replace === true }
  const { snapshot, revision, replaced } = await restoreSnapshot(resolve(file), context)
  print(`restored ${described(snapshot)}`)
  print(`the store goes on at revision ${revision}`)
  if (replaced !== undefined) print(`what was there lies in ${replaced}`)
}
