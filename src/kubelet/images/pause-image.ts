// The image of sandbox containers. Upstream's comes from registry.k8s.io; ours is made on the spot, so that a machine
// without a registry can run pods.
import type { Architecture } from './elf.ts'
import { type BuiltImage, buildImage } from './oci-archive.ts'
import { pauseProgram } from './pause-program.ts'

/** Its name. The top-level domain `invalid` never resolves, so no other machine can ever serve it. */
export const pauseImageName = 'wherry.invalid/pause:1'

export function buildPauseImage({
  architecture,
}: {
  readonly architecture: Architecture
}): Promise<BuiltImage> {
  return buildImage({
    reference: pauseImageName,
    architecture,
    // Upstream's user, too: nobody in particular.
    config: { Entrypoint: ['/pause'], User: '65535:65535', WorkingDir: '/' },
    layers: [[{ path: 'pause', type: 'file', mode: 0o755, content: pauseProgram(architecture) }]],
  })
}
