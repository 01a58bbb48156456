// `wherry image load FILE`.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { containerdPaths } from '../../kubelet/containerd/containerd.config.ts'
import { createCriClient } from '../../kubelet/cri/cri-client.ts'
import { ImageError } from '../../kubelet/images/image-error.ts'
import { loadImageArchive } from '../../kubelet/images/image-load.ts'
import { containerdOptions } from '../agent/containerd-options.ts'
import { requireDataDir } from '../data-dir.ts'
import { createHost } from '../host.ts'
import { defaultDataDir } from '../layout.ts'
import { untilStopped } from '../process/run-child.ts'
import { UserError } from '../user-error.ts'

export async function runImageLoad(
  file: string,
  flags: { readonly dataDir?: string; readonly name?: string },
): Promise<void> {
  const { layout, runtime, containerd } = requireDataDir(resolve(flags.dataDir ?? defaultDataDir()))
  if (runtime !== 'containerd') throw new UserError('simulated nodes hold no images: their pods run without')
  const socket = containerd ?? containerdPaths(layout.containerd).socket
  if (!existsSync(socket)) throw new UserError('the cluster is not running: start it with "wherry up"')
  const host = createHost({ logLevel: 'warn' })
  const signal = untilStopped()
  const { programs, host: facts } = await containerdOptions(layout, { host, signal })
  const cri = createCriClient({ socket, clock: host.clock })
  try {
    const store = { ctr: programs.ctr, socket, snapshotter: facts.snapshotter }
    const name = flags.name === undefined ? {} : { name: flags.name }
    const loaded = await loadImageArchive(file, { store, cri, clock: host.clock, signal, ...name })
    for (const image of loaded) process.stdout.write(`${image.name}\n`)
  } catch (error) {
    if (error instanceof ImageError) throw new UserError(error.message, { cause: error })
    throw error
  } finally {
    cri.close()
  }
}
