// Answers as transports take them. JSON that lies ready in the cache goes out as it is; other forms are made from it.
import { toYaml } from '../../machinery/codec/to-yaml.ts'
import { status as statusSchema } from '../../machinery/meta/meta.schema.ts'
import { envelopeParts } from '../../machinery/protobuf/envelope.ts'
import { writeProtobuf } from '../../machinery/protobuf/kube-codec.ts'
import type { Status, StatusError } from '../../machinery/status-error.ts'
import type { ServerBody, ServerResponse } from './exchange.ts'
import { contentTypes, type Media } from './negotiate.ts'

const noCache = 'no-cache, private'
const jsonHeaders = { 'content-type': 'application/json', 'cache-control': noCache } as const
const protobufHeaders = { 'content-type': contentTypes.protobuf, 'cache-control': noCache } as const

export function jsonBytes(body: ServerBody, status = 200): ServerResponse {
  return { status, headers: jsonHeaders, body }
}

export function protobufBytes(body: ServerBody, status = 200): ServerResponse {
  return { status, headers: protobufHeaders, body }
}

/** An object's message with its type around it. */
export function protobufObject(
  type: { readonly apiVersion: string; readonly kind: string },
  message: Uint8Array,
  status = 200,
): ServerResponse {
  const { head, tail } = envelopeParts(type, message.length)
  return protobufBytes([head, message, tail], status)
}

/** Any value as JSON. */
export function json(value: unknown, status = 200): ServerResponse {
  return jsonBytes(Buffer.from(`${JSON.stringify(value)}\n`), status)
}

/** Any value as YAML. */
export function yaml(value: unknown, status = 200): ServerResponse {
  const headers = { 'content-type': contentTypes.yaml, 'cache-control': noCache }
  return { status, headers, body: Buffer.from(toYaml(value)) }
}

export function text(body: string, status = 200): ServerResponse {
  return {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': noCache,
      'x-content-type-options': 'nosniff',
    },
    body: Buffer.from(body),
  }
}

const statusForms: Readonly<Record<Media, (status: Status) => ServerResponse>> = {
  json: (status) => json(status, status.code),
  yaml: (status) => yaml(status, status.code),
  protobuf: (status) => protobufObject(status, writeProtobuf(statusSchema, status), status.code),
}

export function statusResponse(status: Status, media: Media = 'json'): ServerResponse {
  const response = statusForms[media](status)
  const seconds = status.details?.retryAfterSeconds
  return seconds === undefined ? response : withHeaders(response, { 'retry-after': String(seconds) })
}

export function errorResponse(error: StatusError, media: Media = 'json'): ServerResponse {
  return statusResponse(error.status, media)
}

export function withHeaders(
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): ServerResponse {
  return { ...response, headers: { ...response.headers, ...headers } }
}

/** The Status of a success, as deletes answer it. */
export function successStatus(details: Status['details']): Omit<Status, 'code'> {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', ...(details && { details }) }
}
