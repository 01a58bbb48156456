// Writes that the server makes by itself: the same way as a client's, as a user that may do everything.

import { must } from '../../base/assert.ts'
import { cloneJson } from '../../machinery/json-value.ts'
import type { Kind } from '../../machinery/kind.ts'
import { decode } from '../../machinery/schema/decode.ts'
import { isAlreadyExists, isNotFound } from '../../machinery/status-error.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { directConnection } from '../request/exchange.ts'
import { plainJson } from '../request/negotiate.ts'
import type { WriteOptions } from '../request/options.ts'
import { parseTarget } from '../request/path.ts'
import { requestInfo } from '../request/request-info.ts'
import { mastersGroup, type UserInfo } from '../request/user.ts'
import { applyObject } from './apply.ts'
import type { Core } from './core.ts'
import { createDecoded } from './create.ts'
import { removeObject } from './delete.ts'
import { keyOf, type WorkingObject } from './object.ts'
import { changeObject, mainMode, statusMode } from './update.ts'

const serverUser: UserInfo = { name: 'system:apiserver', uid: '', groups: [mastersGroup], extra: {} }
/** Options of writes that the server makes by itself. */
export const serverOptions: WriteOptions = {
  dryRun: false,
  fieldManager: 'kube-apiserver',
  fieldValidation: 'Ignore',
  force: false,
}

export interface OwnObject {
  readonly kind: Kind
  readonly namespace?: string
  readonly name: string
  /** Everything but kind, apiVersion and the name. */
  readonly body: Readonly<Record<string, unknown>>
  /** As whom the fields are managed. */
  readonly fieldManager?: string
}

/** A request for the object by the server itself. */
export function serverRequest(
  { kind, namespace = '', name, fieldManager = '' }: OwnObject,
  signal: AbortSignal,
): ApiRequest {
  const scope = namespace === '' ? '' : `namespaces/${namespace}/`
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`
  const target = `${root}/${scope}${kind.plural}/${encodeURIComponent(name)}`
  const http = {
    method: 'PUT',
    target,
    headers: {},
    connection: directConnection(),
    signal,
    readBody: async () => new Uint8Array(),
  }
  return {
    http,
    info: requestInfo(parseTarget(target), 'PUT'),
    query: new Map(fieldManager === '' ? [] : [['fieldManager', [fieldManager]]]),
    signal,
    user: serverUser,
    accept: plainJson,
    warnings: [],
    bytes: undefined,
  }
}

function decoded({ kind, namespace, name, body }: OwnObject): WorkingObject {
  const { metadata = {}, ...rest } = cloneJson(body) as { metadata?: object }
  const meta = { name, ...(namespace !== undefined && { namespace }), ...metadata }
  const { value } = decode<WorkingObject>(kind.schema, {
    kind: kind.kind,
    apiVersion: kind.apiVersion,
    metadata: meta,
    ...rest,
  })
  return value
}

/**
 * Creates the object where it is not there; else lets `reconcile` change a copy of it, which is written when
 * `reconcile` says that it did.
 */
export async function ensureObject(
  own: OwnObject,
  core: Core,
  options: { readonly signal: AbortSignal; readonly reconcile?: (current: WorkingObject) => boolean },
): Promise<void> {
  const resource = must(core.resources.of(own.kind), `${own.kind.plural} are not served`)
  const { namespace = '', name } = own
  const request = serverRequest(own, options.signal)
  const write = {
    ...serverOptions,
    ...(own.fieldManager !== undefined && { fieldManager: own.fieldManager }),
  }
  const current = resource.cache.get(keyOf(namespace, name))
  if (current === undefined) {
    try {
      await createDecoded(decoded(own), { request, resource, options: write, namespace }, core)
    } catch (error) {
      // Another server starts beside this one.
      if (!isAlreadyExists(error)) throw error
    }
    return
  }
  const { reconcile } = options
  if (reconcile?.(resource.copyOf(current)) !== true) return
  await changeObject(
    {
      request,
      resource,
      options: write,
      mode: mainMode,
      name,
      propose(old) {
        const obj = resource.copyOf(old)
        reconcile(obj)
        return { obj }
      },
    },
    core,
  )
}

/** Applies the status in the object's body, as its field manager, whoever else may have set it. */
export async function applyOwnStatus(
  own: OwnObject,
  core: Core,
  options: { readonly signal: AbortSignal },
): Promise<void> {
  const { kind, name, body, fieldManager = serverOptions.fieldManager } = own
  const resource = must(core.resources.of(kind), `${kind.plural} are not served`)
  const config = { apiVersion: kind.apiVersion, kind: kind.kind, metadata: { name }, ...body }
  await applyObject(serverRequest({ ...own, fieldManager }, options.signal), resource, {
    core,
    mode: statusMode,
    options: { ...serverOptions, fieldManager, force: true },
    bytes: Buffer.from(JSON.stringify(config)),
  })
}

/** Deletes the object where it is there. */
export async function removeOwn(
  own: OwnObject,
  core: Core,
  options: { readonly signal: AbortSignal },
): Promise<void> {
  const resource = must(core.resources.of(own.kind), `${own.kind.plural} are not served`)
  const request = serverRequest(own, options.signal)
  try {
    await removeObject(
      keyOf(own.namespace ?? '', own.name),
      { request, resource, options: { dryRun: false } },
      core,
    )
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
