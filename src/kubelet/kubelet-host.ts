// What the kubelet finds out about the machine it is on and the runtime under it, before and while it runs.
import { mkdir } from 'node:fs/promises'
import { isAbort } from '../base/abort.ts'
import { sleep } from '../base/clock.ts'
import { type CgroupFiles, openCgroupFiles } from './cgroups/cgroup-files.ts'
import { createPodCgroups, noPodCgroups, type PodCgroups } from './cgroups/pod-cgroups.ts'
import { defaults, type KubeletOptions } from './kubelet-options.ts'
import { fileSystemUsage, type Machine, machineAddress, readMachine } from './node/machine.ts'
import type { NodeIdentity, NodeObservation } from './node/node-status.ts'
import type { RuntimeHealth } from './runtime/runtime-health.ts'

export interface Host {
  readonly machine: Machine
  readonly addresses: readonly string[]
  /** Undefined where no groups can be made. */
  readonly cgroupFiles: CgroupFiles | undefined
  readonly cgroups: PodCgroups
  /** `containerd` */
  readonly runtimeName: string
  readonly runtimeVersion: string
}

const firstContactMs = 1_000
const listImagesMs = 5_000

/** Waits for the runtime: without its name no container can be told of. */
export async function inspectHost(options: KubeletOptions, signal: AbortSignal): Promise<Host> {
  await mkdir(options.rootDir, { recursive: true, mode: 0o700 })
  await mkdir(options.podLogsDir, { recursive: true, mode: 0o755 })
  const [machine, cgroupFiles, runtime] = await Promise.all([
    readMachine(),
    openCgroupFiles(),
    runtimeVersion(options, signal),
  ])
  const addresses = options.nodeIPs ?? [await machineAddress()]
  const root = options.cgroupRoot ?? ''
  const cgroups = cgroupFiles === undefined ? noPodCgroups : createPodCgroups(cgroupFiles, { root })
  return { machine, addresses, cgroupFiles, cgroups, ...runtime }
}

async function runtimeVersion(options: KubeletOptions, signal: AbortSignal) {
  const { cri, clock, log } = options
  for (let told = false; ; told = true) {
    try {
      const { runtimeName, runtimeVersion: version } = await cri.version({}, { signal })
      return { runtimeName, runtimeVersion: version }
    } catch (error) {
      if (isAbort(error, signal)) throw error
      if (!told) log.warn('waiting for the container runtime', { error: (error as Error).message })
      await sleep(clock, firstContactMs, { signal })
    }
  }
}

export function identityOf(options: KubeletOptions, host: Host): NodeIdentity {
  return {
    name: options.nodeName,
    hostname: options.hostname ?? options.nodeName,
    addresses: host.addresses,
    labels: options.nodeLabels ?? {},
    kubeletVersion: options.kubeletVersion,
    port: options.port ?? defaults.port,
    maxPods: options.maxPods ?? defaults.maxPods,
  }
}

/** What the node's status is made from. */
export async function observeNode(
  options: KubeletOptions,
  seen: {
    readonly host: Host
    readonly health: RuntimeHealth
    readonly pressures: NodeObservation['pressures']
    readonly signal: AbortSignal
  },
): Promise<NodeObservation> {
  const { host, health, pressures, signal } = seen
  // A runtime that is away must not keep the node from saying so.
  const { images } = await options.cri.listImages({}, { signal, timeoutMs: listImagesMs }).catch(() => {
    signal.throwIfAborted()
    return { images: [] }
  })
  // A fault may have gone since it was last looked for.
  if (health.faults().length > 0) await health.check({ signal })
  return {
    machine: host.machine,
    nodefs: await fileSystemUsage(options.rootDir),
    runtimeName: host.runtimeName,
    runtimeVersion: host.runtimeVersion,
    runtimeHandlers: health.handlers,
    images,
    faults: health.faults(),
    pressures,
    nowMs: options.clock.now(),
  }
}
