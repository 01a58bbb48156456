// What an admission plugin is. A folder under plugins/ defines one; plugins.ts lists them in the order they run.
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import type { Mutable } from '../../machinery/schema/schema.ts'
import type { StatusError } from '../../machinery/status-error.ts'
import type { UserInfo } from '../request/user.ts'

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'

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
  /** Adds a Warning header to the answer. */
  warn(text: string): void
}

/** What plugins may look up: the server's caches. Objects are shared: nobody may change them. */
export interface AdmissionReader {
  get<T extends KubeObject>(
    kind: Kind<T>,
    ref: { readonly namespace?: string; readonly name: string },
  ): T | undefined
  list<T extends KubeObject>(kind: Kind<T>, namespace?: string): readonly T[]
  /** Resolves when the caches show all that has been written: for a second look before refusing. */
  fresh(): Promise<void>
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
