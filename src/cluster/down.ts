// `wherry down`: stops a cluster and takes away what it left on the machine: containers, network, rules. Objects and images
// stay in the data directory unless it is purged.
import { rm } from 'node:fs/promises'
import { sleep } from '../base/clock.ts'
import { requireDataDir } from './data-dir.ts'
import type { Host } from './host.ts'
import type { Layout } from './layout.ts'
import { releaseMachine } from './machine-claim.ts'
import { isAlive } from './process/process-identity.ts'
import { readRunFile, removeRunFile } from './process/run-file.ts'
import type { Progress } from './progress.ts'
import { UserError } from './user-error.ts'

export interface DownOptions {
  readonly dataDir: string
  readonly purge: boolean
}

export interface DownContext {
  readonly host: Host
  readonly progress: Progress
  readonly signal: AbortSignal
}

const stopMs = 60_000

export async function down(options: DownOptions, context: DownContext): Promise<void> {
  const { progress } = context
  const { layout, runtime, containerd } = requireDataDir(options.dataDir)
  await stopRunning(layout, context)
  if (runtime === 'containerd') await removeFromMachine(layout, { ...context, containerd })
  if (options.purge)
    await progress.step(`deleting ${layout.dir}`, () => rm(layout.dir, { recursive: true, force: true }))
}

async function stopRunning(layout: Layout, { host, progress, signal }: DownContext): Promise<void> {
  const running = readRunFile(layout.run)
  if (running === undefined) {
    removeRunFile(layout.run)
    return
  }
  const { supervisor } = running
  await progress.step('stopping the cluster', async () => {
    process.kill(supervisor.pid, 'SIGTERM')
    const deadline = host.clock.monotonic() + stopMs
    while (isAlive(supervisor)) {
      if (host.clock.monotonic() > deadline)
        throw new UserError(`process ${supervisor.pid} does not end: end it with kill -9, then try again`)
      await sleep(host.clock, 50, { signal })
    }
  })
}

async function removeFromMachine(
  layout: Layout,
  { host, progress, signal, containerd }: DownContext & { readonly containerd: string | undefined },
): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new UserError('containers and network rules can be removed by root only')
  // Loaded here alone: a simulated cluster needs none of it.
  const { cleanUpMachine } = await import('./agent/machine-cleanup.ts')
  await progress.step('removing containers and network', () =>
    cleanUpMachine(layout, { host, signal, containerd }),
  )
  releaseMachine(layout.dir)
}
