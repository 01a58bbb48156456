// Why a container is not running: what its status shows as waiting. The reasons are upstream's.
// Upstream: pkg/kubelet/images/types.go, pkg/kubelet/kuberuntime/kuberuntime_container.go, pkg/kubelet/container/sync_result.go

export type StartErrorReason =
  | 'CrashLoopBackOff'
  | 'ImagePullBackOff'
  | 'ImageInspectError'
  | 'ErrImagePull'
  | 'ErrImageNeverPull'
  | 'InvalidImageName'
  | 'RegistryUnavailable'
  | 'CreateContainerConfigError'
  | 'CreateContainerError'
  | 'RunContainerError'
  | 'PostStartHookError'

export class ContainerStartError extends Error {
  override readonly name = 'ContainerStartError'
  readonly reason: StartErrorReason
  /** When to try again; undefined for the usual pause. */
  readonly retryAfterMs: number | undefined

  constructor(
    reason: StartErrorReason,
    options: { readonly message: string; readonly retryAfterMs?: number; readonly cause?: unknown },
  ) {
    super(options.message, { cause: options.cause })
    this.reason = reason
    this.retryAfterMs = options.retryAfterMs
  }
}
