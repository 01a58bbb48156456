// `wherry up`, in the foreground or handed to the background.
import { systemClock } from '../../base/node/system-clock.ts'
import { checkEnablement, parseClusterOptions, type RawOptions } from '../cluster-options.ts'
import { openDataDir } from '../data-dir.ts'
import { startDetached, type UpMessage } from '../detach.ts'
import { untilStopped } from '../process/run-child.ts'
import { createProgress } from '../progress.ts'
import { type RunningCluster, up } from '../up.ts'
import { UserError } from '../user-error.ts'

const toTerminal = (text: string) => void process.stderr.write(text)

export async function runUp(flags: RawOptions & { readonly detach?: boolean }): Promise<void> {
  const options = parseClusterOptions(flags)
  await checkEnablement(options)
  if (flags.detach === true) {
    const { layout } = openDataDir(options.dataDir)
    const args = process.argv.slice(1).filter((arg) => arg !== '--detach')
    const kubeconfig = await startDetached({ args, logDir: layout.logs, write: toTerminal })
    process.stdout.write(`${kubeconfig}\n`)
    return
  }
  const toParent = process.send !== undefined
  const write = toParent ? (text: string) => tell({ type: 'progress', text }) : toTerminal
  const progress = createProgress({ clock: systemClock, write })
  const start = systemClock.monotonic()
  const onReady = ({ kubeconfig }: RunningCluster) => {
    const seconds = ((systemClock.monotonic() - start) / 1000).toFixed(2)
    progress.line(`ready after ${seconds} s: export KUBECONFIG=${kubeconfig}`)
    tell({ type: 'ready', kubeconfig })
  }
  try {
    await up(options, { progress, signal: untilStopped({ withParent: false }), onReady })
  } catch (error) {
    if (error instanceof UserError) tell({ type: 'refused', message: error.message })
    throw error
  }
}

function tell(message: UpMessage): void {
  if (process.send !== undefined && process.connected) process.send(message, undefined, undefined, () => {})
}
