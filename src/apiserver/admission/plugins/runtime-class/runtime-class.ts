// A pod of a runtime class gets its overhead, node selector and tolerations; nobody sets an overhead otherwise.
// Upstream: plugin/pkg/admission/runtimeclass/admission.go.
import { Pod } from '../../../../api/core/pod/pod.kind.ts'
import { RuntimeClass } from '../../../../api/node/runtime-class/runtime-class.kind.ts'
import { semanticEqual } from '../../../../machinery/equality.ts'
import type { Mutable } from '../../../../machinery/schema/schema.ts'
import {
  type AdmissionReader,
  type AdmissionRequest,
  defineAdmission,
  forbid,
  type Verdict,
} from '../../admission.ts'
import { mergeTolerations } from './merge-tolerations.ts'

const otherOverhead = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"
const strayOverhead = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead'

export const runtimeClass = defineAdmission<Pod>({
  name: 'RuntimeClass',
  kinds: [Pod],
  on: ['CREATE'],
  async mutate(request, reader) {
    const { object: pod } = request
    if (pod?.spec.runtimeClassName === undefined) return undefined
    const found = await classOf(request as unknown as AdmissionRequest<Pod>, reader)
    if (found === undefined || found instanceof Error) return found
    const why = take(found, pod as Mutable<Pod>)
    return why === undefined ? undefined : forbid(request as never, why)
  },
  async validate(request, reader) {
    const { object: pod } = request
    if (pod === undefined) return undefined
    const { overhead, runtimeClassName } = pod.spec
    if (runtimeClassName === undefined && overhead === undefined) return undefined
    const found = await classOf(request, reader)
    if (found instanceof Error) return found
    const wanted = found?.overhead
    if (wanted === undefined)
      return overhead === undefined ? undefined : forbid(request as never, strayOverhead)
    return semanticEqual(wanted.podFixed, overhead) ? undefined : forbid(request as never, otherOverhead)
  },
})

async function classOf(
  request: AdmissionRequest<Pod>,
  reader: AdmissionReader,
): Promise<RuntimeClass | Verdict> {
  const name = request.object?.spec.runtimeClassName
  if (name === undefined) return undefined
  const found = reader.get(RuntimeClass, { name })
  if (found !== undefined) return found
  await reader.fresh()
  return (
    reader.get(RuntimeClass, { name }) ??
    forbid(request as never, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`)
  )
}

/** Gives the reason where the pod says otherwise. */
function take({ overhead, scheduling }: RuntimeClass, pod: Mutable<Pod>): string | undefined {
  if (overhead !== undefined) {
    const fixed = overhead.podFixed ?? {}
    if (pod.spec.overhead !== undefined && !semanticEqual(fixed, pod.spec.overhead)) return otherOverhead
    pod.spec.overhead = { ...fixed }
  }
  if (scheduling === undefined) return undefined
  const own = new Map(Object.entries(pod.spec.nodeSelector ?? {}))
  for (const [key, value] of Object.entries(scheduling.nodeSelector ?? {})) {
    const given = own.get(key)
    if (given !== undefined && given !== value)
      return `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${given}`
    own.set(key, value)
  }
  if (own.size > 0) pod.spec.nodeSelector = Object.fromEntries(own)
  const tolerations = mergeTolerations(pod.spec.tolerations ?? [], scheduling.tolerations ?? [])
  if (tolerations.length > 0) pod.spec.tolerations = tolerations.map((toleration) => ({ ...toleration }))
  return undefined
}
