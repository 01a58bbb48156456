// Faults of changes to a pod. Almost nothing of its spec may change; some parts may through a subresource.
// Upstream: pkg/apis/core/validation/validation.go ValidatePodUpdate.

import { semanticEqual } from '../../../machinery/equality.ts'
import { type FieldError, forbidden, invalid } from '../../../machinery/field-error.ts'
import { numberOf } from '../../../machinery/json-value.ts'
import { rangeFault } from '../../../machinery/names/validation.ts'
import { checkRequired } from '../../checks.ts'
import { differences } from '../../differences.ts'
import { withNodeAffinity } from './pod.affinity.ts'
import type { Pod, PodSchedulingGate, PodSpec } from './pod.schema.ts'
import { tolerationKey } from './pod.tolerations.ts'
import { mirrorAnnotation } from './pod.validation.ts'
import type { Container } from './pod-container.schema.ts'
import { validateTrimmedImage } from './pod-container.validation.ts'
import type { NodeAffinity, NodeSelectorTerm, Toleration } from './pod-scheduling.schema.ts'

const maxInt32 = 2 ** 31 - 1
const updatable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',')

/** Beside validatePod's faults of the new pod, which the server looks for as well. */
export function validatePodUpdate(next: Pod, old: Pod): FieldError[] {
  const faults = validateMirror(next, old)
  for (const list of ['containers', 'initContainers'] as const) {
    const counts = checkContainers(next.spec[list] ?? [], old.spec[list] ?? [], `spec.${list}`)
    faults.push(...counts.faults)
    if (counts.stop) return faults
  }
  const deadline = checkDeadline(next.spec.activeDeadlineSeconds, old.spec.activeDeadlineSeconds)
  faults.push(...deadline)
  if (deadline.length > 0 && next.spec.activeDeadlineSeconds !== undefined) return faults
  faults.push(...checkOnlyAdded(next.spec.tolerations ?? [], old.spec.tolerations ?? []))
  faults.push(...checkOnlyDeleted(next.spec.schedulingGates ?? [], old.spec.schedulingGates ?? []))
  if (semanticEqual(next.spec, old.spec)) return faults
  return [...faults, ...checkRest(next.spec, old.spec)]
}

export function validateMirror(next: Pod, old: Pod): FieldError[] {
  const of = (pod: Pod) => {
    const annotations = pod.metadata.annotations
    return annotations !== undefined && Object.hasOwn(annotations, mirrorAnnotation)
      ? annotations[mirrorAnnotation]
      : undefined
  }
  const [after, before] = [of(next), of(old)]
  if (after === before) return []
  const text =
    before === undefined
      ? 'may not add mirror pod annotation'
      : 'may not remove or update mirror pod annotation'
  return [forbidden(`metadata.annotations[${mirrorAnnotation}]`, text)]
}

function checkContainers(
  next: readonly Container[],
  old: readonly Container[],
  path: string,
): { readonly faults: FieldError[]; readonly stop: boolean } {
  if (next.length !== old.length) {
    return { faults: [forbidden(path, 'pod updates may not add or remove containers')], stop: true }
  }
  const faults = next.flatMap((container, index) => [
    ...checkRequired(container.image, `${path}[${index}].image`),
    ...validateTrimmedImage(container, `${path}[${index}]`),
  ])
  return { faults, stop: false }
}

/** May be set once, then only lowered. */
function checkDeadline(next: number | undefined, old: number | undefined): FieldError[] {
  const field = 'spec.activeDeadlineSeconds'
  if (next === undefined) {
    if (old === undefined) return []
    return [invalid(field, null, 'must not update from a positive integer to nil value')]
  }
  if (numberOf(next) < 0 || numberOf(next) > maxInt32) return [invalid(field, next, rangeFault(0, maxInt32))]
  if (old === undefined || numberOf(old) >= next) return []
  return [invalid(field, next, 'must be less than or equal to previous value')]
}

function checkOnlyAdded(next: readonly Toleration[], old: readonly Toleration[]): FieldError[] {
  // To write out what was left to its default is a change, as upstream has it.
  const keyOf = (toleration: Toleration) => [toleration.operator ?? '', tolerationKey(toleration)].join(' ')
  const kept = new Set(next.map(keyOf)).isSupersetOf(new Set(old.map(keyOf)))
  if (kept) return []
  return [
    forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'),
  ]
}

function checkOnlyDeleted(
  next: readonly PodSchedulingGate[],
  old: readonly PodSchedulingGate[],
): FieldError[] {
  const faults: FieldError[] = []
  const names = new Set(old.map((gate) => gate.name))
  for (const [index, { name }] of next.entries()) {
    if (names.has(name)) continue
    const text = `only deletion is allowed, but found new scheduling gate '${name}'`
    faults.push(forbidden(`spec.schedulingGates[${index}].name`, text))
  }
  return faults
}

/** Everything that has not been looked at above must be as it was. */
function checkRest(next: PodSpec, old: PodSpec): FieldError[] {
  const faults: FieldError[] = []
  let rest: PodSpec = {
    ...next,
    containers: withImagesOf(old.containers, next.containers),
    initContainers: withImagesOf(old.initContainers ?? [], next.initContainers ?? []),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    schedulingGates: old.schedulingGates,
    tolerations: old.tolerations,
  }
  if (numberOf(old.terminationGracePeriodSeconds ?? 0) < 0 && next.terminationGracePeriodSeconds === 1) {
    rest = { ...rest, terminationGracePeriodSeconds: old.terminationGracePeriodSeconds }
  }
  if ((old.schedulingGates ?? []).length > 0) {
    faults.push(...checkGatedSelector(next, old), ...checkGatedAffinity(next, old))
    const affinity = withNodeAffinity(next.affinity, old.affinity?.nodeAffinity)
    rest = { ...rest, nodeSelector: old.nodeSelector, affinity }
  }
  if (semanticEqual(rest, old)) return faults
  const text = `pod updates may not change fields other than ${updatable}\n${differences(old, rest, 'spec')}`
  return [...faults, forbidden('spec', text)]
}

function withImagesOf(old: readonly Container[], next: readonly Container[]): readonly Container[] {
  return next.map((container, index) => ({ ...container, image: old[index]?.image }))
}

/** A gated pod has not been looked at by the scheduler, so its demands may still grow. */
function checkGatedSelector(next: PodSpec, old: PodSpec): FieldError[] {
  const after = next.nodeSelector ?? {}
  const kept = Object.entries(old.nodeSelector ?? {}).every(
    ([key, value]) => Object.hasOwn(after, key) && after[key] === value,
  )
  if (kept) return []
  const text = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'
  return [invalid('spec.nodeSelector', after, text)]
}

const requiredTerms = 'requiredDuringSchedulingIgnoredDuringExecution'

function checkGatedAffinity(next: PodSpec, old: PodSpec): FieldError[] {
  const termsOf = (affinity: NodeAffinity | undefined) => affinity?.[requiredTerms]?.nodeSelectorTerms ?? []
  const before = termsOf(old.affinity?.nodeAffinity)
  if (before.length === 0) return []
  const after = termsOf(next.affinity?.nodeAffinity)
  const field = `spec.affinity.nodeAffinity.${requiredTerms}.nodeSelectorTerms`
  if (before.length !== after.length) {
    return [invalid(field, after, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')]
  }
  return after.flatMap((term, index) =>
    onlyAdds(term, before[index] ?? {})
      ? []
      : [invalid(`${field}[${index}]`, term, 'only additions are allowed (no mutations or deletions)')],
  )
}

function onlyAdds(next: NodeSelectorTerm, old: NodeSelectorTerm): boolean {
  const lists = ['matchExpressions', 'matchFields'] as const
  const wasEmpty = lists.every((list) => (old[list] ?? []).length === 0)
  if (wasEmpty) return lists.every((list) => (next[list] ?? []).length === 0)
  return lists.every((list) => {
    const before = old[list] ?? []
    return semanticEqual((next[list] ?? []).slice(0, before.length), before)
  })
}
