// What a controller is: which objects it looks after, what wakes it, and how it brings one of them nearer to what it
// should be. The rest (queue, workers, back-off, ownership, waiting for its own writes) is the framework's.
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Rng } from '../../base/rng.ts'
import type { Informers } from '../../client/cache.ts'
import type { Client } from '../../client/client.ts'
import type { EventRecorder } from '../../client/event-recorder.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import type { Cache, Index } from './cache.ts'
import type { ControllerCounters } from './counters.ts'

/** What reconcile answers: done, or look again later. A throw means: again, with back-off. */
export interface Verdict {
  readonly requeueAfterMs?: number
}

export const done: Verdict = {}

/** What every controller is given once, when it is started. */
export interface ControllerEnv {
  readonly client: Client
  readonly informers: Informers
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  readonly events: EventRecorder
  readonly counters: ControllerCounters
}

export interface ReconcileContext {
  /** `namespace/name`, or `name` of a cluster-scoped object. */
  readonly key: string
  readonly cache: Cache
  /** Writes through it are remembered: the key comes again only when the cache contains them. */
  readonly client: Client
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  readonly events: EventRecorder
  readonly signal: AbortSignal
}

type EventType = 'add' | 'update' | 'delete'

/** Objects of another kind that wake the controller. */
export interface Watch<T extends KubeObject = KubeObject> {
  readonly kind: Kind<T>
  /** All three where absent. */
  readonly on?: readonly EventType[]
  /** Updates that matter; all where absent. */
  matters?(obj: T, old: T): boolean
  /** Keys to reconcile. For an update it is asked for the old and for the new state. */
  map(obj: T, context: { readonly cache: Cache }): readonly string[]
}

/** Lets the compiler infer the type of a watch's object from its kind. */
export function watching<T extends KubeObject>(watch: Watch<T>): Watch {
  return watch as unknown as Watch
}

/** As watching(), for an index. */
export function indexing<T extends KubeObject>(index: Index<T>): Index {
  return index as unknown as Index
}

export interface BesideContext<S> {
  readonly env: ControllerEnv
  readonly state: S
  readonly cache: Cache
  wake(key: string): void
}

export interface ControllerSpec<T extends KubeObject, S> {
  /** As upstream names it, without `-controller`. */
  readonly name: string
  /** The component that its events carry; `<name>-controller` where absent. */
  readonly eventComponent?: string
  /** The kind that is reconciled: each of its changes is a reason to look. */
  readonly for: Kind<T>
  /** Updates of it that matter; all where absent. */
  matters?(obj: T, old: T): boolean
  /** Kinds whose objects are managed through a controller reference to `for`. */
  readonly owns?: readonly Kind[]
  readonly watches?: readonly Watch[]
  /** Kinds that are only read: their caches are waited for, and no change wakes anybody. */
  readonly reads?: readonly Kind[]
  readonly indexes?: readonly Index[]
  /** Keys worked on at the same time. */
  readonly workers: number
  /** What an instance remembers between reconciles; it is lost on a restart, so nothing may depend on it. */
  state?(env: ControllerEnv): S
  /** Work beside the reconciling, for what no informer of the controller tells. */
  beside?(context: BesideContext<S>): { run(signal: AbortSignal): Promise<void> }
  reconcile(context: ReconcileContext & { readonly state: S }): Promise<Verdict>
}

/** A controller ready to be put in the list; what it is for is its own business. */
export interface Controller {
  readonly name: string
  readonly eventComponent: string
  /** Asks for its informers and handlers at once; `run` works until the signal aborts. */
  create(env: ControllerEnv): { run(signal: AbortSignal): Promise<void> }
}
