// The set that the creator of an object owns, remembered by the object's shape for the few shapes of a kind seen last: a
// controller makes the same object again and again.
import { RecentFew } from '../recent-few.ts'
import type { ObjectSchema } from '../schema/schema.ts'
import { applyNodeOf } from './apply-schema.ts'
import { type FieldSet, keepOrder, keepText } from './field-set.ts'
import { newObjectFields } from './new-object-fields.ts'
import { fits, type Shape, shapeOf } from './object-shape.ts'

interface Known {
  readonly shape: Shape
  /** What the set leaves out. */
  readonly ignored: FieldSet | undefined
  readonly set: FieldSet
}

const shapes = new WeakMap<ObjectSchema, RecentFew<Known>>()

export interface CreatorRequest {
  readonly schema: ObjectSchema
  /** The object without content, and the one that is created. */
  readonly empty: unknown
  readonly next: unknown
  readonly ignored: FieldSet | undefined
  /** Takes from all fields what nobody owns. */
  finish(all: FieldSet): FieldSet
}

/** Shared: nobody may change it. */
export function creatorFields(request: CreatorRequest): FieldSet {
  const { schema, next, ignored } = request
  let known = shapes.get(schema)
  if (known === undefined) {
    known = new RecentFew()
    shapes.set(schema, known)
  }
  const found = known.find((one) => one.ignored === ignored && fits(one.shape, next))
  return found?.set ?? remember(request, known)
}

function remember(request: CreatorRequest, known: RecentFew<Known>): FieldSet {
  const { schema, empty, next, ignored } = request
  const set = request.finish(newObjectFields(schema, empty, next))
  keepOrder(set)
  known.add(() => {
    const shape = shapeOf(applyNodeOf(schema), empty, next)
    if (shape === undefined) return undefined
    keepText(set)
    return { shape, ignored, set }
  })
  return set
}
