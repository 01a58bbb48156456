// `wherry down`.
import { resolve } from 'node:path'
import { down } from '../down.ts'
import { createHost } from '../host.ts'
import { defaultDataDir } from '../layout.ts'
import { untilStopped } from '../process/run-child.ts'
import { createProgress } from '../progress.ts'

export async function runDown(flags: { readonly dataDir?: string; readonly purge?: boolean }): Promise<void> {
  const host = createHost({ logLevel: 'warn' })
  const progress = createProgress({ clock: host.clock, write: (text) => void process.stderr.write(text) })
  const options = { dataDir: resolve(flags.dataDir ?? defaultDataDir()), purge: flags.purge === true }
  await down(options, { host, progress, signal: untilStopped() })
}
