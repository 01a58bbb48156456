// What an admission plugin is. A folder under plugins/ defines one; plugins.ts lists them in the order they run.

import type { Rng } from '../../base/rng.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import type { Mutable } from '../../machinery/schema/schema.ts'
import type { StatusError } from '../../machinery/status-error.ts'
import { qualified, type StatusCause, statusFailure } from '../../machinery/status-error.ts'
import type { DeleteOptions } from '../registry/delete-options.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { UserInfo } from '../request/user.ts'

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'

/** A subresource's own form of the object, where it is written through that. */
export interface AdmissionView {
  readonly kind: { readonly group: string; readonly version: string; readonly kind: string }
  /** The form of an object. */
  show(obj: KubeObject): object
  /** Takes what a changed form says into the object. */
  take(shown: object, into: object): void
}

/** A write on its way to the store. */
export interface AdmissionRequest<T extends KubeObject = KubeObject> {
  readonly operation: Operation
  /** The kind of the resource, also for its subresources. */
  readonly kind: Kind
  readonly subresource: string
  readonly namespace: string
  /** '' for a create whose name is still to be generated. */
  readonly name: string
  readonly user: UserInfo
  readonly dryRun: boolean
  /** The new object, or the body of a subresource; undefined for deletes. */
  readonly object: T | undefined
  /** The object as it is stored; undefined for creates. */
  readonly oldObject: T | undefined
  /** The HTTP request it came with: its end, its query, its notes for the audit log. */
  readonly origin?: ApiRequest
  /** Of a delete. */
  readonly options?: DeleteOptions
  readonly view?: AdmissionView
  /** Adds a Warning header to the answer. */
  warn(text: string): void
}

/** The server's caches. Objects are shared: nobody may change them. */
export interface CacheReader {
  get<T extends KubeObject>(
    kind: Kind<T>,
    ref: { readonly namespace?: string; readonly name: string },
  ): T | undefined
  list<T extends KubeObject>(kind: Kind<T>, namespace?: string): readonly T[]
  /** Resolves when the caches show all that has been written: for a second look before refusing. */
  fresh(): Promise<void>
}

/** What plugins may use beside the request. */
export interface AdmissionReader extends CacheReader {
  sleep(ms: number): Promise<void>
  readonly rng: Rng
}

/** A refusal, or undefined to let the request pass. */
export type Verdict = StatusError | undefined

export interface AdmissionPlugin<T extends KubeObject = KubeObject> {
  /** Upstream's name. */
  readonly name: string
  /** Every kind where absent. */
  readonly kinds?: readonly Kind<T>[]
  readonly on: readonly Operation[]
  /** The main resource only, unless given; '*' is every subresource and the resource itself. */
  readonly subresources?: readonly string[] | '*'
  /** May change `object`. */
  mutate?(
    request: AdmissionRequest<Mutable<T> & KubeObject>,
    reader: AdmissionReader,
  ): Verdict | Promise<Verdict>
  /** Must not change anything. */
  validate?(request: AdmissionRequest<T>, reader: AdmissionReader): Verdict | Promise<Verdict>
}

export function defineAdmission<T extends KubeObject>(plugin: AdmissionPlugin<T>): AdmissionPlugin {
  return plugin as unknown as AdmissionPlugin
}

/** The refusal as upstream words it: `pods "web" is forbidden: WHY`. Upstream: apiserver pkg/admission/errors.go. */
export function forbid(request: AdmissionRequest, why: string, causes?: readonly StatusCause[]): StatusError {
  const { kind, object } = request
  const subject = { group: kind.group, resource: kind.plural }
  const generated = object?.metadata.generateName ?? ''
  const name = request.name !== '' ? request.name : generated !== '' ? generated : 'Unknown'
  const message = `${qualified(subject)} ${JSON.stringify(name)} is forbidden: ${why}`
  const details = {
    ...(name !== 'Unknown' && { name }),
    ...(kind.group !== '' && { group: kind.group }),
    kind: kind.plural,
    ...(causes && { causes }),
  }
  return statusFailure(403, 'Forbidden', message, { details })
}
