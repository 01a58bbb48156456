// What reconcilers read: the informers' stores by kind, with the two questions that most of them ask about ownership.
import type { Informers } from '../../client/cache.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import { controllerOf } from '../../machinery/meta/owners.ts'

/** A consistent past state. Objects are shared: nobody may change them. */
export interface Cache {
  get<T extends KubeObject>(kind: Kind<T>, key: string): T | undefined
  /** All objects, or those of one namespace. */
  list<T extends KubeObject>(kind: Kind<T>, namespace?: string): readonly T[]
  byIndex<T extends KubeObject>(kind: Kind<T>, index: string, value: string): readonly T[]
  /** Objects whose managing controller is `owner`, by UID. Only for kinds under `owns`, or with ownershipIndexes(). */
  ownedBy<T extends KubeObject>(kind: Kind<T>, owner: KubeObject): readonly T[]
  /** Objects of a namespace that no controller manages. Only for kinds under `owns`, or with ownershipIndexes(). */
  orphans<T extends KubeObject>(kind: Kind<T>, namespace: string): readonly T[]
}

export interface Index<T extends KubeObject = KubeObject> {
  readonly kind: Kind<T>
  readonly name: string
  values(obj: T): readonly string[]
}

const controllerIndex = 'controllerUid'
const orphanIndex = 'orphanNamespace'

/** Makes ownedBy() and orphans() answer for a kind; those under `owns` have them anyway. */
export function ownershipIndexes(kind: Kind): readonly Index[] {
  return [
    {
      kind,
      name: controllerIndex,
      values: (obj) => {
        const controller = controllerOf(obj)
        return controller === undefined ? [] : [controller.uid]
      },
    },
    {
      kind,
      name: orphanIndex,
      values: (obj) => (controllerOf(obj) === undefined ? [obj.metadata.namespace ?? ''] : []),
    },
  ]
}

export function createCache(informers: Informers): Cache {
  return {
    get: (kind, key) => informers.of(kind).get(key),
    list: (kind, namespace) => informers.of(kind).list(namespace),
    byIndex: (kind, index, value) => informers.of(kind).byIndex(index, value),
    ownedBy: (kind, owner) => informers.of(kind).byIndex(controllerIndex, owner.metadata.uid),
    orphans: (kind, namespace) => informers.of(kind).byIndex(orphanIndex, namespace),
  }
}
