// One object as the answer of a read or write, in the form that was asked for.
import type { Kind } from '../../machinery/kind.ts'
import { writeProtobuf } from '../../machinery/protobuf/kube-codec.ts'
import { statusFailure } from '../../machinery/status-error.ts'
import type { Entry } from '../cache/entry.ts'
import { parseStored } from '../cache/stored-json.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { ServerResponse } from '../request/exchange.ts'
import { json, jsonBytes, protobufObject, yaml } from '../request/respond.ts'
import { partialMetadata } from '../table/partial-metadata.ts'
import { tableOf } from '../table/table.ts'
import { answerSchemas } from './answer-schemas.ts'
import type { Resource } from './resource.ts'

export interface AnswerContext {
  readonly request: ApiRequest
  readonly resource: Resource
  readonly nowMs: number
}

export function answerEntry(entry: Entry, context: AnswerContext, status = 200): ServerResponse {
  const { request, resource } = context
  const { accept } = request
  if (accept.as !== undefined) return answerValue(transformEntry(entry, context), request, status)
  if (accept.media === 'json') return jsonBytes(resource.bytesOf(entry), status)
  if (accept.media === 'protobuf') return protobufObject(resource.kind, resource.protobufOf(entry), status)
  return yaml(parseStored(resource.bytesOf(entry)), status)
}

function transformEntry(entry: Entry, context: AnswerContext): unknown {
  const { request, resource } = context
  if (request.accept.as === 'PartialObjectMetadataList')
    throw wrongForm(
      'you requested PartialObjectMetadataList, but the requested object is not a list',
      resource.kind,
    )
  if (request.accept.as === 'Table') {
    const metadata = entry.revision === 0 ? {} : { resourceVersion: String(entry.revision) }
    return tableOf([entry], { ...context, metadata })
  }
  return partialMetadata(resource.objectOf(entry), request.accept.asVersion)
}

/** Upstream: apiserver pkg/endpoints/handlers/response.go, which prints the Go type of what was asked for. */
export function wrongForm(
  why: string,
  { group, kind, listKind }: Kind,
  { list = false }: { readonly list?: boolean } = {},
): Error {
  const pack = group === '' ? 'core' : group.split('.', 1)[0]
  return statusFailure(406, 'NotAcceptable', `${why} (*${pack}.${list ? listKind : kind})`)
}

/** A value that is not an object of the cache (a review, a scale). */
export function answerValue(value: unknown, request: ApiRequest, status = 200): ServerResponse {
  const { media } = request.accept
  if (media === 'yaml') return yaml(value, status)
  const typed = value as { readonly apiVersion: string; readonly kind: string }
  const schema = media === 'protobuf' ? answerSchemas.get(typed.kind) : undefined
  return schema === undefined
    ? json(value, status)
    : protobufObject(typed, writeProtobuf(schema, typed), status)
}
