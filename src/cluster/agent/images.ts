// The images that every node has without a registry: the sandbox's, and busybox.
import type { Clock } from '../../base/clock.ts'
import type { CriClient } from '../../kubelet/cri/cri-client.ts'
import { buildBusyboxImage } from '../../kubelet/images/busybox-image.ts'
import { hostArchitecture } from '../../kubelet/images/elf.ts'
import { ensureImage, type ImageStore } from '../../kubelet/images/image-load.ts'
import { buildPauseImage } from '../../kubelet/images/pause-image.ts'
import { findCommand } from '../runtime/prerequisites.ts'
import { UserError } from '../user-error.ts'

export interface PreloadOptions {
  readonly store: ImageStore
  readonly cri: CriClient
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Builds and loads what is missing; quick when all is there. */
export async function preloadImages(options: PreloadOptions): Promise<void> {
  const { signal } = options
  const architecture = hostArchitecture()
  if (architecture === undefined)
    throw new UserError(`no image can be built for this kind of processor (${process.arch})`)
  await ensureImage(await buildPauseImage({ architecture }), options)
  const program = findCommand('/bin/busybox') ?? findCommand('/usr/bin/busybox')
  if (program !== undefined) await ensureImage(await buildBusyboxImage({ program, signal }), options)
}
