// How this cluster's own containerd is run.
import { mkdir } from 'node:fs/promises'
import type { ContainerdOptions } from '../../kubelet/containerd/containerd.ts'
import { readHostFacts } from '../../kubelet/containerd/host-facts.ts'
import { findPrograms } from '../../kubelet/containerd/programs.ts'
import { pauseImageName } from '../../kubelet/images/pause-image.ts'
import type { Host } from '../host.ts'
import type { Layout } from '../layout.ts'

export async function containerdOptions(
  layout: Layout,
  { host, signal }: { readonly host: Host; readonly signal: AbortSignal },
): Promise<ContainerdOptions> {
  await mkdir(layout.containerd, { recursive: true, mode: 0o700 })
  const [programs, facts] = await Promise.all([
    findPrograms({ path: process.env.PATH ?? '' }),
    readHostFacts(layout.containerd, { signal }),
  ])
  const { clock, log } = host
  return {
    directory: layout.containerd,
    programs,
    host: facts,
    sandboxImage: pauseImageName,
    clock,
    log: log.named('containerd'),
  }
}
