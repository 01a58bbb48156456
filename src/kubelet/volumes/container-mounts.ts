// What is mounted into one container: its volumes, its part of a volume, /etc/hosts and the file for its last words.
// Upstream: pkg/kubelet/kubelet_pods.go makeMounts
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { VolumeMount } from '../../api/core/pod/pod-volumes.schema.ts'
import { type Rng, randomInt } from '../../base/rng.ts'
import type { MessageInit } from '../../machinery/protobuf/message-codec.ts'
import { hostNetworkHostsFile, managedHostsFile } from '../container/hosts-file.ts'
import { podHostname } from '../container/pod-hostname.ts'
import type { Mount, MountPropagation } from '../cri/cri.types.ts'
import { expandStrictly, lookupIn } from '../env/expansion.ts'
import type { PodDirectories } from './pod-directories.ts'
import type { MountedVolumes } from './pod-volumes.ts'
import { checkSubPath, mountSubPath } from './sub-path.ts'
import { VolumeError } from './volume-error.ts'

export interface ContainerMountsOptions {
  readonly directories: PodDirectories
  readonly mounted: MountedVolumes
  readonly environment: ReadonlyMap<string, string>
  readonly podIPs: readonly string[]
  readonly clusterDomain: string
  readonly rng: Rng
  readonly signal: AbortSignal
}

type CriMount = MessageInit<Mount>

const propagations: Readonly<Record<'None' | 'HostToContainer' | 'Bidirectional', MountPropagation>> = {
  None: 'PROPAGATION_PRIVATE',
  HostToContainer: 'PROPAGATION_HOST_TO_CONTAINER',
  Bidirectional: 'PROPAGATION_BIDIRECTIONAL',
}

/** Throws a VolumeError with words for the pod's events, which tell nothing of the machine. */
export async function containerMounts(
  pod: Pod,
  container: Container,
  options: ContainerMountsOptions,
): Promise<readonly CriMount[]> {
  const mounts: CriMount[] = []
  for (const [index, mount] of (container.volumeMounts ?? []).entries())
    mounts.push(await volumeMount(pod, container, { ...options, mount, index }))
  const ownHosts = container.volumeMounts?.some(({ mountPath }) => mountPath === '/etc/hosts')
  if (options.podIPs.length > 0 && ownHosts !== true) mounts.push(await hostsMount(pod, options))
  const { terminationMessagePath = '' } = container
  if (terminationMessagePath !== '') mounts.push(await messageMount(pod, container, options))
  return mounts
}

async function volumeMount(
  pod: Pod,
  container: Container,
  options: ContainerMountsOptions & { readonly mount: VolumeMount; readonly index: number },
): Promise<CriMount> {
  const { mount, mounted } = options
  const volume = mounted.get(mount.name)
  if (volume === undefined)
    throw new VolumeError(
      `cannot find volume ${JSON.stringify(mount.name)} to mount into container ${JSON.stringify(container.name)}`,
    )
  const subPath = subPathOf(mount, options.environment)
  const hostPath =
    subPath === ''
      ? volume.path
      : await mountedSubPath(pod, container, { ...options, subPath, volume: volume.path })
  return {
    hostPath,
    containerPath: isAbsolute(mount.mountPath) ? mount.mountPath : join('/', mount.mountPath),
    readonly: mount.readOnly === true || volume.readOnly,
    propagation: propagations[mount.mountPropagation ?? 'None'],
  }
}

function subPathOf(mount: VolumeMount, environment: ReadonlyMap<string, string>): string {
  const { subPath = '', subPathExpr = '' } = mount
  if (subPathExpr === '') return subPath
  const { text, missing } = expandStrictly(subPathExpr, lookupIn(environment))
  if (missing.length > 0)
    throw new VolumeError(`missing value for ${missing.map((name) => JSON.stringify(name)).join(' ')}`)
  return text
}

async function mountedSubPath(
  pod: Pod,
  container: Container,
  options: ContainerMountsOptions & {
    readonly mount: VolumeMount
    readonly index: number
    readonly subPath: string
    readonly volume: string
  },
): Promise<string> {
  const { mount, index, subPath, volume, directories, signal } = options
  checkSubPath(subPath)
  const target = directories.subPath(pod.metadata.uid, mount.name, container.name, index)
  try {
    await mountSubPath({ volume, path: subPath, target }, { signal })
    return target
  } catch (error) {
    signal.throwIfAborted()
    // What went wrong would tell of the machine's files.
    throw new VolumeError(
      `failed to prepare subPath for volumeMount ${JSON.stringify(mount.name)} of container ${JSON.stringify(container.name)}`,
      { cause: error },
    )
  }
}

async function hostsMount(pod: Pod, options: ContainerMountsOptions): Promise<CriMount> {
  const { directories, podIPs, clusterDomain } = options
  const { hostname, domain } = podHostname(pod, clusterDomain)
  const aliases = pod.spec.hostAliases
  const text =
    pod.spec.hostNetwork === true
      ? hostNetworkHostsFile(await readFile('/etc/hosts', 'utf8').catch(() => ''), aliases)
      : managedHostsFile({ podIPs, hostname, domain, aliases })
  const hostPath = directories.etcHosts(pod.metadata.uid)
  await mkdir(directories.pod(pod.metadata.uid), { recursive: true, mode: 0o750 })
  await writeFile(hostPath, text, { mode: 0o644 })
  await chmod(hostPath, 0o644)
  return { hostPath, containerPath: '/etc/hosts', readonly: false }
}

/** Each attempt of a container gets a file of its own. */
async function messageMount(
  pod: Pod,
  container: Container,
  { directories, rng }: ContainerMountsOptions,
): Promise<CriMount> {
  const directory = directories.container(pod.metadata.uid, container.name)
  await mkdir(directory, { recursive: true, mode: 0o750 })
  const hostPath = join(directory, randomInt(rng, 0x1_0000_0000).toString(16).padStart(8, '0'))
  await writeFile(hostPath, '', { mode: 0o666 })
  await chmod(hostPath, 0o666)
  const { terminationMessagePath = '' } = container
  return { hostPath, containerPath: join('/', terminationMessagePath), readonly: false }
}
