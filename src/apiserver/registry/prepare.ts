// What the server does to an object before it is judged: metadata that only the server sets, status kept out of writes
// to the main resource, generations. Upstream: apiserver pkg/registry/rest/create.go, update.go, meta.go.

import { randomSuffix, uuid } from '../../base/rng.ts'
import { inOnePiece } from '../../base/text.ts'
import { equalJson } from '../../machinery/json-value.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import { timeText } from '../../machinery/meta/time.ts'
import { decode } from '../../machinery/schema/decode.ts'
import type { Mutable } from '../../machinery/schema/schema.ts'
import { badRequest } from '../../machinery/status-error.ts'
import type { Core } from './core.ts'
import { asKube, type WorkingObject } from './object.ts'
import { keepMetaForStatus } from './status-resets.ts'

const maxNameLength = 63
const suffixLength = 5

/** Upstream: apiserver pkg/storage/names/generate.go. */
export function generateName(base: string, core: Pick<Core, 'rng'>): string {
  return inOnePiece(base.slice(0, maxNameLength - suffixLength), randomSuffix(core.rng, suffixLength))
}

/** Checks the namespace of a body against the request's, and fills it in. */
export function matchNamespace(obj: WorkingObject, kind: Kind, namespace: string): void {
  const { metadata } = obj
  if (kind.scope === 'Cluster') {
    if (metadata.namespace !== undefined && metadata.namespace !== '') {
      throw badRequest(
        'the namespace of the provided object does not match the namespace sent on the request',
      )
    }
    return
  }
  if (metadata.namespace === undefined || metadata.namespace === '') metadata.namespace = namespace
  else if (metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
}

export function prepareForCreate(obj: WorkingObject, kind: Kind, core: Pick<Core, 'clock' | 'rng'>): void {
  prepareAgain(obj, kind, { uid: uuid(core.rng), creationTimestamp: timeText(core.clock.now()) })
}

type Stamp = Pick<WorkingObject['metadata'], 'uid' | 'creationTimestamp'>

/** Also after somebody else's change of a new object: what only the server says is put back. */
export function prepareAgain(obj: WorkingObject, kind: Kind, stamp: Stamp): void {
  const { metadata } = obj
  // Kinds may count on a name; whether it is a good one is judged later.
  metadata.name ??= ''
  delete metadata.deletionTimestamp
  delete metadata.deletionGracePeriodSeconds
  delete metadata.resourceVersion
  delete metadata.selfLink
  delete metadata.generation
  metadata.uid = stamp.uid
  metadata.creationTimestamp = stamp.creationTimestamp
  if (kind.strategy?.prepareForCreate !== undefined) kind.strategy.prepareForCreate(writable(obj))
  else defaultPrepareForCreate(obj, kind)
}

function defaultPrepareForCreate(obj: WorkingObject, kind: Kind): void {
  if (hasStatus(kind)) resetStatus(obj, kind)
  if (countsGenerations(kind)) obj.metadata.generation = 1
}

function hasStatus(kind: Kind): boolean {
  return kind.subresources?.some(({ name }) => name === 'status') === true
}

function countsGenerations(kind: Kind): boolean {
  return hasStatus(kind) && Object.hasOwn(kind.schema.fields, 'spec')
}

function resetStatus(obj: WorkingObject, kind: Kind): void {
  const field = kind.schema.fields.status
  if (field === undefined) return
  if (field.empty === undefined) delete obj.status
  else obj.status = decode(field.schema, {}).value
}

/** The object for the kind's own functions, which may change it. */
export function writable(obj: WorkingObject): Mutable<KubeObject> {
  return asKube(obj) as Mutable<KubeObject>
}

/** Metadata that an update cannot change. Upstream: rest.BeforeUpdate. */
export function keepSystemMeta(next: WorkingObject, old: KubeObject): void {
  const { metadata } = next
  metadata.generation = old.metadata.generation
  delete metadata.selfLink
  metadata.creationTimestamp = old.metadata.creationTimestamp
  if (metadata.uid === undefined || metadata.uid === '') metadata.uid = old.metadata.uid
  // A deletion once begun stays; only a delete may shorten it.
  metadata.deletionTimestamp = old.metadata.deletionTimestamp
  metadata.deletionGracePeriodSeconds = old.metadata.deletionGracePeriodSeconds
}

export function prepareForUpdate(next: WorkingObject, old: KubeObject, kind: Kind): void {
  keepSystemMeta(next, old)
  if (kind.strategy?.prepareForUpdate !== undefined) kind.strategy.prepareForUpdate(writable(next), old)
  else defaultPrepareForUpdate(next, old, kind)
}

function defaultPrepareForUpdate(next: WorkingObject, old: KubeObject, kind: Kind): void {
  const before = old as unknown as WorkingObject
  if (hasStatus(kind)) {
    if (before.status === undefined) delete next.status
    else next.status = before.status
  }
  if (countsGenerations(kind) && !equalJson(next.spec, before.spec)) {
    next.metadata.generation = (before.metadata.generation ?? 0) + 1
  }
}

export function prepareForStatusUpdate(next: WorkingObject, old: KubeObject, kind: Kind): void {
  keepSystemMeta(next, old)
  keepMetaForStatus(next, old, kind)
  if (kind.strategy?.prepareForStatusUpdate !== undefined) {
    kind.strategy.prepareForStatusUpdate(writable(next), old)
    return
  }
  const before = old as unknown as Record<string, unknown>
  const target = next as unknown as Record<string, unknown>
  for (const field of Object.keys(kind.schema.fields)) {
    if (field === 'status' || field === 'metadata') continue
    if (before[field] === undefined) delete target[field]
    else target[field] = before[field]
  }
}
