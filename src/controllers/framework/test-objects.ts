// Objects as tests of planners need them: complete, with what the test names set.
import { Pod } from '../../api/core/pod/pod.kind.ts'
import type { PodStatus } from '../../api/core/pod/pod-status.schema.ts'
import type { KubeObject } from '../../machinery/kind.ts'
import { timeText } from '../../machinery/meta/time.ts'

/** The start of virtual time. */
export const epoch = Date.UTC(2026, 0, 1)

export function metaOf(name: string, more: Partial<KubeObject['metadata']> = {}): KubeObject['metadata'] {
  return {
    name,
    namespace: 'default',
    uid: `uid-${name}`,
    resourceVersion: '1',
    creationTimestamp: timeText(epoch),
    ...more,
  }
}

export interface PodTraits {
  readonly meta?: Partial<KubeObject['metadata']>
  readonly spec?: Partial<Pod['spec']>
  readonly phase?: PodStatus['phase']
  /** When it became ready; not ready where absent. */
  readonly readyAtMs?: number
  readonly status?: Partial<PodStatus>
}

export function podOf(name: string, traits: PodTraits = {}): Pod {
  const { meta, spec, phase = 'Running', readyAtMs, status } = traits
  const ready = { type: 'Ready', status: 'True', lastTransitionTime: timeText(readyAtMs ?? 0) } as const
  return {
    apiVersion: Pod.apiVersion,
    kind: Pod.kind,
    metadata: metaOf(name, meta),
    spec: { containers: [{ name: 'c', image: 'i' }], nodeName: 'node', ...spec },
    status: { phase, ...(readyAtMs !== undefined && { conditions: [ready] }), ...status },
  }
}
