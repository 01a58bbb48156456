// Pods and runtime states for the tables of this room's tests: only what a case is about has to be said.
import type { Pod, PodSpec } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { PodStatus } from '../../api/core/pod/pod-status.schema.ts'
import { hashContainer } from '../runtime/container-hash.ts'
import { emptyRuntimePod, type RuntimeContainer, type RuntimePod } from '../runtime/runtime-pod.ts'

export interface PodPieces {
  readonly spec?: Partial<PodSpec>
  readonly status?: PodStatus
  readonly metadata?: Partial<Pod['metadata']>
}

export function podOf(pieces: PodPieces = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web',
      namespace: 'default',
      uid: 'uid-1',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      generation: 1,
      ...pieces.metadata,
    },
    spec: {
      containers: [containerOf('main')],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      enableServiceLinks: true,
      dnsPolicy: 'ClusterFirst',
      ...pieces.spec,
    },
    ...(pieces.status && { status: pieces.status }),
  }
}

export function containerOf(name: string, more: Partial<Container> = {}): Container {
  return { name, image: `${name}:1`, ...more }
}

export type ContainerPieces = Partial<RuntimeContainer> & Pick<RuntimeContainer, 'name' | 'state'>

let serial = 0

export function runtimeContainer(pieces: ContainerPieces): RuntimeContainer {
  const exited = pieces.state === 'exited'
  return {
    id: `${pieces.name}-id`,
    sandboxId: 'sandbox-0',
    hash: hashContainer(containerOf(pieces.name)),
    restartCount: 0,
    createdAtMs: 1_000_000 - serial++,
    startedAtMs: pieces.state === 'created' ? 0 : 1_000_000,
    finishedAtMs: exited ? 2_000_000 : 0,
    exitCode: 0,
    reason: exited ? 'Completed' : '',
    message: '',
    image: `${pieces.name}:1`,
    imageRef: `sha256:${pieces.name}`,
    imageId: `sha256:${pieces.name}`,
    logPath: '',
    mounts: [],
    user: undefined,
    ...pieces,
  }
}

/** A pod with one ready sandbox and these containers, newest first. */
export function runtimePodOf(
  pod: Pod,
  containers: readonly ContainerPieces[],
  more: Partial<RuntimePod> = {},
): RuntimePod {
  return {
    ...emptyRuntimePod(pod),
    ips: ['10.0.0.5'],
    sandboxes: [
      { id: 'sandbox-0', ready: true, attempt: 0, createdAtMs: 1, ips: ['10.0.0.5'], hostNetwork: false },
    ],
    containers: containers.map(runtimeContainer),
    ...more,
  }
}
