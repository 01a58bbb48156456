// OpenAPI documents in the form that a client asks for. Upstream: kube-openapi pkg/handler/handler.go, pkg/handler3/handler.go.
import { createHash } from 'node:crypto'
import { notAcceptable } from '../../machinery/status-error.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { conditionalAnswer } from '../request/conditional.ts'
import type { ServerResponse } from '../request/exchange.ts'
import { acceptClauses } from '../request/negotiate.ts'
import { queryValue } from '../request/path.ts'
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

/** The document of a group version. */
export interface OpenApi3Document {
  /** Such as `apis/apps/v1`. */
  readonly name: string
  /** Of the content. */
  readonly hash: string
  forms(): OpenApiForms
}

export function openApi3Answer(
  { http, query }: Pick<ApiRequest, 'http' | 'query'>,
  { name, hash, forms }: OpenApi3Document,
): ServerResponse {
  const { form, contentType } = openApiForm(http.headers.accept, 3)
  const asked = queryValue(query, 'hash')
  if (asked !== '' && asked !== hash) return movedTo(openApi3Url(name, hash))
  const document = {
    bytes: () => forms()[form](),
    etag: hash,
    contentType,
    // Only a name that changes with the content may be kept for ever.
    headers: asked === '' ? { 'cache-control': 'no-cache, private' } : forEver,
  }
  return conditionalAnswer(document, http.headers)
}

const forEver = { 'cache-control': 'public, immutable', expires: 'Fri, 31 Dec 9999 23:59:59 GMT' }

function movedTo(location: string): ServerResponse {
  const body = Buffer.from(`<a href="${location}">Moved Permanently</a>.\n\n`)
  return { status: 301, headers: { location, 'content-type': 'text/html; charset=utf-8' }, body }
}

export function openApi3Url(name: string, hash: string): string {
  return `/openapi/v3/${name}?hash=${hash}`
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
