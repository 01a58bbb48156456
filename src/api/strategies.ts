// The usual behaviour of a kind with spec and status: status cannot be set through the object, nor spec through
// /status, and generation counts the changes of spec. Upstream: the strategy.go of each folder in pkg/registry.
import { semanticEqual } from '../machinery/equality.ts'
import type { KubeObject, Strategy } from '../machinery/kind.ts'
import { decode } from '../machinery/schema/decode.ts'
import type { Mutable, ObjectSchema } from '../machinery/schema/schema.ts'

interface Parts {
  metadata: { generation?: number | undefined }
  spec?: unknown
  status?: unknown
}

export interface StrategyOptions<T extends KubeObject>
  extends Omit<Strategy<T>, 'prepareForCreate' | 'prepareForUpdate' | 'prepareForStatusUpdate'> {
  /** Fields of the status; a kind without one leaves it out. */
  readonly status?: ObjectSchema
  /** Whether generation is kept; true unless said otherwise. */
  readonly generation?: boolean
  /** After the usual preparation of a new object. */
  onCreate?(next: Mutable<T>): void
  /** After the usual preparation of a change, before generation is counted. */
  onUpdate?(next: Mutable<T>, old: T): void
  onStatusUpdate?(next: Mutable<T>, old: T): void
  /** Changes beside those of spec that raise the generation. */
  alsoCounts?(next: Mutable<T>, old: T): boolean
}

export function specStrategy<T extends KubeObject>(options: StrategyOptions<T>): Strategy<T> {
  const { status, generation = true, onCreate, onUpdate, onStatusUpdate, alsoCounts, ...rest } = options
  return {
    allowUnconditionalUpdate: true,
    ...rest,
    prepareForCreate(next) {
      const parts = next as Parts
      if (status !== undefined) parts.status = zero(status)
      if (generation) parts.metadata.generation = 1
      onCreate?.(next)
    },
    prepareForUpdate(next, old) {
      const parts = next as Parts
      if (status !== undefined) parts.status = (old as Parts).status
      onUpdate?.(next, old)
      if (generation) countGeneration(parts, old as Parts, alsoCounts?.(next, old) ?? false)
    },
    prepareForStatusUpdate(next, old) {
      const parts = next as Parts
      parts.spec = (old as Parts).spec
      keepGeneration(parts, old as Parts)
      onStatusUpdate?.(next, old)
    },
  }
}

/** Raises the generation when the spec is not what it was. */
function countGeneration(next: Parts, old: Parts, counts: boolean): void {
  keepGeneration(next, old)
  if (counts || !semanticEqual(next.spec, old.spec))
    next.metadata.generation = (old.metadata.generation ?? 0) + 1
}

function keepGeneration(next: Parts, old: Parts): void {
  if (old.metadata.generation === undefined) delete next.metadata.generation
  else next.metadata.generation = old.metadata.generation
}

/** What Go's zero value of a struct prints as. */
export function zero<T>(schema: ObjectSchema): T {
  return decode<T>(schema, {}).value
}
