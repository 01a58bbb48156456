// Owner references: who made an object, and who alone may manage it.
// Upstream: apimachinery pkg/apis/meta/v1/controller_ref.go.
import type { OwnerReference } from './object-meta.ts'

interface Owned {
  readonly metadata: { readonly ownerReferences?: readonly OwnerReference[] | undefined }
}

interface Identified {
  readonly metadata: { readonly name: string; readonly uid: string }
}

/** The reference that makes `owner` the managing controller of an object, and lets its deletion wait for that object. */
export function controllerRef(
  owner: Identified,
  kind: { readonly apiVersion: string; readonly kind: string },
): OwnerReference {
  return { ...ownerRef(owner, kind), controller: true, blockOwnerDeletion: true }
}

/** A plain reference: the object goes when its last owner goes. */
export function ownerRef(
  owner: Identified,
  kind: { readonly apiVersion: string; readonly kind: string },
): OwnerReference {
  const { name, uid } = owner.metadata
  return { apiVersion: kind.apiVersion, kind: kind.kind, name, uid }
}

/** The reference to the managing controller, if there is one. */
export function controllerOf(obj: Owned): OwnerReference | undefined {
  return obj.metadata.ownerReferences?.find((reference) => reference.controller === true)
}

/** True where `owner`, and not a namesake of it, is the managing controller. */
export function isControlledBy(obj: Owned, owner: Identified): boolean {
  return controllerOf(obj)?.uid === owner.metadata.uid
}
