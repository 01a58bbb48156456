// `wherry demo`: uses the cluster that runs, or starts one and takes it down again.

import { type ClusterOptions, parseClusterOptions, type RawOptions } from '../cluster-options.ts'
import { openDataDir } from '../data-dir.ts'
import { allHold, outcomeTable, runDemo } from '../demo/demo.ts'
import { startDetached } from '../detach.ts'
import { down } from '../down.ts'
import { createHost } from '../host.ts'
import { layoutOf } from '../layout.ts'
import { untilStopped } from '../process/run-child.ts'
import { readRunFile } from '../process/run-file.ts'
import { createProgress, type Progress } from '../progress.ts'
import { whyNoContainers } from '../runtime/prerequisites.ts'
import { UserError } from '../user-error.ts'

/** Gives the exit code: 0 only if every check holds. */
export async function runDemoCommand(flags: RawOptions & { readonly keep?: boolean }): Promise<number> {
  const options = parseClusterOptions({ ...flags, runtime: 'containerd' })
  const obstacle = whyNoContainers()
  if (obstacle !== undefined) throw new UserError(`the demo needs real containers: ${obstacle}`)
  const host = createHost({ logLevel: 'warn' })
  const progress = createProgress({ clock: host.clock, write: (text) => void process.stderr.write(text) })
  const signal = untilStopped()
  const wasRunning = readRunFile(layoutOf(options.dataDir).run) !== undefined
  if (!wasRunning) await start(options, flags, progress)
  const { kubeconfig } = layoutOf(options.dataDir)
  try {
    const outcomes = await runDemo({
      kubeconfig,
      nodeIP: options.nodeIP,
      clock: host.clock,
      progress,
      signal,
    })
    process.stdout.write(`\n${outcomeTable(outcomes)}`)
    if (flags.keep === true) process.stdout.write(`\nThe cluster stays up: export KUBECONFIG=${kubeconfig}\n`)
    return allHold(outcomes) ? 0 : 1
  } finally {
    if (!wasRunning && flags.keep !== true) {
      // Also after Ctrl-C: what was started here is taken down here.
      await down(
        { dataDir: options.dataDir, purge: false },
        { host, progress, signal: new AbortController().signal },
      )
    }
  }
}

async function start(options: ClusterOptions, flags: RawOptions, progress: Progress): Promise<void> {
  const { layout } = openDataDir(options.dataDir)
  const given = {
    'data-dir': options.dataDir,
    port: flags.port,
    store: flags.store,
    containerd: flags.containerd,
    'log-level': flags.logLevel,
  }
  const args = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  )
  const script = process.argv[1] as string
  await startDetached({
    args: [script, 'up', '--runtime', 'containerd', ...args],
    logDir: layout.logs,
    write: (text) => progress.line(text.trim()),
  })
}
