// Sets up a pod's volumes, keeps their files up to date and takes them down again. Every step can be repeated: what is
// there already stays, so that it serves a new pod, a sync and a restart of the kubelet alike.
// Upstream: pkg/kubelet/volumemanager; pkg/volume/emptydir, configmap, secret, downwardapi, projected, hostpath
import { chmod, mkdir, readdir, rm } from 'node:fs/promises'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type {
  EmptyDirVolumeSource,
  ProjectedVolumeSource,
  Volume,
  VolumeProjection,
} from '../../api/core/pod/pod-volumes.schema.ts'
import type { Clock } from '../../base/clock.ts'
import { type Rng, randomSuffix } from '../../base/rng.ts'
import { quantityValue } from '../../machinery/quantity/quantity.ts'
import { unmountAllUnder } from '../containerd/mounts.ts'
import type { DownwardFacts } from '../env/field-ref.ts'
import { writeAtomically } from './atomic-writer.ts'
import { checkHostPath } from './host-path.ts'
import { isMountPoint, mountTmpfs } from './mounter.ts'
import type { PodDirectories, VolumePlugin } from './pod-directories.ts'
import type { ReferencedObjects } from './referenced-objects.ts'
import type { ServiceAccountTokens } from './service-account-tokens.ts'
import { VolumeError } from './volume-error.ts'
import { setVolumeOwnership } from './volume-ownership.ts'
import {
  configMapPayload,
  downwardPayload,
  type Payload,
  type PayloadFile,
  secretPayload,
} from './volume-payload.ts'

export interface MountedVolume {
  readonly path: string
  /** The kubelet owns the files: containers may only read them. */
  readonly readOnly: boolean
}

/** By the names of the pod's volumes. */
export type MountedVolumes = ReadonlyMap<string, MountedVolume>

export interface PodVolumesOptions {
  readonly directories: PodDirectories
  readonly objects: ReferencedObjects
  readonly tokens: ServiceAccountTokens
  readonly clock: Clock
  readonly rng: Rng
  /** What downwardAPI items may ask for beside the pod. */
  facts(): DownwardFacts
}

/** One volume that could not be set up. */
export interface VolumeFailure {
  readonly volume: string
  readonly message: string
}

export interface VolumeSetup {
  readonly mounted: MountedVolumes
  readonly failures: readonly VolumeFailure[]
}

const defaultMode = 0o644

export class PodVolumes {
  readonly #options: PodVolumesOptions

  constructor(options: PodVolumesOptions) {
    this.#options = options
  }

  /** Sets up what the containers mount; other volumes are left alone. */
  async setUp(pod: Pod, options: { readonly signal: AbortSignal }): Promise<VolumeSetup> {
    const { signal } = options
    const wanted = mountedNames(pod)
    const mounted = new Map<string, MountedVolume>()
    const failures: VolumeFailure[] = []
    for (const volume of pod.spec.volumes ?? []) {
      if (!wanted.has(volume.name)) continue
      try {
        mounted.set(volume.name, await this.#setUpOne(pod, volume, signal))
      } catch (error) {
        signal.throwIfAborted()
        failures.push({ volume: volume.name, message: (error as Error).message })
      }
    }
    return { mounted, failures }
  }

  #setUpOne(pod: Pod, volume: Volume, signal: AbortSignal): Promise<MountedVolume> {
    if (volume.hostPath !== undefined) return hostPathVolume(volume.hostPath)
    if (volume.emptyDir !== undefined) return this.#emptyDir(pod, volume.name, volume.emptyDir, signal)
    if (volume.configMap !== undefined || volume.secret !== undefined || volume.downwardAPI !== undefined)
      return this.#files(pod, volume, signal)
    if (volume.projected !== undefined) return this.#files(pod, volume, signal)
    // Differs: volumes of persistent claims, CSI, NFS, images and the in-tree disk plugins are not mounted yet.
    throw new VolumeError('no volume plugin matched')
  }

  async #emptyDir(
    pod: Pod,
    name: string,
    source: EmptyDirVolumeSource,
    signal: AbortSignal,
  ): Promise<MountedVolume> {
    const { medium = '', sizeLimit } = source
    if (medium !== '' && medium !== 'Memory')
      throw new VolumeError(`unknown storage medium ${JSON.stringify(medium)}`)
    const path = this.#options.directories.volume(pod.metadata.uid, 'empty-dir', name)
    const limit = sizeLimit === undefined ? 0 : quantityValue(sizeLimit)
    await this.#directory(path, {
      memory: medium === 'Memory',
      sizeBytes: limit > 0 ? limit : undefined,
      signal,
    })
    await chmod(path, 0o777)
    await setVolumeOwnership(path, {
      fsGroup: pod.spec.securityContext?.fsGroup,
      readOnly: false,
      onlyOnRootMismatch: true,
    })
    return { path, readOnly: false }
  }

  async #directory(
    path: string,
    options: {
      readonly memory: boolean
      readonly sizeBytes?: number | undefined
      readonly signal: AbortSignal
    },
  ): Promise<void> {
    await mkdir(path, { recursive: true, mode: 0o750 })
    if (!options.memory || (await isMountPoint(path))) return
    await mountTmpfs(path, { sizeBytes: options.sizeBytes, signal: options.signal })
  }

  /** Volumes whose files the kubelet writes. Those that may hold secrets never touch a disk. */
  async #files(pod: Pod, volume: Volume, signal: AbortSignal): Promise<MountedVolume> {
    const payload = await this.#payload(pod, volume, signal)
    const plugin = pluginOf(volume)
    const path = this.#options.directories.volume(pod.metadata.uid, plugin, volume.name)
    await this.#directory(path, { memory: plugin !== 'configmap', signal })
    await chmod(path, 0o777)
    const { clock, rng } = this.#options
    await writeAtomically(path, payload, {
      nowMs: clock.now(),
      suffix: randomSuffix(rng, 10),
      prepare: (made) =>
        setVolumeOwnership(made, { fsGroup: pod.spec.securityContext?.fsGroup, readOnly: true }),
    })
    return { path, readOnly: true }
  }

  #payload(pod: Pod, volume: Volume, signal: AbortSignal): Promise<Payload> {
    const { configMap, secret, downwardAPI, projected } = volume
    if (configMap !== undefined) return this.#configMap(pod, { ...configMap, signal })
    if (secret !== undefined) return this.#secret(pod, { ...secret, name: secret.secretName, signal })
    if (downwardAPI !== undefined) return Promise.resolve(this.#downward(pod, downwardAPI))
    return this.#projected(pod, projected ?? {}, signal)
  }

  async #configMap(pod: Pod, source: Source): Promise<Payload> {
    const { name = '', items, defaultMode: mode = defaultMode, optional = false, signal } = source
    const found = await this.#options.objects.configMap(
      { namespace: pod.metadata.namespace ?? '', name },
      { signal },
    )
    if (found === undefined && !optional) throw new VolumeError(`configmap ${JSON.stringify(name)} not found`)
    return configMapPayload(found, { items, defaultMode: mode, optional })
  }

  async #secret(pod: Pod, source: Source): Promise<Payload> {
    const { name = '', items, defaultMode: mode = defaultMode, optional = false, signal } = source
    const found = await this.#options.objects.secret(
      { namespace: pod.metadata.namespace ?? '', name },
      { signal },
    )
    if (found === undefined && !optional) throw new VolumeError(`secret ${JSON.stringify(name)} not found`)
    return secretPayload(found, { items, defaultMode: mode, optional })
  }

  #downward(pod: Pod, source: NonNullable<Volume['downwardAPI']>): Payload {
    const options = { defaultMode: source.defaultMode ?? defaultMode, facts: this.#options.facts() }
    return downwardPayload(pod, source.items, options)
  }

  async #projected(pod: Pod, source: ProjectedVolumeSource, signal: AbortSignal): Promise<Payload> {
    const mode = source.defaultMode ?? defaultMode
    const payload = new Map<string, PayloadFile>()
    for (const projection of source.sources ?? []) {
      const files = await this.#projection(pod, projection, { mode, signal })
      for (const [path, file] of files) payload.set(path, file)
    }
    return payload
  }

  async #projection(
    pod: Pod,
    projection: VolumeProjection,
    { mode, signal }: { readonly mode: number; readonly signal: AbortSignal },
  ): Promise<Payload> {
    const { configMap, secret, downwardAPI, serviceAccountToken } = projection
    if (configMap !== undefined)
      return await this.#configMap(pod, { ...configMap, defaultMode: mode, signal })
    if (secret !== undefined) return await this.#secret(pod, { ...secret, defaultMode: mode, signal })
    if (downwardAPI !== undefined) return this.#downward(pod, { ...downwardAPI, defaultMode: mode })
    if (serviceAccountToken === undefined) throw new VolumeError('this kind of projection is not supported')
    const text = await this.#options.tokens.get(pod, serviceAccountToken, { signal })
    const owner = commonUser(pod)
    const own = owner !== undefined || pod.spec.securityContext?.fsGroup !== undefined
    const file = { data: Buffer.from(text), mode: own ? 0o600 : mode, uid: owner }
    return new Map([[serviceAccountToken.path, file]])
  }

  /**
   * Unmounts and removes a pod's volumes; its containers' last words stay, to be read again. Throws a VolumeError when
   * something stays mounted.
   */
  async tearDown(podUid: string, options: { readonly signal: AbortSignal }): Promise<void> {
    const { directories } = this.#options
    await this.#unmount(podUid, options)
    await rm(directories.volumes(podUid), { recursive: true, force: true })
    await rm(directories.subPaths(podUid), { recursive: true, force: true })
  }

  /** Removes everything of a pod that is gone. */
  async remove(podUid: string, options: { readonly signal: AbortSignal }): Promise<void> {
    await this.#unmount(podUid, options)
    await rm(this.#options.directories.pod(podUid), { recursive: true, force: true })
  }

  async #unmount(podUid: string, options: { readonly signal: AbortSignal }): Promise<void> {
    const left = await unmountAllUnder(this.#options.directories.pod(podUid), options)
    // What is still mounted is not ours to delete.
    if (left.length > 0) throw new VolumeError(`still mounted: ${left.join(', ')}`)
  }

  /** The UIDs of all pods that have anything on disk. */
  async onDisk(): Promise<readonly string[]> {
    try {
      return await readdir(this.#options.directories.pods)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  }
}

interface Source {
  readonly name?: string | undefined
  readonly items?: NonNullable<Volume['configMap']>['items']
  readonly defaultMode?: number | undefined
  readonly optional?: boolean | undefined
  readonly signal: AbortSignal
}

async function hostPathVolume(source: NonNullable<Volume['hostPath']>): Promise<MountedVolume> {
  await checkHostPath(source)
  return { path: source.path, readOnly: false }
}

function pluginOf(volume: Volume): VolumePlugin {
  if (volume.configMap !== undefined) return 'configmap'
  if (volume.secret !== undefined) return 'secret'
  return volume.downwardAPI !== undefined ? 'downward-api' : 'projected'
}

function mountedNames({ spec }: Pod): ReadonlySet<string> {
  const containers = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])]
  return new Set(containers.flatMap(({ volumeMounts }) => volumeMounts ?? []).map(({ name }) => name))
}

// Upstream: pkg/volume/util/util.go FsUserFrom
/** The user as whom all containers run, where they all say the same. */
export function commonUser({ spec }: Pod): number | undefined {
  const containers = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])]
  const users = new Set(
    containers.map(({ securityContext }) => securityContext?.runAsUser ?? spec.securityContext?.runAsUser),
  )
  const [only] = users
  return users.size === 1 ? only : undefined
}
