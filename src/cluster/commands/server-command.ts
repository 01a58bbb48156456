// `wherry server`: the control plane alone; `wherry up` starts it as a child.
import { parseClusterOptions, type RawOptions } from '../cluster-options.ts'
import { openDataDir, writeMarker } from '../data-dir.ts'
import { createHost } from '../host.ts'
import { runChild } from '../process/run-child.ts'
import { runServer } from '../server/run-server.ts'
import { prepareKeys } from '../up.ts'

export async function runServerCommand(flags: RawOptions): Promise<void> {
  const options = parseClusterOptions(flags)
  const host = createHost(options)
  await runChild(async ({ signal, onReady }) => {
    const { layout, runtime } = openDataDir(options.dataDir)
    if (runtime === undefined)
      writeMarker(layout, options.runtime === 'simulated' ? 'simulated' : 'containerd')
    await prepareKeys(options, { layout, host })
    await runServer(options, { layout, host, signal, onReady })
  })
}
