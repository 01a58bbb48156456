// What field selectors may ask of pods. Upstream: pkg/registry/core/pod/strategy.go ToSelectableFields.
import type { Pod } from './pod.schema.ts'

export function podSelectableFields(pod: Pod): Readonly<Record<string, string>> {
  return {
    'spec.nodeName': pod.spec.nodeName ?? '',
    'spec.restartPolicy': pod.spec.restartPolicy ?? '',
    'spec.schedulerName': pod.spec.schedulerName ?? '',
    'spec.serviceAccountName': pod.spec.serviceAccountName ?? '',
    'spec.hostNetwork': String(pod.spec.hostNetwork ?? false),
    'status.phase': pod.status?.phase ?? '',
    'status.podIP': pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP ?? '',
    'status.podIPs': (pod.status?.podIPs ?? []).map(({ ip }) => ip).join(','),
    'status.nominatedNodeName': pod.status?.nominatedNodeName ?? '',
  }
}
