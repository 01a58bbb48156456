// The configuration that an apply brings, as parsed and no more: what decoding would fill in would be owned.
// Upstream: apiserver pkg/endpoints/handlers/patch.go applyPatcher.
import { CodecError, type Decoded } from '../../machinery/codec/codec-error.ts'
import { parseJson } from '../../machinery/codec/json.ts'
import { required } from '../../machinery/field-error.ts'
import { isJsonObject, type JsonObject } from '../../machinery/json-value.ts'
import { badRequest, invalid } from '../../machinery/status-error.ts'
import { type ApiRequest, bodyOf } from '../request/api-request.ts'
import type { WriteOptions } from '../request/options.ts'
import { queryValue } from '../request/path.ts'

/** Throws StatusError where nobody says who applies, or the body is no object. */
export async function readConfig(
  request: ApiRequest,
  options: Pick<WriteOptions, 'fieldValidation'> & { readonly bytes?: Uint8Array },
): Promise<JsonObject> {
  if (queryValue(request.query, 'fieldManager') === '') {
    const fault = required('fieldManager', 'is required for apply patch')
    throw invalid({ group: 'meta.k8s.io', resource: 'PatchOptions' }, '', [fault])
  }
  const { value, duplicates } = await parse(options.bytes ?? (await bodyOf(request)))
  if (!isJsonObject(value)) throw badRequest('error decoding YAML: the body is not an object')
  if (duplicates.length > 0) reportDuplicates(duplicates, { request, options })
  request.audit?.sent(value)
  return value
}

/** Most clients send JSON, which is YAML, too, and much sooner read. */
async function parse(bytes: Uint8Array): Promise<Decoded> {
  const json = asJson(bytes)
  if (json !== undefined) return json
  const { parseYaml } = await import('../../machinery/codec/yaml.ts')
  try {
    return parseYaml(bytes)
  } catch (cause) {
    if (!(cause instanceof CodecError)) throw cause
    throw badRequest(`error decoding YAML: ${cause.message}`, cause)
  }
}

const openingBrace = 0x7b

/** Undefined where the body is no JSON, or says something twice: YAML has words for that. */
function asJson(bytes: Uint8Array): Decoded | undefined {
  if (bytes[0] !== openingBrace) return undefined
  try {
    const decoded = parseJson(bytes)
    return decoded.duplicates.length === 0 ? decoded : undefined
  } catch (error) {
    if (error instanceof CodecError) return undefined
    throw error
  }
}

function reportDuplicates(
  duplicates: readonly string[],
  {
    request,
    options,
  }: { readonly request: ApiRequest; readonly options: Pick<WriteOptions, 'fieldValidation'> },
): void {
  const lines = duplicates.map((path) => `  key ${JSON.stringify(path)} already set in map`)
  const text = ['error converting YAML to JSON: yaml: unmarshal errors:', ...lines].join('\n')
  if (options.fieldValidation === 'Strict') throw badRequest(`error strict decoding YAML: ${text}`)
  if (options.fieldValidation === 'Warn') request.warnings.push(text)
}
