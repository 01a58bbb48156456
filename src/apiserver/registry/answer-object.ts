// One object as the answer of a read or write, in the form that was asked for.
import { toYaml } from '../../machinery/codec/to-yaml.ts'
import type { Entry } from '../cache/entry.ts'
import { parseStored } from '../cache/stored-json.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { ServerResponse } from '../request/exchange.ts'
import { contentTypes } from '../request/negotiate.ts'
import { json, jsonBytes } from '../request/respond.ts'
import { partialMetadata } from '../table/partial-metadata.ts'
import { tableOf } from '../table/table.ts'
import type { Resource } from './resource.ts'

export interface AnswerContext {
  readonly request: ApiRequest
  readonly resource: Resource
  readonly nowMs: number
}

export function answerEntry(entry: Entry, context: AnswerContext, status = 200): ServerResponse {
  const { request, resource } = context
  const { accept } = request
  if (accept.as === undefined && accept.media === 'json') return jsonBytes(resource.bytesOf(entry), status)
  if (accept.as === undefined) return yamlAnswer(parseStored(resource.bytesOf(entry)), status)
  return answerValue(transformEntry(entry, context), request, status)
}

function transformEntry(entry: Entry, context: AnswerContext): unknown {
  const { request, resource } = context
  if (request.accept.as === 'Table') {
    return tableOf([entry], { ...context, metadata: { resourceVersion: String(entry.revision) } })
  }
  return partialMetadata(resource.objectOf(entry), request.accept.asVersion)
}

/** A value that is not an object of the cache (a review, a scale). */
export function answerValue(value: unknown, request: ApiRequest, status = 200): ServerResponse {
  return request.accept.media === 'yaml' ? yamlAnswer(value, status) : json(value, status)
}

function yamlAnswer(value: unknown, status: number): ServerResponse {
  const headers = { 'content-type': contentTypes.yaml, 'cache-control': 'no-cache, private' }
  return { status, headers, body: Buffer.from(toYaml(value)) }
}
