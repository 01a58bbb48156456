// The static type of metadata as it is read back: what the server always fills in is there.
import type { TypeOf } from '../schema/schema.ts'
import type { objectMeta } from './meta.schema.ts'

type Fields = TypeOf<typeof objectMeta>

export type ObjectMeta = Omit<Fields, 'name' | 'uid' | 'resourceVersion' | 'creationTimestamp'> & {
  readonly name: string
  readonly uid: string
  readonly resourceVersion: string
  readonly creationTimestamp: string
}

export type OwnerReference = NonNullable<Fields['ownerReferences']>[number]
