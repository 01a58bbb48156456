// Prefers nodes that have the pod's images, the more so the larger and the more widely spread they are.
// Upstream: plugins/imagelocality/image_locality.go.
import type { NodeInfo } from '../../cache/node-info.ts'
import { stateKey } from '../../framework/cycle-state.ts'
import { definePlugin, maxNodeScore } from '../../framework/plugin.ts'
import { skip, success } from '../../framework/verdict.ts'

const mebibyte = 1024 * 1024
const smallest = 23 * mebibyte
const largestPerContainer = 1000 * mebibyte

interface Wanted {
  readonly images: readonly string[]
  readonly largest: number
}

const wantedImages = stateKey<Wanted>('ImageLocality')

/** The name as nodes list it: with a tag. */
export function normalizedImageName(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name
}

export const imageLocality = definePlugin({
  name: 'ImageLocality',
  wakesOn: [],
  create: ({ snapshot }) => {
    const scoreOf = (wanted: Wanted, node: NodeInfo) => {
      let sum = 0
      for (const image of wanted.images) {
        const state = node.images.get(image)
        if (state !== undefined) sum += Math.floor((state.sizeBytes * state.nodes) / snapshot.nodes.length)
      }
      const within = Math.min(Math.max(sum, smallest), wanted.largest)
      return Math.floor((maxNodeScore * (within - smallest)) / (wanted.largest - smallest))
    }
    return {
      preScore(state, pod) {
        const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers]
        const images = containers.map(({ image }) => normalizedImageName(image ?? ''))
        // Where no node has any of them, all nodes would get the same.
        if (!images.some((image) => snapshot.hasImage(image))) return skip
        state.write(wantedImages, { images, largest: largestPerContainer * containers.length })
        return success
      },
      score(state, _pod, node) {
        const wanted = state.read(wantedImages)
        return wanted === undefined ? 0 : scoreOf(wanted, node)
      },
    }
  },
})
