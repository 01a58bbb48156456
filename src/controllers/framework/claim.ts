// Carries out a claim: adopts and releases objects by patching their owner references.
// Upstream: pkg/controller/controller_ref_manager.go.
import type { Client } from '../../client/client.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import { controllerRef } from '../../machinery/meta/owners.ts'
import type { Selector } from '../../machinery/selectors/labels.ts'
import { isInvalid, isNotFound } from '../../machinery/status-error.ts'
import type { Cache } from './cache.ts'
import { planClaims } from './claim.plan.ts'

export interface ClaimOptions<T extends KubeObject> {
  /** The kind that is claimed. */
  readonly kind: Kind<T>
  readonly owner: KubeObject
  readonly ownerKind: Kind
  readonly selector: Selector
  /** Objects that count; the others are neither adopted nor released. */
  readonly where?: (obj: T) => boolean
  readonly cache: Cache
  readonly client: Client
  /** Finalizers that an adopted object gets. */
  readonly finalizers?: readonly string[]
  readonly signal: AbortSignal
}

/** The objects that `owner` manages, after adopting orphans and releasing what is not selected any more. */
export async function claim<T extends KubeObject>(options: ClaimOptions<T>): Promise<readonly T[]> {
  const { kind, owner, selector, cache } = options
  const all = [...cache.ownedBy(kind, owner), ...cache.orphans(kind, owner.metadata.namespace ?? '')]
  const candidates = options.where === undefined ? all : all.filter(options.where)
  const plan = planClaims(owner, candidates, { selector })
  await Promise.all(plan.release.map((obj) => release(obj, options)))
  if (plan.adopt.length === 0 || !(await mayAdopt(options))) return plan.kept
  const adopted = await Promise.all(plan.adopt.map((obj) => adopt(obj, options)))
  return [...plan.kept, ...adopted.filter((obj) => obj !== undefined)]
}

/** Asks the server itself: a cached owner may be deleted, or be another of the same name, by now. */
async function mayAdopt<T extends KubeObject>(options: ClaimOptions<T>): Promise<boolean> {
  const { client, owner, ownerKind, signal } = options
  try {
    const fresh = await client.get(ownerKind, owner.metadata, { signal })
    return fresh.metadata.uid === owner.metadata.uid && fresh.metadata.deletionTimestamp === undefined
  } catch (error) {
    if (!isNotFound(error)) throw error
    return false
  }
}

async function adopt<T extends KubeObject>(obj: T, options: ClaimOptions<T>): Promise<T | undefined> {
  const { owner, ownerKind, finalizers } = options
  const ownerReferences = [controllerRef(owner, ownerKind)]
  return await patchMetadata(obj, { ownerReferences, ...(finalizers && { finalizers }) }, options)
}

async function release<T extends KubeObject>(obj: T, options: ClaimOptions<T>): Promise<void> {
  const { owner, finalizers = [] } = options
  const ownerReferences = [{ $patch: 'delete', uid: owner.metadata.uid }]
  const dropped = finalizers.length === 0 ? {} : { '$deleteFromPrimitiveList/finalizers': finalizers }
  await patchMetadata(obj, { ownerReferences, ...dropped }, options)
}

/** The UID in the patch makes it fail where the name belongs to another object by now. */
async function patchMetadata<T extends KubeObject>(
  obj: T,
  metadata: Readonly<Record<string, unknown>>,
  options: ClaimOptions<T>,
): Promise<T | undefined> {
  const { kind, client, signal } = options
  const body = { metadata: { uid: obj.metadata.uid, ...metadata } }
  try {
    return await client.patch(kind, obj.metadata, { type: 'strategic', body, signal })
  } catch (error) {
    // Gone, another one of the name, or without the reference already: nothing is left to do.
    if (!isNotFound(error) && !isInvalid(error)) throw error
    return undefined
  }
}
