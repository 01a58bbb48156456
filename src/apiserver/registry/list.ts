// LIST: which objects, and in which form they are answered.
import { type Selection, selectionOf } from '../cache/selection.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { ServerResponse } from '../request/exchange.ts'
import { listOptions } from '../request/options.ts'
import { wrongForm } from './answer-object.ts'
import type { Core } from './core.ts'
import { takesNamespace, unknownFieldLabel } from './field-labels.ts'
import { namespaceFor } from './get.ts'
import { answerPage } from './list-body.ts'
import { entriesOf, listPage, type Page } from './list-pages.ts'
import { protobufList } from './protobuf-list.ts'
import type { Resource } from './resource.ts'

export async function listObjects(
  request: ApiRequest,
  resource: Resource,
  core: Core,
): Promise<ServerResponse> {
  const options = listOptions(request.query, false)
  const selection = selectionFor(request, resource, options)
  if (request.accept.as === 'PartialObjectMetadata') {
    const why = 'you requested PartialObjectMetadata, but the requested object is a list'
    throw wrongForm(why, resource.kind, { list: true })
  }
  const page = await listPage(
    { resource, selection, options, cancel: request, snapshots: core.snapshots },
    core,
  )
  return answerList(page, request, { resource, core })
}

/** A page in the form that was asked for. */
export async function answerList(
  page: Page,
  request: ApiRequest,
  { resource, core }: { readonly resource: Resource; readonly core: Core },
): Promise<ServerResponse> {
  if (resource.ready !== undefined) await resource.ready(entriesOf(page))
  const context = { request, resource, nowMs: core.clock.now(), joined: core.joined }
  return request.accept.media === 'protobuf' ? protobufList(page, context) : answerPage(page, context)
}

export function selectionFor(
  request: ApiRequest,
  resource: Resource,
  options: { readonly labelSelector: string; readonly fieldSelector: string },
): Selection {
  const { kind } = resource
  const { labelSelector, fieldSelector } = options
  const namespaced = kind.scope === 'Namespaced'
  return selectionOf({
    namespaced,
    namespace: namespaceFor(request, resource),
    labelSelector,
    fieldSelector,
    fieldSelectors: kind.fieldSelectors ?? none,
    apiVersion: kind.apiVersion,
    fieldsOf: resource.fieldsOf,
    takesNamespace: takesNamespace(kind),
    unknownField: (field) => unknownFieldLabel(kind, field),
  })
}

const none: readonly string[] = []
