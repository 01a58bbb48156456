// The order in which a pod's containers end: all at once, but sidecars after the main containers and in reverse. Pure.
// Upstream: pkg/kubelet/kuberuntime/kuberuntime_termination_order.go
import { isSidecar } from '../../api/core/pod/pod.resources.ts'
import type { PodSpec } from '../../api/core/pod/pod.schema.ts'

/** For each container the names of those that have to end before it is told to. */
export function terminationPrerequisites(
  spec: Pick<PodSpec, 'containers' | 'initContainers'>,
  running: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const result = new Map<string, readonly string[]>()
  const main = spec.containers.map(({ name }) => name).filter((name) => running.has(name))
  let later: readonly string[] = []
  for (const container of (spec.initContainers ?? []).toReversed()) {
    if (!isSidecar(container)) continue
    result.set(container.name, [...main, ...later])
    if (running.has(container.name)) later = [container.name]
  }
  return result
}
