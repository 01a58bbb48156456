// A pod's priority comes from its priority class alone. Upstream: plugin/pkg/admission/priority/admission.go.
import { Pod } from '../../../../api/core/pod/pod.kind.ts'
import { PriorityClass } from '../../../../api/scheduling/priority-class/priority-class.kind.ts'
import type { KubeObject } from '../../../../machinery/kind.ts'
import type { Mutable } from '../../../../machinery/schema/schema.ts'
import {
  type AdmissionReader,
  type AdmissionRequest,
  defineAdmission,
  forbid,
  type Verdict,
} from '../../admission.ts'

export const priority = defineAdmission<KubeObject>({
  name: 'Priority',
  kinds: [Pod, PriorityClass] as never,
  on: ['CREATE', 'UPDATE'],
  mutate(request, reader) {
    if (request.kind.kind !== 'Pod') return undefined
    return setPriority(request as unknown as AdmissionRequest<Mutable<Pod> & Pod>, reader)
  },
  validate(request, reader) {
    return request.kind.kind === 'PriorityClass' ? judgeClass(request, reader) : undefined
  },
})

type PodRequest = AdmissionRequest<Mutable<Pod> & Pod>

/** Waits only for a class that the cache does not show yet. */
function setPriority(request: PodRequest, reader: AdmissionReader): Verdict | Promise<Verdict> {
  const { object: pod, oldObject: old } = request
  if (pod === undefined) return undefined
  if (request.operation === 'UPDATE') {
    // Whoever writes a pod without its priority does not mean to change it.
    if (pod.spec.priority === undefined && old?.spec.priority !== undefined)
      pod.spec.priority = old.spec.priority
    if (pod.spec.preemptionPolicy === undefined && old?.spec.preemptionPolicy !== undefined) {
      pod.spec.preemptionPolicy = old.spec.preemptionPolicy
    }
    return undefined
  }
  const name = pod.spec.priorityClassName ?? ''
  if (name === '') return take(ofClass(defaultClass(reader)), pod, request)
  const found = reader.get(PriorityClass, { name })
  return found === undefined ? awaitClass(name, pod, { request, reader }) : take(ofClass(found), pod, request)
}

async function awaitClass(
  name: string,
  pod: Mutable<Pod>,
  { request, reader }: { readonly request: PodRequest; readonly reader: AdmissionReader },
): Promise<Verdict> {
  await reader.fresh()
  const found = reader.get(PriorityClass, { name })
  if (found !== undefined) return take(ofClass(found), pod, request)
  return forbid(request as unknown as AdmissionRequest, `no PriorityClass with name ${name} was found`)
}

function take({ value, name, preemptionPolicy }: Resolved, pod: Mutable<Pod>, request: PodRequest): Verdict {
  const given = pod.spec.priority
  if (given !== undefined && given !== value) {
    return forbid(
      request as unknown as AdmissionRequest,
      `the integer value of priority (${given}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
    )
  }
  if (name !== '') pod.spec.priorityClassName = name
  pod.spec.priority = value
  const policy = pod.spec.preemptionPolicy
  if (policy !== undefined && policy !== preemptionPolicy) {
    return forbid(
      request as unknown as AdmissionRequest,
      `the string value of PreemptionPolicy (${policy}) must not be provided in pod spec; priority admission controller computed ${preemptionPolicy} from the given PriorityClass name`,
    )
  }
  pod.spec.preemptionPolicy = preemptionPolicy
  return undefined
}

interface Resolved {
  readonly value: number
  readonly name: string
  readonly preemptionPolicy: 'PreemptLowerPriority' | 'Never'
}

function ofClass(found: PriorityClass | undefined): Resolved {
  if (found === undefined) return { value: 0, name: '', preemptionPolicy: 'PreemptLowerPriority' }
  const preemptionPolicy = found.preemptionPolicy === 'Never' ? 'Never' : 'PreemptLowerPriority'
  return { value: found.value ?? 0, name: found.metadata.name, preemptionPolicy }
}

/** The lowest of those marked as default: two may have been written at once. */
function defaultClass(reader: AdmissionReader): PriorityClass | undefined {
  const marked = reader.list(PriorityClass).filter(({ globalDefault }) => globalDefault === true)
  return marked.sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0]
}

function judgeClass(request: AdmissionRequest, reader: AdmissionReader): Verdict {
  const next = request.object as unknown as PriorityClass | undefined
  if (next?.globalDefault !== true) return undefined
  const current = defaultClass(reader)
  if (current === undefined || current.metadata.name === next.metadata.name) return undefined
  return forbid(
    request,
    `PriorityClass ${current.metadata.name} is already marked as default. Only one default can exist`,
  )
}
