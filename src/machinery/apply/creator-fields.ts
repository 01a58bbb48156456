// The set that the creator of an object owns, remembered by the object's shape for the few shapes of a kind seen last: a
// controller makes the same object again and again.
import type { ObjectSchema } from '../schema/schema.ts'
import { applyNodeOf } from './apply-schema.ts'
import { type FieldSet, keepOrder, keepText } from './field-set.ts'
import { newObjectFields } from './new-object-fields.ts'
import { fits, type Shape, shapeOf } from './object-shape.ts'

const shapesAKind = 4
/** After so many objects of other shapes in a row, only every so many-th is remembered: not all have templates. */
const patience = 16

interface Known {
  readonly shape: Shape
  /** What the set leaves out. */
  readonly ignored: FieldSet | undefined
  readonly set: FieldSet
}

interface KindShapes {
  /** Used last, first. */
  readonly known: Known[]
  strange: number
}

const shapes = new WeakMap<ObjectSchema, KindShapes>()

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
  let kind = shapes.get(schema)
  if (kind === undefined) {
    kind = { known: [], strange: 0 }
    shapes.set(schema, kind)
  }
  const { known } = kind
  const at = known.findIndex((one) => one.ignored === ignored && fits(one.shape, next))
  const found = known[at]
  if (found === undefined) return remember(request, kind)
  kind.strange = 0
  if (at > 0) {
    known.splice(at, 1)
    known.unshift(found)
  }
  return found.set
}

function remember(request: CreatorRequest, kind: KindShapes): FieldSet {
  const { schema, empty, next, ignored } = request
  const set = request.finish(newObjectFields(schema, empty, next))
  keepOrder(set)
  kind.strange++
  if (kind.strange > patience && kind.strange % patience !== 0) return set
  const shape = shapeOf(applyNodeOf(schema), empty, next)
  if (shape === undefined) return set
  keepText(set)
  kind.known.unshift({ shape, ignored, set })
  if (kind.known.length > shapesAKind) kind.known.pop()
  return set
}
