// What a write to /status puts back of an object's metadata, beside everything that is not the status. Most kinds put nothing
// back: labels may be set that way. Upstream: GetResetFields and PrepareForUpdate of the status strategies in pkg/registry, and
// apimachinery pkg/apis/meta/v1/meta.go ResetObjectMetaForStatus.
import { type FieldSet, setOf } from '../../machinery/apply/field-set.ts'
import { fieldElement } from '../../machinery/apply/path-element.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import type { WorkingObject } from './object.ts'

const allMeta = ['labels', 'annotations', 'finalizers', 'ownerReferences'] as const

/** By group and kind. */
const keptMeta: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['/Pod', ['ownerReferences']],
  ['apps/Deployment', ['labels']],
  ['storage.k8s.io/VolumeAttachment', allMeta],
  ['networking.k8s.io/ServiceCIDR', allMeta],
  ['resource.k8s.io/ResourceClaim', allMeta],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicy', allMeta],
  ['internal.apiserver.k8s.io/StorageVersion', allMeta],
  ['flowcontrol.apiserver.k8s.io/FlowSchema', allMeta],
  ['flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration', allMeta],
  ['apiregistration.k8s.io/APIService', allMeta],
])

function keptOf({ group, kind, custom }: Kind): readonly string[] {
  return custom === undefined ? (keptMeta.get(`${group}/${kind}`) ?? []) : allMeta
}

const spec = [fieldElement('spec')]
const metadata = fieldElement('metadata')
const made = new WeakMap<Kind, FieldSet>()

/** The fields that nobody can come to own through /status. */
export function statusResets(kind: Kind): FieldSet {
  let set = made.get(kind)
  if (set === undefined) {
    const kept = keptOf(kind)
    set =
      kept.length === allMeta.length
        ? setOf(spec, [metadata])
        : setOf(spec, ...kept.map((name) => [metadata, fieldElement(name)]))
    made.set(kind, set)
  }
  return set
}

/** Puts the metadata back that a write to /status may not change. */
export function keepMetaForStatus(next: WorkingObject, old: KubeObject, kind: Kind): void {
  const target = next.metadata as Record<string, unknown>
  const before = old.metadata as unknown as Record<string, unknown>
  for (const name of keptOf(kind)) {
    if (before[name] === undefined) delete target[name]
    else target[name] = before[name]
  }
}
