// What a kubelet is given. Everything it touches outside of its own directory is named here.

import type { Taint } from '../api/core/node/node.schema.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import type { Rng } from '../base/rng.ts'
import type { Informers } from '../client/cache.ts'
import type { Client } from '../client/client.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import type { CriClient } from './cri/cri-client.ts'
import type { KubeletState } from './server/kubelet-state.ts'

export interface KubeletOptions {
  readonly client: Client
  /** Must be running, or be run beside the kubelet. */
  readonly informers: Informers
  readonly cri: CriClient
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  readonly events: EventRecorder
  readonly signal: AbortSignal
  readonly nodeName: string
  /** The name in the label kubernetes.io/hostname; the node's where absent. */
  readonly hostname?: string
  /** Pods' volumes and files. An absolute path. */
  readonly rootDir: string
  /** Containers' logs; upstream has /var/log/pods. */
  readonly podLogsDir: string
  /** Addresses of the node, the primary first; found out where absent. */
  readonly nodeIPs?: readonly string[]
  readonly nodeLabels?: Readonly<Record<string, string>>
  readonly registerWithTaints?: readonly Taint[]
  /** Addresses for the pods of this node, where nobody else assigns them. */
  readonly podCIDRs?: readonly string[]
  readonly clusterDNS?: readonly string[]
  readonly clusterDomain?: string
  /** Shown by `kubectl get nodes`, such as `v1.36.3+wherry.0.1.0`. */
  readonly kubeletVersion: string
  /** The port of the kubelet's server. */
  readonly port?: number
  readonly maxPods?: number
  /** Under which group of each hierarchy `kubepods` is made; at the root where absent. */
  readonly cgroupRoot?: string
  /** Images that are never removed for disk space, such as that of sandboxes. */
  readonly pinnedImages?: readonly string[]
  readonly syncPeriodMs?: number
  readonly containerLogMaxBytes?: number
  readonly containerLogMaxFiles?: number
  /** Called once the node is registered and pods are being served, with what the server needs. */
  readonly onReady?: (state: KubeletState) => void
}

export const defaults = {
  clusterDomain: 'cluster.local',
  port: 10_250,
  maxPods: 110,
  syncPeriodMs: 60_000,
  containerLogMaxBytes: 10 * 1024 ** 2,
  containerLogMaxFiles: 5,
}
