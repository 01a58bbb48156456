// Server-side apply: PATCH with application/apply-patch+yaml. Creates what is not there.
// Upstream: apiserver pkg/endpoints/handlers/patch.go applyPatcher.

import { applyConfig } from '../../machinery/apply/apply-config.ts'
import { isJsonObject, type JsonObject } from '../../machinery/json-value.ts'
import { goPrint } from '../../machinery/patch/go-print.ts'
import { badRequest } from '../../machinery/status-error.ts'
import type { Entry } from '../cache/entry.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { ServerResponse } from '../request/exchange.ts'
import type { WriteOptions } from '../request/options.ts'
import { answerEntry } from './answer-object.ts'
import { readConfig } from './apply-body.ts'
import type { Core } from './core.ts'
import { namespaceFor } from './get.ts'
import { ownershipOf, setManagedFields } from './managed-fields.ts'
import type { WorkingObject } from './object.ts'
import type { PatchContext } from './patch.ts'
import { matchNamespace, writable } from './prepare.ts'
import type { Resource } from './resource.ts'
import { changeObject, type Proposal } from './update.ts'

interface ApplyContext extends PatchContext {
  readonly options: WriteOptions
  /** The configuration where the server itself applies it; else it is the request's body. */
  readonly bytes?: Uint8Array
}

export async function applyObject(
  request: ApiRequest,
  resource: Resource,
  context: ApplyContext,
): Promise<ServerResponse> {
  const { core, mode, options } = context
  const config = namedConfig(request, resource, await readConfig(request, { ...options, ...context }))
  const propose = (old: Entry | undefined) => applied(old, { config, request, resource, options, core, mode })
  const mayCreate = mode.subresource === ''
  const { name } = request.info
  const { entry, created } = await changeObject(
    {
      request,
      resource,
      options,
      mode,
      name,
      propose,
      ...(mayCreate && { create: () => propose(undefined) }),
    },
    core,
  )
  return answerEntry(entry, { request, resource, nowMs: core.clock.now() }, created ? 201 : 200)
}

function namedConfig(request: ApiRequest, resource: Resource, config: JsonObject): object {
  const metadata = isJsonObject(config.metadata) ? config.metadata : {}
  const { name } = request.info
  if (metadata.name !== undefined && metadata.name !== name) {
    throw badRequest(
      `the name of the object (${goPrint(metadata.name)}) does not match the name on the URL (${name})`,
    )
  }
  const namespace = namespaceFor(request, resource)
  return {
    ...config,
    metadata: { ...metadata, name, ...(namespace !== '' && { namespace: metadata.namespace ?? namespace }) },
  }
}

interface Applying {
  readonly config: object
  readonly request: ApiRequest
  readonly resource: Resource
  readonly options: WriteOptions
  readonly core: Core
  readonly mode: PatchContext['mode']
}

function applied(old: Entry | undefined, applying: Applying): Proposal {
  const { config, request, resource, options, core, mode } = applying
  const live = old === undefined ? undefined : resource.copyOf(old)
  const { object, managedFields } = applyConfig({
    ...ownershipOf({ resource, options, core, subresource: mode.subresource }),
    kind: resource.kind.kind,
    live,
    config,
    manager: options.fieldManager,
    force: options.force,
  })
  const obj = object as WorkingObject
  obj.metadata = { ...obj.metadata }
  setManagedFields(obj, managedFields)
  matchNamespace(obj, resource.kind, namespaceFor(request, resource))
  resource.kind.default?.(writable(obj))
  return { obj, tracked: true }
}
