// Reads a custom resource by its schema: metadata as everywhere, the rest pruned. Wrong types stay, for validation to tell.
// Upstream: apiextensions-apiserver pkg/apiserver/customresource_handler.go schemaCoercingDecoder, unstructuredSchemaCoercer.
import { coerceEmbedded, readMeta } from '../../api/apiextensions/structural/embedded-resources.ts'
import type { JsonSchema } from '../../api/apiextensions/structural/json-schema.ts'
import { prune } from '../../api/apiextensions/structural/prune.ts'

type JsonObject = Record<string, unknown>

export interface ReadOptions {
  readonly schema: JsonSchema
  /** What lies in the store already is put right instead of refused. */
  readonly dropMalformed: boolean
}

/** Takes over `value`. Throws DecodeError where metadata is none. */
export function readCustom(
  value: Readonly<JsonObject>,
  unknown: string[],
  { schema, dropMalformed }: ReadOptions,
): JsonObject {
  const obj = value as JsonObject
  const found: string[] = []
  if (Object.hasOwn(obj, 'metadata') && obj.metadata !== null) {
    const meta = readMeta(obj.metadata, dropMalformed)
    obj.metadata = meta.value
    for (const field of meta.unknown) found.push(`metadata.${field}`)
  } else delete obj.metadata
  prune(obj, schema, { root: true, unknown: found })
  coerceEmbedded(obj, schema, { dropMalformed, unknown: found })
  unknown.push(...found.sort())
  return obj
}
