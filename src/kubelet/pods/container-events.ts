// How events name a container of a pod: `spec.containers{web}`. Pure. Upstream: pkg/kubelet/container/ref.go
import type { Pod } from '../../api/core/pod/pod.schema.ts'

const lists = ['containers', 'initContainers', 'ephemeralContainers'] as const

export function containerFieldPath(pod: Pod, container: string): string | undefined {
  const list = lists.find((name) => pod.spec[name]?.some((one) => one.name === container))
  return list === undefined ? undefined : `spec.${list}{${container}}`
}
