// An object of one version in another that the server has of it, and back.
import { cloneJson } from '../../../machinery/json-value.ts'
import type { KubeObject } from '../../../machinery/kind.ts'
import type { WorkingObject } from '../../registry/object.ts'
import type { Resource } from '../../registry/resource.ts'

export interface VersionPair {
  readonly from: Resource
  readonly to: Resource
}

/** The object in the other version. Rejects with StatusError where a webhook converts and cannot. */
export async function shownIn(
  object: object | undefined,
  pair: VersionPair | undefined,
): Promise<object | undefined> {
  if (object === undefined || pair === undefined) return object
  return (
    (await pair.to.inThisVersion?.(cloneJson(object) as WorkingObject)) ?? convert(object, pair.from, pair.to)
  )
}

/** The other way; may take over parts of the object. */
export async function takenBack(object: object, pair: VersionPair): Promise<object> {
  return (await pair.from.inThisVersion?.(object as WorkingObject)) ?? convert(object, pair.to, pair.from)
}

function convert(object: object, from: Resource, to: Resource): object {
  const stored = from.toStored(object as WorkingObject)
  return to.fromStored(stored as unknown as KubeObject)
}
