// The CRI request for a container. Pure: environment, mounts and the image's user are handed in.
// Upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go generateContainerConfig
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { MessageInit } from '../../machinery/protobuf/message-codec.ts'
import type { ContainerConfig, Mount, Signal } from '../cri/cri.types.ts'
import { expand, lookupIn } from '../env/expansion.ts'
import { containerLogPath } from '../logs/log-paths.ts'
import { containerAnnotations, containerLabels } from '../runtime/runtime-labels.ts'
import { containerResources } from './resources.ts'
import { containerSecurityContext, type ImageUser, verifyRunAsNonRoot } from './security-context.ts'

export interface ContainerConfigOptions {
  readonly restartCount: number
  /** What the runtime calls the image. */
  readonly imageRef: string
  readonly imageUser: ImageUser
  readonly environment: ReadonlyMap<string, string>
  readonly mounts: readonly MessageInit<Mount>[]
  readonly seccompRoot: string
  readonly memoryCapacity: number
  readonly targetContainerId: string | undefined
}

/** Throws a SecurityContextError where the container may not run as it would. */
export function containerConfig(
  pod: Pod,
  container: Container,
  options: ContainerConfigOptions,
): MessageInit<ContainerConfig> {
  verifyRunAsNonRoot(pod, container, options.imageUser)
  const lookup = lookupIn(options.environment)
  const { restartCount } = options
  const { stopSignal } = container.lifecycle ?? {}
  return {
    metadata: { name: container.name, attempt: restartCount },
    image: { image: options.imageRef, userSpecifiedImage: container.image ?? '' },
    command: (container.command ?? []).map((text) => expand(text, lookup)),
    args: (container.args ?? []).map((text) => expand(text, lookup)),
    workingDir: container.workingDir ?? '',
    labels: containerLabels(pod, container),
    annotations: containerAnnotations(pod, container, { restartCount }),
    mounts: options.mounts,
    envs: [...options.environment].map(([key, value]) => ({ key, value: Buffer.from(value) })),
    logPath: containerLogPath(container.name, restartCount),
    stdin: container.stdin === true,
    stdinOnce: container.stdinOnce === true,
    tty: container.tty === true,
    linux: {
      resources: containerResources(pod, container, options),
      securityContext: containerSecurityContext(pod, container, options),
    },
    ...(stopSignal !== undefined && { stopSignal: criSignal(stopSignal) }),
  }
}

function criSignal(name: string): Signal {
  return name.replace('+', 'PLUS').replace('-', 'MINUS') as Signal
}
