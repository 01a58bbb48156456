// Pods stay five minutes on a node that is not ready or not reachable, unless they say otherwise.
// Upstream: plugin/pkg/admission/defaulttolerationseconds/admission.go.
import { Pod } from '../../../../api/core/pod/pod.kind.ts'
import { defineAdmission } from '../../admission.ts'

const seconds = 300
const keys = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'] as const

type Toleration = NonNullable<Pod['spec']['tolerations']>[number]

export const defaultTolerationSeconds = defineAdmission<Pod>({
  name: 'DefaultTolerationSeconds',
  kinds: [Pod],
  on: ['CREATE', 'UPDATE'],
  mutate({ object: pod }) {
    if (pod === undefined) return undefined
    const present = pod.spec.tolerations ?? []
    const missing = keys.filter((key) => !present.some((toleration) => tolerates(toleration, key)))
    if (missing.length === 0) return undefined
    const added = missing.map((key) => ({
      key,
      operator: 'Exists' as const,
      effect: 'NoExecute' as const,
      tolerationSeconds: seconds,
    }))
    pod.spec.tolerations = [...present, ...added]
    return undefined
  },
})

function tolerates({ key = '', effect }: Toleration, wanted: string): boolean {
  return (key === wanted || key === '') && (effect === 'NoExecute' || !effect)
}
