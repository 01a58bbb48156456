// What the workers of all pods share. Assembled once, in kubelet.ts.

import type { Service } from '../../api/core/service/service.schema.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Rng } from '../../base/rng.ts'
import type { EventRecorder } from '../../client/event-recorder.ts'
import type { PodCgroups } from '../cgroups/pod-cgroups.ts'
import type { ResolvConf } from '../container/dns-config.ts'
import type { CriClient } from '../cri/cri-client.ts'
import type { DownwardFacts } from '../env/field-ref.ts'
import type { ProbeManager } from '../probes/probe-manager.ts'
import type { StatusManager } from '../status/status-manager.ts'
import type { PodDirectories } from '../volumes/pod-directories.ts'
import type { PodVolumes } from '../volumes/pod-volumes.ts'
import type { ReferencedObjects } from '../volumes/referenced-objects.ts'
import type { ServiceAccountTokens } from '../volumes/service-account-tokens.ts'
import type { CrashBackoff } from './crash-backoff.ts'
import type { ImagePuller } from './image-puller.ts'

export interface PodSettings {
  readonly logRoot: string
  readonly seccompRoot: string
  readonly clusterDNS: readonly string[]
  readonly clusterDomain: string
  /** Pods are looked at again after this long, and somewhat more, without a reason. */
  readonly syncPeriodMs: number
}

/** How the runtime is; kept by runtime-health.ts. */
export interface RuntimeCondition {
  /** Why pods that are not on the host's network cannot start; undefined where they can. */
  networkFault(): string | undefined
}

export interface PodContext {
  readonly cri: CriClient
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  readonly events: EventRecorder
  readonly settings: PodSettings
  /** `containerd` */
  readonly runtimeName: string
  readonly runtime: RuntimeCondition
  readonly directories: PodDirectories
  readonly volumes: PodVolumes
  readonly objects: ReferencedObjects
  readonly tokens: ServiceAccountTokens
  readonly cgroups: PodCgroups
  readonly probes: ProbeManager
  readonly statuses: StatusManager
  readonly images: ImagePuller
  readonly crashes: CrashBackoff
  /** The node's own resolv.conf, as it is now. */
  resolvConf(): Promise<ResolvConf>
  /** All services, once they are known. */
  services(options: { readonly signal: AbortSignal }): Promise<readonly Service[]>
  /** The runtime handler that a RuntimeClass names. */
  runtimeHandler(name: string, options: { readonly signal: AbortSignal }): Promise<string>
  facts(): DownwardFacts
  readonly memoryCapacity: number
}
