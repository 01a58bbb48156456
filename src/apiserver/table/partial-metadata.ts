// An object's metadata alone, for clients that need no more (garbage collection, quota).
import type { KubeObject } from '../../machinery/kind.ts'

export function partialMetadata(obj: KubeObject, apiVersion: string): unknown {
  return { kind: 'PartialObjectMetadata', apiVersion, metadata: obj.metadata }
}
