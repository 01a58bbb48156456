// An object's metadata alone, for clients that need no more (garbage collection, quota).
import { listMeta, partialObjectMetadata } from '../../machinery/meta/meta.schema.ts'
import { list, object, opt, req } from '../../machinery/schema/schema.ts'

export const partialObjectMetadataList = object(
  'io.k8s.apimachinery.pkg.apis.meta.v1.PartialObjectMetadataList',
  {
    metadata: opt(1, listMeta, { empty: 'zero' }),
    items: req(2, list(partialObjectMetadata), { empty: 'null' }),
  },
)

export function partialMetadata(obj: { readonly metadata: object }, apiVersion: string): object {
  return { kind: 'PartialObjectMetadata', apiVersion, metadata: obj.metadata }
}
