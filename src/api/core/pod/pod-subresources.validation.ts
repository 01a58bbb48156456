// Faults of changes through pods/ephemeralcontainers, pods/resize and pods/binding.
// Upstream: pkg/apis/core/validation/validation.go ValidatePodEphemeralContainersUpdate, ValidatePodResize.
import { semanticEqual } from '../../../machinery/equality.ts'
import { type FieldError, forbidden, invalid, notSupported } from '../../../machinery/field-error.ts'
import { checkRequired } from '../../checks.ts'
import { differences } from '../../differences.ts'
import { computePodQOS, podQOS } from './pod.qos.ts'
import { isPodLevelResourcesSet, isSidecar } from './pod.resources.ts'
import type { Pod } from './pod.schema.ts'
import { mirrorAnnotation, validatePod } from './pod.validation.ts'
import type { Container, ResourceRequirements } from './pod-container.schema.ts'
import { validateMirror } from './pod-update.validation.ts'

/** The two pods differ in their ephemeral containers alone; those that are there stay as they are. */
export function validatePodEphemeralContainersUpdate(next: Pod, old: Pod): FieldError[] {
  if (isMirror(old)) return [forbidden('[]', 'static pods do not support ephemeral containers')]
  const faults = [...validatePod(next), ...validateMirror(next, old)]
  const field = 'spec.ephemeralContainers'
  const containers = new Map((next.spec.ephemeralContainers ?? []).map((own) => [own.name, own]))
  for (const container of old.spec.ephemeralContainers ?? []) {
    const name = JSON.stringify(container.name)
    const after = containers.get(container.name)
    if (after === undefined) {
      faults.push(forbidden(field, `existing ephemeral containers ${name} may not be removed\n`))
    } else if (!semanticEqual(after, container)) {
      const text = `existing ephemeral containers ${name} may not be changed\n${differences(container, after)}`
      faults.push(forbidden(field, text))
    }
  }
  return faults
}

function isMirror(pod: Pod): boolean {
  return pod.metadata.annotations !== undefined && Object.hasOwn(pod.metadata.annotations, mirrorAnnotation)
}

/** The two pods differ in the resources of their containers alone: CPU and memory may change, nothing else. */
export function validatePodResize(next: Pod, old: Pod): FieldError[] {
  if (isPodLevelResourcesSet(old.spec) || isPodLevelResourcesSet(next.spec)) {
    return [forbidden('[]', 'pods with pod-level resources cannot be resized')]
  }
  if (isMirror(old)) return [forbidden('[]', 'static pods cannot be resized')]
  if (old.spec.os?.name === 'windows') return [forbidden('[]', 'windows pods cannot be resized')]
  const moved = [...checkPlaces(next, old, 'containers'), ...checkPlaces(next, old, 'initContainers')]
  if (moved.length > 0) return moved
  const faults = validatePod(next)
  if (podQOS(old) !== computePodQOS(next.spec)) {
    const text = 'Pod QOS Class may not change as a result of resizing'
    faults.push(invalid('spec', next.status?.qosClass ?? '', text))
  }
  const running = old.status?.containerStatuses?.find((status) => status.state?.running !== undefined)
  if (running !== undefined && running.resources === undefined) {
    faults.push(forbidden('spec', 'Pod running on node without support for resize'))
  }
  faults.push(...checkContainers(next, old), ...checkInitContainers(next, old))
  if (faults.length > 0) return faults
  const rest = { ...next.spec, containers: old.spec.containers, initContainers: old.spec.initContainers }
  return semanticEqual(rest, old.spec) ? [] : [forbidden('spec', 'only cpu and memory resources are mutable')]
}

function checkPlaces(next: Pod, old: Pod, list: 'containers' | 'initContainers'): FieldError[] {
  const [after, before] = [next.spec[list] ?? [], old.spec[list] ?? []]
  if (after.length !== before.length) {
    return [forbidden(`spec.${list}`, `${list} may not be added or removed on resize`)]
  }
  const text = `${list} may not be renamed or reordered on resize`
  return after.flatMap(({ name }, index) =>
    name === before[index]?.name ? [] : [forbidden(`spec.${list}[${index}].name`, text)],
  )
}

function checkContainers(next: Pod, old: Pod): FieldError[] {
  return old.spec.containers.flatMap((container, index) => {
    const after = next.spec.containers[index]
    if (after === undefined) return [forbidden('spec', 'only cpu and memory resources are mutable')]
    const removed = checkRemoved(after, container, `spec.containers[${index}].resources`)
    if (sameButComputing(after, container)) return removed
    return [...removed, forbidden('spec', 'only cpu and memory resources are mutable')]
  })
}

function checkInitContainers(next: Pod, old: Pod): FieldError[] {
  return (old.spec.initContainers ?? []).flatMap((container, index) => {
    const after = next.spec.initContainers?.[index]
    if (after === undefined || !isSidecar(container)) {
      if (semanticEqual(after, container)) return []
      return [forbidden('spec', 'resources for non-sidecar init containers are immutable')]
    }
    const removed = checkRemoved(after, container, `spec.initContainers[${index}].resources`)
    if (sameButComputing(after, container)) return removed
    return [...removed, forbidden('spec', 'only cpu and memory resources for sidecar containers are mutable')]
  })
}

function checkRemoved(next: Container, old: Container, path: string): FieldError[] {
  return (['requests', 'limits'] as const).flatMap((side) => {
    const after = next.resources?.[side] ?? {}
    const gone = Object.keys(old.resources?.[side] ?? {}).some((name) => !Object.hasOwn(after, name))
    return gone ? [forbidden(`${path}.${side}`, `resource ${side} cannot be removed`)] : []
  })
}

function sameButComputing(next: Container, old: Container): boolean {
  const stripped = (container: Container) => ({
    ...container,
    resources: withoutComputing(container.resources),
  })
  return semanticEqual(stripped(next), stripped(old))
}

function withoutComputing(resources: ResourceRequirements | undefined): object {
  const others = (list: Readonly<Record<string, string>> | undefined) =>
    Object.fromEntries(Object.entries(list ?? {}).filter(([name]) => name !== 'cpu' && name !== 'memory'))
  return { ...resources, requests: others(resources?.requests), limits: others(resources?.limits) }
}

/** The body of pods/binding. */
export function validatePodBinding(binding: {
  readonly target?: { readonly kind?: string | undefined; readonly name?: string | undefined } | undefined
}): FieldError[] {
  const kind = binding.target?.kind ?? ''
  const faults =
    kind === '' || kind === 'Node' ? [] : [notSupported('target.kind', kind, ['Node', '<empty>'])]
  return [...faults, ...checkRequired(binding.target?.name, 'target.name')]
}
