// Makes sure that an image is there before its container is made: pulls it by the pull policy, one image at a time, with the
// pod's pull secrets, and with back-off for one that cannot be had.
// Upstream: pkg/kubelet/images/image_manager.go, pkg/kubelet/kuberuntime/kuberuntime_image.go

import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import { orAbort } from '../../base/abort.ts'
import type { Clock } from '../../base/clock.ts'
import type { EventRecorder } from '../../client/event-recorder.ts'
import type { MessageInit } from '../../machinery/protobuf/message-codec.ts'
import { formatDuration } from '../../machinery/schema/scalars.ts'
import type { Image, PodSandboxConfig } from '../cri/cri.types.ts'
import type { CriClient } from '../cri/cri-client.ts'
import { CriError, isCriError } from '../cri/cri-error.ts'
import { KeyringError, keyringOf, type PullSecret } from '../images/keyring.ts'
import { isLatest, parseReference, repositoryOf } from '../images/reference.ts'
import { containerFieldPath } from './container-events.ts'
import { ContainerStartError } from './container-start-error.ts'
import type { CrashBackoff } from './crash-backoff.ts'

export interface ImagePullerOptions {
  readonly cri: Pick<CriClient, 'imageStatus' | 'pullImage'>
  readonly clock: Clock
  readonly events: EventRecorder
  readonly backoff: CrashBackoff
}

export interface ImageRequest {
  readonly pod: Pod
  readonly container: Container
  readonly secrets: () => Promise<readonly PullSecret[]>
  readonly sandbox: MessageInit<PodSandboxConfig>
  readonly signal: AbortSignal
}

/** What a container is made from. */
export interface PresentImage {
  readonly id: string
  readonly uid: number | undefined
  readonly username: string
}

export class ImagePuller {
  readonly #options: ImagePullerOptions
  /** The pull before the next one. */
  #last: Promise<unknown> = Promise.resolve()
  readonly #lastErrors = new Map<string, string>()

  constructor(options: ImagePullerOptions) {
    this.#options = options
  }

  /** Throws a ContainerStartError where the image cannot be had now. */
  async ensure(request: ImageRequest): Promise<PresentImage> {
    const { container } = request
    const image = this.#named(request)
    const present = await this.#inspect(request, image)
    const policy = container.imagePullPolicy ?? (isLatestImage(image) ? 'Always' : 'IfNotPresent')
    if (policy === 'Never' && present === undefined) {
      const message = `Container image ${quoted(container)} is not present with pull policy of Never`
      this.#tell(request, { type: 'Warning', reason: 'ErrImageNeverPull', message })
      throw new ContainerStartError('ErrImageNeverPull', { message })
    }
    if (present !== undefined && policy !== 'Always') {
      const message = `Container image ${quoted(container)} already present on machine and can be accessed by the pod`
      this.#tell(request, { type: 'Normal', reason: 'Pulled', message })
      return presentImage(present)
    }
    return presentImage(await this.#pullWithBackoff(request, image))
  }

  /** Drops what is remembered of a pod's failed pulls. */
  forget(podUid: string): void {
    const prefix = `${podUid}_`
    this.#options.backoff.forget(prefix)
    for (const key of this.#lastErrors.keys()) if (key.startsWith(prefix)) this.#lastErrors.delete(key)
  }

  /** The image's name with a tag. */
  #named(request: ImageRequest): string {
    const { image = '' } = request.container
    const { reference, error } = parseReference(image)
    if (error !== undefined) {
      const message = `Failed to apply default image tag ${quoted(request.container)}: couldn't parse image name ${quoted(request.container)}: ${error}`
      this.#tell(request, { type: 'Warning', reason: 'InspectFailed', message })
      throw new ContainerStartError('InvalidImageName', { message })
    }
    return reference.tag === undefined && reference.digest === undefined ? `${image}:latest` : image
  }

  async #inspect(request: ImageRequest, image: string): Promise<Image | undefined> {
    try {
      return (await this.#options.cri.imageStatus({ image: { image } }, request)).image
    } catch (error) {
      if (!(error instanceof CriError)) throw error
      const message = `Failed to inspect image ${quoted(request.container)}: ${error.message}`
      this.#tell(request, { type: 'Warning', reason: 'InspectFailed', message })
      throw new ContainerStartError('ImageInspectError', { message, cause: error })
    }
  }

  async #pullWithBackoff(request: ImageRequest, image: string): Promise<Image> {
    const { backoff, clock } = this.#options
    const key = `${request.pod.metadata.uid}_${image}`
    const retryAfterMs = backoff.remainingSinceUpdateMs(key)
    if (retryAfterMs > 0) {
      const message = `Back-off pulling image ${quoted(request.container)}`
      this.#tell(request, { type: 'Normal', reason: 'BackOff', message })
      const why = this.#lastErrors.get(key)
      throw new ContainerStartError('ImagePullBackOff', {
        message: why === undefined ? message : `${message}: ${why}`,
        retryAfterMs,
      })
    }
    this.#lastErrors.delete(key)
    this.#tell(request, {
      type: 'Normal',
      reason: 'Pulling',
      message: `Pulling image ${quoted(request.container)}`,
    })
    try {
      return await this.#pullInTurn(request, image)
    } catch (error) {
      if (!(error instanceof CriError) && !(error instanceof KeyringError)) throw error
      const message = `Failed to pull image ${quoted(request.container)}: ${error.message}`
      this.#tell(request, { type: 'Warning', reason: 'Failed', message })
      backoff.next(key, clock.now())
      const failure = startErrorOf(error, request.container)
      this.#lastErrors.set(key, `${failure.reason}: ${failure.message}`)
      throw failure
    }
  }

  /** Upstream: puller.go serialImagePuller */
  async #pullInTurn(request: ImageRequest, image: string): Promise<Image> {
    const { clock } = this.#options
    const asked = clock.monotonic()
    const { promise, resolve } = Promise.withResolvers<void>()
    const before = this.#last
    this.#last = before.then(() => promise)
    try {
      await orAbort(before, request.signal)
      const began = clock.monotonic()
      const pulled = await this.#pull(request, image)
      const now = clock.monotonic()
      const size = pulled.size
      const message = `Successfully pulled image ${quoted(request.container)} in ${took(now - began)} (${took(now - asked)} including waiting). Image size: ${size} bytes.`
      this.#tell(request, { type: 'Normal', reason: 'Pulled', message })
      return pulled
    } finally {
      resolve()
    }
  }

  async #pull(request: ImageRequest, image: string): Promise<Image> {
    const { cri } = this.#options
    const { reference } = parseReference(image)
    const keyring = keyringOf(await request.secrets())
    const found = reference === undefined ? [] : keyring.lookup(repositoryOf(reference))
    const errors: CriError[] = []
    for (const auth of found.length === 0 ? [undefined] : found) {
      try {
        const spec = { image, annotations: request.pod.metadata.annotations ?? {} }
        const pull = { image: spec, sandboxConfig: request.sandbox, ...(auth !== undefined && { auth }) }
        const { imageRef } = await cri.pullImage(pull, request)
        const { image: pulled } = await cri.imageStatus({ image: { image: imageRef } }, request)
        if (pulled !== undefined) return pulled
        errors.push(
          new CriError('NotFound', {
            method: 'ImageStatus',
            details: `image ${imageRef} was not there after its pull`,
          }),
        )
      } catch (error) {
        if (!(error instanceof CriError)) throw error
        errors.push(error)
      }
    }
    throw errors[0] ?? new CriError('Unknown', { method: 'PullImage', details: 'no answer' })
  }

  #tell(
    { pod, container }: ImageRequest,
    event: { readonly type: 'Normal' | 'Warning'; readonly reason: string; readonly message: string },
  ): void {
    const fieldPath = containerFieldPath(pod, container.name)
    this.#options.events.event(pod, { ...event, ...(fieldPath !== undefined && { fieldPath }) })
  }
}

function quoted({ image = '' }: Container): string {
  return JSON.stringify(image)
}

function isLatestImage(image: string): boolean {
  const { reference } = parseReference(image)
  return reference !== undefined && isLatest(reference)
}

function presentImage({ id, uid, username }: Image): PresentImage {
  // An image that says nothing runs as root.
  const named = uid === undefined && username !== ''
  return { id, uid: named ? undefined : Number(uid?.value ?? 0n), username }
}

function startErrorOf(error: Error, container: Container): ContainerStartError {
  if (isCriError(error, 'Unavailable') && error.details.includes('RegistryUnavailable'))
    return new ContainerStartError('RegistryUnavailable', {
      message: `image pull failed for ${container.image ?? ''} because the registry is unavailable: ${error.message}`,
      cause: error,
    })
  return new ContainerStartError('ErrImagePull', { message: error.message, cause: error })
}

function took(ms: number): string {
  return formatDuration(Math.trunc(ms) * 1_000_000)
}
