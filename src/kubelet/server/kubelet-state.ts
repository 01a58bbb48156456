// What the kubelet's HTTP server has to know of the kubelet. The server asks; it never changes anything.
import type { Pod } from '../../api/core/pod/pod.kind.ts'

export interface ContainerRef {
  readonly namespace: string
  readonly pod: string
  readonly container: string
}

/** A container as the runtime has it. */
export interface RuntimeContainer {
  readonly id: string
  readonly running: boolean
  /** Absolute path of its log; empty where it has none yet. */
  readonly logPath: string
  readonly tty: boolean
  readonly stdin: boolean
}

export interface KubeletState {
  /** Pods bound to this node, as last seen. */
  pods(): readonly Pod[]
  pod(namespace: string, name: string): Pod | undefined
  /** The newest container of that name, or the one before it; undefined where there is none. */
  container(
    ref: ContainerRef,
    options: { readonly previous?: boolean; readonly signal: AbortSignal },
  ): Promise<RuntimeContainer | undefined>
  /** Id of the pod's sandbox that is ready. */
  sandbox(namespace: string, name: string, signal: AbortSignal): Promise<string | undefined>
  /** The body of /stats/summary. */
  statsSummary(signal: AbortSignal): Promise<object>
  /** The text of /metrics/resource. */
  resourceMetrics(signal: AbortSignal): Promise<string>
}
