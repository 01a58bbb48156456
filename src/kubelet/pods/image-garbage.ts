// Removes images that no container uses when the disk fills up, those unused for longest first. planImageGC() decides.
// Upstream: pkg/kubelet/images/image_gc_manager.go

import type { Node } from '../../api/core/node/node.schema.ts'
import { isAbort } from '../../base/abort.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { EventRecorder } from '../../client/event-recorder.ts'
import type { Image } from '../cri/cri.types.ts'
import type { CriClient } from '../cri/cri-client.ts'
import { CriError } from '../cri/cri-error.ts'
import { type FileSystemUsage, fileSystemUsage } from '../node/machine.ts'

export interface ImageRecord {
  readonly id: string
  readonly sizeBytes: number
  readonly pinned: boolean
  readonly firstSeenMs: number
  readonly lastUsedMs: number
}

export interface ImageGarbageOptions {
  readonly cri: CriClient
  readonly clock: Clock
  readonly log: Logger
  readonly events: EventRecorder
  readonly rootDir: string
  /** Names of images that stay whatever happens, such as that of sandboxes, of which no container tells. */
  readonly pinned: readonly string[]
  node(): Node | undefined
}

const periodMs = 300_000
const highPercent = 85
const lowPercent = 80
const minAgeMs = 120_000

/** Ids of the images to remove so that usage falls from above the high mark to the low one. */
export function planImageGC(
  images: readonly ImageRecord[],
  disk: Pick<FileSystemUsage, 'capacityBytes' | 'availableBytes'>,
  options: { readonly inUse: ReadonlySet<string>; readonly nowMs: number },
): { readonly remove: readonly string[]; readonly missingBytes: number } {
  const { capacityBytes, availableBytes } = disk
  const usedPercent = capacityBytes === 0 ? 0 : 100 - Math.floor((availableBytes * 100) / capacityBytes)
  if (usedPercent < highPercent) return { remove: [], missingBytes: 0 }
  let missingBytes = (capacityBytes * (100 - lowPercent)) / 100 - availableBytes
  const remove: string[] = []
  for (const image of removable(images, options)) {
    if (missingBytes <= 0) break
    remove.push(image.id)
    missingBytes -= image.sizeBytes
  }
  return { remove, missingBytes: Math.max(0, missingBytes) }
}

/** What nobody uses, those that were used last or came last at the end. */
export function removable(
  images: readonly ImageRecord[],
  { inUse, nowMs }: { readonly inUse: ReadonlySet<string>; readonly nowMs: number },
): readonly ImageRecord[] {
  return images
    .filter(({ id, pinned, firstSeenMs }) => !pinned && !inUse.has(id) && nowMs - firstSeenMs >= minAgeMs)
    .toSorted((a, b) => a.lastUsedMs - b.lastUsedMs || a.firstSeenMs - b.firstSeenMs)
}

export class ImageGarbage {
  readonly #options: ImageGarbageOptions
  #records = new Map<string, ImageRecord>()

  constructor(options: ImageGarbageOptions) {
    this.#options = options
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options
    for (;;) {
      try {
        await this.#collect(signal)
      } catch (error) {
        if (isAbort(error, signal)) throw error
        log.warn('could not collect unused images', { error: (error as Error).message })
      }
      await sleep(clock, periodMs, { signal })
    }
  }

  async #collect(signal: AbortSignal): Promise<void> {
    const { clock, rootDir, node, events } = this.#options
    const inUse = await this.#look(signal)
    const disk = await fileSystemUsage(rootDir)
    if (disk === undefined) return
    const plan = planImageGC([...this.#records.values()], disk, { inUse, nowMs: clock.now() })
    await this.#remove(plan.remove, signal)
    const subject = node()
    if (plan.missingBytes === 0 || subject === undefined) return
    events.event(subject, {
      type: 'Warning',
      reason: 'FreeDiskSpaceFailed',
      message: `Failed to garbage collect required amount of images. Attempted to free ${Math.ceil(plan.missingBytes)} bytes more than eligible images take.`,
    })
  }

  /** Removes all images that nobody uses. */
  async removeUnused({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    const inUse = await this.#look(signal)
    const unused = removable([...this.#records.values()], { inUse, nowMs: this.#options.clock.now() })
    await this.#remove(
      unused.map(({ id }) => id),
      signal,
    )
  }

  /** Brings the records up to date; answers with the images in use. */
  async #look(signal: AbortSignal): Promise<ReadonlySet<string>> {
    const { cri, clock, pinned } = this.#options
    const [{ images }, { containers }] = await Promise.all([
      cri.listImages({}, { signal }),
      cri.listContainers({}, { signal }),
    ])
    const used = new Set([
      ...pinned,
      ...containers.flatMap(({ imageRef, imageId, image }) => [imageRef, imageId, image?.image ?? '']),
    ])
    const isUsed = ({ id, repoTags, repoDigests }: Image) =>
      used.has(id) || [...repoTags, ...repoDigests].some((name) => used.has(name))
    const now = clock.now()
    this.#records = new Map(
      images.map((image) => {
        const known = this.#records.get(image.id)
        const record = {
          id: image.id,
          sizeBytes: Number(image.size),
          pinned: image.pinned,
          firstSeenMs: known?.firstSeenMs ?? now,
          lastUsedMs: isUsed(image) ? now : (known?.lastUsedMs ?? 0),
        }
        return [image.id, record]
      }),
    )
    return new Set(images.filter(isUsed).map(({ id }) => id))
  }

  async #remove(ids: readonly string[], signal: AbortSignal): Promise<void> {
    const { cri, log } = this.#options
    for (const image of ids) {
      try {
        await cri.removeImage({ image: { image } }, { signal })
        this.#records.delete(image)
        log.info('removed an unused image', { image })
      } catch (error) {
        if (!(error instanceof CriError)) throw error
        log.warn('could not remove an image', { image, error: error.message })
      }
    }
  }
}
