// Subresources: those that are another way to write the object, and those with a handler of their own.
import { methodNotAllowed, methodNotSupported } from '../../machinery/status-error.ts'
import type { RouteHandler } from '../pipeline.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { Core } from './core.ts'
import { getObject } from './get.ts'
import { patchObject } from './patch.ts'
import type { Resource } from './resource.ts'
import { statusMode, type UpdateMode, updateObject } from './update.ts'

export type SubresourceVerb = (
  request: ApiRequest,
  resource: Resource,
  core: Core,
) => ReturnType<RouteHandler>

/** By verb: get, create, update, patch. */
export type SubresourceHandler = Readonly<Partial<Record<string, SubresourceVerb>>>

/** By `resource.group/subresource`, or `*\/subresource` for every resource that has it. */
export type SubresourceHandlers = ReadonlyMap<string, SubresourceHandler>

/** GET, PUT and PATCH of the object itself under the rules of `mode`. */
export function objectSubresource(mode: UpdateMode): SubresourceHandler {
  return {
    get: getObject,
    update: (request, resource, core) => updateObject(request, resource, { core, mode }),
    patch: (request, resource, core) => patchObject(request, resource, { core, mode }),
  }
}

export const statusSubresource = objectSubresource(statusMode)

export function subresourceHandler(
  request: ApiRequest,
  resource: Resource,
  tables: { readonly core: Core; readonly subresources: SubresourceHandlers },
): RouteHandler | undefined {
  const { subresource, verb } = request.info
  const declared = resource.kind.subresources?.find(({ name }) => name === subresource)
  if (declared === undefined) return undefined
  const { subject } = resource
  const path = `${subject.resource}${subject.group === '' ? '' : `.${subject.group}`}/${subresource}`
  const handler = tables.subresources.get(path) ?? tables.subresources.get(`*/${subresource}`)
  const run = handler !== undefined && declared.verbs.includes(verb) ? handler[verb] : undefined
  if (run === undefined) throw resource.kind.custom ? methodNotSupported(subject, verb) : methodNotAllowed()
  return (routed) => run(routed, resource, tables.core)
}
