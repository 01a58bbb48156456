// Whether a pod needs a new sandbox. Pure. Upstream: pkg/kubelet/kuberuntime/util/util.go PodSandboxChanged
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { RuntimePod } from '../runtime/runtime-pod.ts'

export interface SandboxVerdict {
  readonly changed: boolean
  /** Number of the sandbox that is there, or is to be made. */
  readonly attempt: number
  /** The newest sandbox, if there is one. */
  readonly sandboxId: string | undefined
}

export function isHostNetworkPod(pod: Pod): boolean {
  return pod.spec.hostNetwork === true
}

export function podSandboxChanged(pod: Pod, runtime: RuntimePod): SandboxVerdict {
  const [newest] = runtime.sandboxes
  if (newest === undefined) return { changed: true, attempt: 0, sandboxId: undefined }
  const again = { changed: true, attempt: newest.attempt + 1, sandboxId: newest.id }
  const ready = runtime.sandboxes.filter((sandbox) => sandbox.ready).length
  if (ready > 1 || !newest.ready) return again
  if (newest.hostNetwork !== isHostNetworkPod(pod)) return { ...again, sandboxId: undefined }
  if (!isHostNetworkPod(pod) && newest.ips !== undefined && newest.ips.length === 0) return again
  return { changed: false, attempt: newest.attempt, sandboxId: newest.id }
}
