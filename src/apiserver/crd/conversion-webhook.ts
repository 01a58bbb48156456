// Asks a definition's webhook for objects in another version, and takes no more from the answer than conversion may change.
// Upstream: apiextensions-apiserver pkg/apiserver/conversion/webhook_converter.go.
import type { CustomResourceConversion } from '../../api/apiextensions/custom-resource-definition/custom-resource-definition.schema.ts'
import { type Rng, uuid } from '../../base/rng.ts'
import { CodecError } from '../../machinery/codec/codec-error.ts'
import { parseJson } from '../../machinery/codec/json.ts'
import { equalJson, getKey, isJsonObject, type JsonObject } from '../../machinery/json-value.ts'
import { StatusError, statusFailure } from '../../machinery/status-error.ts'
import type { ClientConfig } from '../outbound/call-webhook.ts'
import { OutboundError } from '../outbound/outbound-error.ts'

/** POSTs a document to a webhook and gives its answer's. */
export type CallHook = (config: ClientConfig, body: Uint8Array) => Promise<Buffer>

export interface Converter {
  /** The objects in that version, in the same order. Rejects with StatusError. */
  convert(objects: readonly JsonObject[], apiVersion: string): Promise<readonly JsonObject[]>
}

const understood: readonly string[] = ['v1', 'v1beta1']
/** Objects asked for at a time. */
const batch = 500

export function webhookConverter(
  conversion: CustomResourceConversion,
  { call, rng }: { readonly call: CallHook; readonly rng: Rng },
): Converter {
  const { clientConfig = {}, conversionReviewVersions = [] } = conversion.webhook ?? {}
  const version = conversionReviewVersions.find((known) => understood.includes(known)) ?? 'v1'
  return {
    async convert(objects, apiVersion) {
      const converted: JsonObject[] = []
      for (let from = 0; from < objects.length; from += batch) {
        const some = objects.slice(from, from + batch)
        const uid = uuid(rng)
        const review = {
          apiVersion: `apiextensions.k8s.io/${version}`,
          kind: 'ConversionReview',
          request: { uid, desiredAPIVersion: apiVersion, objects: some },
        }
        try {
          const answer = await call(clientConfig, Buffer.from(JSON.stringify(review)))
          converted.push(...convertedObjects(answer, { uid, version, originals: some, apiVersion }))
        } catch (error) {
          throw failure(error, some)
        }
      }
      return converted
    },
  }
}

/** What is wrong with an answer. */
class InvalidAnswer extends Error {
  override readonly name = 'InvalidAnswer'
}

function failure(error: unknown, [first]: readonly JsonObject[]): unknown {
  const { apiVersion, kind } = first ?? {}
  const what = `conversion webhook for ${apiVersion}, Kind=${kind}`
  if (error instanceof InvalidAnswer)
    return statusFailure(500, '', `${what} ${error.message}`, { cause: error })
  if (error instanceof OutboundError || error instanceof StatusError)
    return statusFailure(500, '', `${what} failed: ${error.message}`, { cause: error })
  return error
}

interface Expected {
  readonly uid: string
  readonly version: string
  readonly originals: readonly JsonObject[]
  readonly apiVersion: string
}

function convertedObjects(answer: Buffer, expected: Expected): readonly JsonObject[] {
  const { originals, apiVersion } = expected
  const objects = objectsOf(readReview(answer), expected)
  if (objects.length !== originals.length)
    throw new InvalidAnswer(`returned ${objects.length} objects, expected ${originals.length}`)
  return objects.map((converted, index) => {
    const original = originals[index] ?? {}
    const at = `returned invalid converted object at index ${index}`
    if (!isJsonObject(converted)) throw new InvalidAnswer(`${at}: it is no object`)
    if (converted.apiVersion !== apiVersion) {
      const found = String(converted.apiVersion ?? '')
      throw new InvalidAnswer(`${at}: invalid groupVersion (expected ${apiVersion}, received ${found})`)
    }
    const fault = identityFault(original, converted)
    if (fault !== undefined) throw new InvalidAnswer(`${at}: ${fault}`)
    return withMetaOf(original, converted, index)
  })
}

function readReview(answer: Buffer): JsonObject {
  try {
    const { value } = parseJson(answer)
    if (isJsonObject(value)) return value
  } catch (cause) {
    if (!(cause instanceof CodecError)) throw cause
    throw new InvalidAnswer(`failed: ${cause.message}`, { cause })
  }
  throw new InvalidAnswer('failed: the answer is no object')
}

function objectsOf(review: JsonObject, { uid, version }: Expected): readonly unknown[] {
  const { apiVersion, kind, response } = review
  const wanted = `apiextensions.k8s.io/${version}, Kind=ConversionReview`
  if (version === 'v1' && `${apiVersion}, Kind=${kind}` !== wanted)
    throw new InvalidAnswer(`failed: expected webhook response of ${wanted}, got ${apiVersion}, Kind=${kind}`)
  if (!isJsonObject(response)) throw new InvalidAnswer('failed: no response provided')
  if (version === 'v1' && response.uid !== uid)
    throw new InvalidAnswer(
      `failed: expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(response.uid ?? '')}`,
    )
  const result = isJsonObject(response.result) ? response.result : {}
  if (result.status !== 'Success') {
    const { message = '' } = result
    const status = `response.result.status was '${result.status ?? ''}', not 'Success'`
    throw new InvalidAnswer(`failed: ${message === '' ? status : message}`)
  }
  return Array.isArray(response.convertedObjects) ? response.convertedObjects : []
}

/** Upstream: validateConvertedObject. */
function identityFault(original: JsonObject, converted: JsonObject): string | undefined {
  if (original.kind !== converted.kind)
    return `must have the same kind: ${original.kind} != ${converted.kind}`
  const [before, after] = [metaOf(original), metaOf(converted)]
  for (const [field, label] of [
    ['name', 'name'],
    ['namespace', 'namespace'],
    ['uid', 'UID'],
  ] as const) {
    const [old, next] = [getKey(before, field) ?? '', getKey(after, field) ?? '']
    if (old !== next) return `must have the same ${label}: ${old} != ${next}`
  }
  return undefined
}

function metaOf({ metadata }: JsonObject): JsonObject {
  return isJsonObject(metadata) ? metadata : {}
}

/** Of metadata, a webhook may change labels and annotations alone. Upstream: restoreObjectMeta. */
function withMetaOf(original: JsonObject, converted: JsonObject, index: number): JsonObject {
  if (!isJsonObject(converted.metadata))
    throw new InvalidAnswer(
      `returned invalid metadata in object at index ${index}: missing metadata in converted object`,
    )
  const metadata: JsonObject = { ...metaOf(original) }
  for (const field of ['labels', 'annotations'] as const) {
    const given = getKey(converted.metadata, field)
    if (equalJson(given, metadata[field])) continue
    if (given === undefined || given === null) delete metadata[field]
    else metadata[field] = given
  }
  const { kind, apiVersion, metadata: _metadata, ...rest } = converted
  return { kind, apiVersion, metadata, ...rest }
}
