// OpenAPI documents in the form that a client asks for. Upstream: kube-openapi pkg/handler/handler.go, pkg/handler3/handler.go.
import { createHash } from 'node:crypto'
import { notAcceptable } from '../../machinery/status-error.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { conditionalAnswer } from '../request/conditional.ts'
import type { ServerResponse } from '../request/exchange.ts'
import { acceptClauses } from '../request/negotiate.ts'
import { openApi2Protobuf, openApi3Protobuf } from './openapi-protobuf.ts'

export type OpenApiForm = 'json' | 'protobuf'
export type OpenApiForms = Readonly<Record<OpenApiForm, () => Uint8Array>>

const encoders = { 2: openApi2Protobuf, 3: openApi3Protobuf }

/** Both forms of a document, each made when it is first asked for, and kept as bytes. */
export function openApiForms(version: 2 | 3, make: () => object): OpenApiForms {
  const bytes = new Map<OpenApiForm, Uint8Array>()
  const once = (form: OpenApiForm, encode: () => Uint8Array) => () => {
    const known = bytes.get(form) ?? encode()
    bytes.set(form, known)
    return known
  }
  const json = once('json', () => Buffer.from(JSON.stringify(make())))
  return { json, protobuf: once('protobuf', () => encoders[version](JSON.parse(textOf(json())))) }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

export function openApi2Answer(headers: ApiRequest['http']['headers'], forms: OpenApiForms): ServerResponse {
  const { form, contentType } = openApiForm(headers.accept, 2)
  // Both forms have the tag of the JSON: Vary tells them apart.
  return conditionalAnswer({ bytes: forms[form], etag: tagOf(forms.json()), contentType }, headers)
}

export interface Chosen {
  readonly form: OpenApiForm
  readonly contentType: string
}

/** Which form an Accept header means. The protobuf type has two names: one cannot be written in some headers. */
export function openApiForm(accept: string | undefined, version: 2 | 3): Chosen {
  const protobufType = `application/com.github.proto-openapi.spec.v${version}.v1.0+protobuf`
  for (const { type } of acceptClauses(accept || '*/*')) {
    if (['*/*', 'application/*', 'application/json'].includes(type))
      return { form: 'json', contentType: 'application/json' }
    if (
      type === protobufType ||
      type === `application/com.github.proto-openapi.spec.v${version}@v1.0+protobuf`
    )
      return { form: 'protobuf', contentType: protobufType }
  }
  throw notAcceptable(['application/json', protobufType])
}

export function hashText(text: string | Uint8Array): string {
  return createHash('sha512').update(text).digest('hex').toUpperCase()
}

const tags = new WeakMap<Uint8Array, string>()

/** The hash of a document, computed once. */
export function tagOf(document: Uint8Array): string {
  let tag = tags.get(document)
  if (tag === undefined) {
    tag = hashText(document)
    tags.set(document, tag)
  }
  return tag
}
