// `wherry server`: the control plane alone; `wherry up` starts it as a child.
import { parseClusterOptions, type RawOptions } from '../cluster-options.ts'
import { openDataDir, writeMarker } from '../data-dir.ts'
import { createHost } from '../host.ts'
import { prepareKeys } from '../pki/prepare-keys.ts'
import { runChild } from '../process/run-child.ts'
import { WorkerThread } from '../server/worker-thread.ts'

export async function runServerCommand(flags: RawOptions): Promise<void> {
  const options = parseClusterOptions(flags)
  const host = createHost(options)
  await runChild(async ({ signal, prepared, onReady }) => {
    const { layout, runtime } = openDataDir(options.dataDir)
    if (runtime === undefined)
      writeMarker(layout, {
        runtime: options.runtime === 'simulated' ? 'simulated' : 'containerd',
        containerd: options.containerd,
      })
    const worker = new WorkerThread()
    const keys = prepared.then(() => prepareKeys(options, { layout, host }))
    // The server and its worker thread are loaded while keys are made.
    const [pki, { runServer }] = await Promise.all([keys, import('../server/run-server.ts')])
    await runServer(options, { layout, host, pki, worker, signal, onReady })
  })
}
