// The last step of a write: compare-and-swap in the store, then wait until the caches show it. Store faults become the
// errors that clients know.
import { internalError, type StatusError, statusFailure } from '../../machinery/status-error.ts'
import { StoreError } from '../../store/store.ts'
import type { Entry } from '../cache/entry.ts'
import type { Core } from './core.ts'
import { asKube, encodeObject, type WorkingObject } from './object.ts'
import type { Resource } from './resource.ts'

/** An object in the form in which it is stored. */
export interface StoredForm {
  readonly obj: WorkingObject
  readonly value: Buffer
}

export function encodeFor(resource: Resource, obj: WorkingObject): StoredForm {
  return formOf(resource.toStored(obj))
}

/** The same for kinds that users define. */
export function storedForm(resource: Resource, obj: WorkingObject): StoredForm | Promise<StoredForm> {
  return resource.storable === undefined ? encodeFor(resource, obj) : resource.storable(obj).then(formOf)
}

function formOf(stored: WorkingObject): StoredForm {
  return { obj: stored, value: encodeObject(stored) }
}

export interface PutRequest {
  readonly resource: Resource
  readonly key: string
  readonly written: StoredForm
  /** The object as the resource's hooks know it. */
  readonly ttlSource: WorkingObject
  /** Revision that the key must have; 0 to create. */
  readonly expected: number
}

/** What was written, or undefined where the expectation did not hold and the caller has to look again. */
export async function putObject(request: PutRequest, core: Core): Promise<Entry | undefined> {
  const { resource, key, written, expected } = request
  using _ = core.feed.announce(written.value, asKube(written.obj))
  const ttlSeconds = resource.hooks.ttlSeconds?.(request.ttlSource)
  const options = { expected, ...(ttlSeconds !== undefined && { ttlSeconds }) }
  const result = await storeCall(() => core.store.put(resource.prefix + key, written.value, options))
  await core.feed.reached(result.revision)
  if (!result.ok) return undefined
  // The cache's entry of this write, or one of our own where a later write has already replaced it.
  const entry = resource.cache.get(key)
  if (entry?.revision === result.revision) return entry
  return dryRunEntry(resource, key, { written, revision: result.revision })
}

/** Deletes the key; undefined where it has another revision than expected. Returns the deletion's revision. */
export async function deleteKey(
  resource: Resource,
  write: { readonly key: string; readonly expected: number },
  core: Core,
): Promise<number | undefined> {
  const { key, expected } = write
  const result = await storeCall(() => core.store.delete(resource.prefix + key, { expected }))
  await core.feed.reached(result.revision)
  return result.ok ? result.revision : undefined
}

/** An entry that is not the cache's: after a dry run, or of a write that is already past. */
export function dryRunEntry(
  resource: Resource,
  key: string,
  write: { readonly written: StoredForm; readonly revision: number },
): Entry {
  const { value, obj } = write.written
  return resource.cache.entryOf(key, { value, revision: write.revision, parsed: asKube(obj) })
}

async function storeCall<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (cause) {
    if (cause instanceof StoreError) throw storeFault(cause)
    throw cause
  }
}

/** What a client is told of it. */
export function storeFault(cause: StoreError): StatusError {
  if (cause.code === 'full') return internalError('etcdserver: mvcc: database space exceeded', cause)
  if (cause.code === 'closed')
    return statusFailure(503, 'ServiceUnavailable', 'the server is shutting down', { cause })
  return internalError(cause.message, cause)
}
