// What the container runtime knows of one pod, in the kubelet's own terms. Pure data, made by runtime-reader.ts; the
// planners and the status generator read nothing else of the runtime.

import type { RuntimeContainerState } from './runtime-state.ts'

export interface RuntimeMount {
  readonly hostPath: string
  readonly containerPath: string
}

export interface RuntimeContainer {
  /** The runtime's id, without the scheme. */
  readonly id: string
  readonly name: string
  readonly sandboxId: string
  readonly state: RuntimeContainerState
  /** Hash of the spec that it was made from; see container-hash.ts. */
  readonly hash: string
  readonly restartCount: number
  readonly createdAtMs: number
  /** 0 where it was never started. */
  readonly startedAtMs: number
  readonly finishedAtMs: number
  readonly exitCode: number
  readonly reason: string
  /** The runtime's words, and after them what the container left as its termination message. */
  readonly message: string
  /** The image as the runtime names it. */
  readonly image: string
  readonly imageRef: string
  readonly imageId: string
  readonly logPath: string
  readonly mounts: readonly RuntimeMount[]
  readonly user:
    | { readonly uid: number; readonly gid: number; readonly supplementalGroups: readonly number[] }
    | undefined
}

export interface RuntimeSandbox {
  readonly id: string
  readonly ready: boolean
  readonly attempt: number
  readonly createdAtMs: number
  /** Undefined where the runtime gave no network status. */
  readonly ips: readonly string[] | undefined
  readonly hostNetwork: boolean
}

export interface RuntimePod {
  readonly uid: string
  readonly name: string
  readonly namespace: string
  /** Of the newest sandbox, while it is ready. */
  readonly ips: readonly string[]
  /** Newest first. */
  readonly sandboxes: readonly RuntimeSandbox[]
  /** Newest first, all attempts. */
  readonly containers: readonly RuntimeContainer[]
}

/** The newest attempt of a container. */
export function findRuntimeContainer(pod: RuntimePod, name: string): RuntimeContainer | undefined {
  return pod.containers.find((container) => container.name === name)
}

export function runningContainers(pod: RuntimePod): readonly RuntimeContainer[] {
  return pod.containers.filter((container) => container.state === 'running')
}

/** A pod of which the runtime knows nothing. */
export function emptyRuntimePod(pod: {
  readonly metadata: { readonly uid: string; readonly name: string; readonly namespace?: string | undefined }
}): RuntimePod {
  const { uid, name, namespace = '' } = pod.metadata
  return { uid, name, namespace, ips: [], sandboxes: [], containers: [] }
}
