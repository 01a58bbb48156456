// Which images the nodes have, and on how many of them. Upstream: pkg/scheduler/backend/cache/cache.go addNodeImageStates.
import type { Node } from '../../api/core/node/node.kind.ts'
import type { ImageState, NodeInfo } from './node-info.ts'

export class ImageStates {
  readonly #byName = new Map<string, ImageState>()

  get size(): number {
    return this.#byName.size
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  /** Counts the images of `node` in, after those it had before have been taken out. */
  update(info: NodeInfo, node: Node): void {
    const images = node.status?.images ?? []
    if (images.length === 0 && info.images.size === 0) return
    if (info.images.size > 0 && images === info.node.status?.images) return
    this.remove(info)
    const held = new Map<string, ImageState>()
    for (const { names, sizeBytes = 0 } of images) {
      for (const name of names ?? []) {
        if (!held.has(name)) held.set(name, this.#take(name, sizeBytes))
      }
    }
    info.images = held
  }

  #take(name: string, sizeBytes: number): ImageState {
    const state = this.#byName.get(name) ?? { sizeBytes, nodes: 0 }
    state.nodes++
    this.#byName.set(name, state)
    return state
  }

  remove(info: NodeInfo): void {
    for (const [name, state] of info.images) {
      state.nodes--
      if (state.nodes === 0) this.#byName.delete(name)
    }
    info.images = new Map()
  }
}
