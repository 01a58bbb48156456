// A namespace's limit ranges: what containers get that ask for nothing, and how much any may ask for.
// Upstream: plugin/pkg/admission/limitranger/admission.go.
import { LimitRange } from '../../../../api/core/limit-range/limit-range.kind.ts'
import { PersistentVolumeClaim } from '../../../../api/core/persistent-volume-claim/persistent-volume-claim.kind.ts'
import { Pod } from '../../../../api/core/pod/pod.kind.ts'
import { podLimits, podRequests, type ResourceList } from '../../../../api/core/pod/pod.resources.ts'
import type { KubeObject } from '../../../../machinery/kind.ts'
import { formatQuantity } from '../../../../machinery/quantity/quantity.ts'
import type { Mutable } from '../../../../machinery/schema/schema.ts'
import { type AdmissionReader, type AdmissionRequest, defineAdmission, forbid } from '../../admission.ts'
import { type Item, limitFaults, type Quantities } from './limit-rules.ts'

const annotation = 'kubernetes.io/limit-ranger'

export const limitRanger = defineAdmission<KubeObject>({
  name: 'LimitRanger',
  kinds: [Pod, PersistentVolumeClaim] as never,
  on: ['CREATE', 'UPDATE'],
  mutate(request, reader) {
    if (request.kind.kind === 'Pod' && request.operation === 'CREATE' && request.object !== undefined) {
      const items = itemsFor(request.namespace, reader, 'Container')
      if (items.length > 0) setDefaults(request.object as unknown as Mutable<Pod>, items)
    }
    return undefined
  },
  validate(request, reader) {
    // Resources of a pod that is there change through pods/resize alone.
    if (request.kind.kind === 'Pod' && request.operation === 'UPDATE') return undefined
    const faults = request.kind.kind === 'Pod' ? podFaults(request, reader) : claimFaults(request, reader)
    if (faults.length === 0) return undefined
    return forbid(request, faults.length === 1 ? (faults[0] as string) : `[${faults.join(', ')}]`)
  },
})

function itemsFor(namespace: string, reader: AdmissionReader, type: string): Item[] {
  return reader
    .list(LimitRange, namespace)
    .flatMap(({ spec }) => (spec.limits ?? []).filter((item) => item.type === type))
}

type Container = Mutable<Pod>['spec']['containers'][number]

function setDefaults(pod: Mutable<Pod>, items: readonly Item[]): void {
  const limits: Record<string, string> = Object.assign({}, ...items.map((item) => item.default ?? {}))
  const requests: Record<string, string> = Object.assign(
    {},
    ...items.map((item) => item.defaultRequest ?? {}),
  )
  const notes = [
    ...pod.spec.containers.flatMap((container) => fill(container, { limits, requests, what: 'container' })),
    ...(pod.spec.initContainers ?? []).flatMap((container) =>
      fill(container, { limits, requests, what: 'init container' }),
    ),
  ]
  if (notes.length === 0) return
  pod.metadata.annotations = {
    ...pod.metadata.annotations,
    [annotation]: `LimitRanger plugin set: ${notes.join('; ')}`,
  }
}

interface Defaults {
  readonly limits: Quantities
  readonly requests: Quantities
  readonly what: string
}

function fill(container: Container, { limits, requests, what }: Defaults): string[] {
  const notes: string[] = []
  container.resources ??= {}
  for (const [field, defaults] of [
    ['requests', requests],
    ['limits', limits],
  ] as const) {
    const present = container.resources[field] ?? {}
    const missing = Object.keys(defaults)
      .filter((name) => !Object.hasOwn(present, name))
      .sort()
    if (missing.length === 0) continue
    const added = Object.fromEntries(missing.map((name) => [name, defaults[name] as string]))
    container.resources[field] = { ...present, ...added }
    notes.push(`${missing.join(', ')} ${field.slice(0, -1)} for ${what} ${container.name}`)
  }
  return notes
}

function podFaults(request: AdmissionRequest, reader: AdmissionReader): string[] {
  const pod = request.object as unknown as Pod
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
  const perContainer = itemsFor(request.namespace, reader, 'Container').flatMap((item) =>
    containers.flatMap(({ resources = {} }) =>
      limitFaults(item, { requests: resources.requests ?? {}, limits: resources.limits ?? {} }),
    ),
  )
  const perPod = itemsFor(request.namespace, reader, 'Pod').flatMap((item) =>
    limitFaults(item, { requests: texts(podRequests(pod)), limits: texts(podLimits(pod)) }),
  )
  return [...perContainer, ...perPod]
}

function texts(amounts: ResourceList): Quantities {
  return Object.fromEntries([...amounts].map(([name, amount]) => [name, formatQuantity(amount)]))
}

function claimFaults(request: AdmissionRequest, reader: AdmissionReader): string[] {
  const claim = request.object as unknown as PersistentVolumeClaim
  const requests = claim.spec.resources?.requests ?? {}
  return itemsFor(request.namespace, reader, 'PersistentVolumeClaim').flatMap((item) =>
    limitFaults({ ...item, maxLimitRequestRatio: {} }, { requests, limits: requests }),
  )
}
