// The engine behind a controller: wakes keys from informers, has workers reconcile them, and looks after failures.
import { isAbort } from '../../base/abort.ts'
import { BugError } from '../../base/assert.ts'
import { TaskGroup } from '../../base/task-group.ts'
import type { Informer } from '../../client/cache.ts'
import { WorkQueue } from '../../client/work-queue.ts'
import { type Kind, type KubeObject, objectKey } from '../../machinery/kind.ts'
import { controllerOf } from '../../machinery/meta/owners.ts'
import { isConflict, isNotFound } from '../../machinery/status-error.ts'
import { type Cache, createCache, type Index, ownershipIndexes } from './cache.ts'
import type { ControllerEnv, ReconcileContext, Verdict, Watch } from './controller.ts'
import { PendingWrites } from './pending-writes.ts'

/** A controller's spec with its types forgotten. */
export interface LoopSpec {
  readonly name: string
  /** Absent where keys are not those of objects. */
  readonly for?: Kind | undefined
  matters?(obj: KubeObject, old: KubeObject): boolean
  readonly owns: readonly Kind[]
  readonly watches: readonly Watch[]
  readonly reads: readonly Kind[]
  readonly indexes: readonly Index[]
  /** Keys that wait from the start. */
  readonly start: readonly string[]
  readonly workers: number
  beside?(cache: Cache, wake: (key: string) => void): { run(signal: AbortSignal): Promise<void> } | undefined
  reconcile(context: ReconcileContext): Promise<Verdict>
}

/** How soon a key is looked at again whose cache is behind; mostly the awaited event comes first. */
const behindMs = 20
const behindMaxMs = 1000
/** Conflicts and vanished objects are part of life with a cache; many in a row are not. */
const expectedFailures = 3

export class ReconcileLoop {
  readonly #spec: LoopSpec
  readonly #env: ControllerEnv
  readonly #queue: WorkQueue
  readonly #cache: Cache
  readonly #writes: PendingWrites
  readonly #informers: readonly Informer<KubeObject>[]
  readonly #behind = new Map<string, number>()
  readonly #beside: { run(signal: AbortSignal): Promise<void> } | undefined

  constructor(spec: LoopSpec, env: ControllerEnv) {
    this.#spec = spec
    this.#env = env
    this.#queue = new WorkQueue({ clock: env.clock })
    this.#cache = createCache(env.informers)
    const own = spec.for === undefined ? [] : [spec.for]
    const kinds = new Set([...own, ...spec.owns, ...spec.watches.map(({ kind }) => kind), ...spec.reads])
    this.#informers = [...kinds].map((kind) => env.informers.of(kind))
    this.#writes = new PendingWrites({ informers: env.informers, clock: env.clock, kinds })
    const indexes = [...spec.indexes, ...spec.owns.flatMap(ownershipIndexes)]
    for (const { kind, name, values } of indexes) env.informers.of(kind).addIndex(name, values)
    if (spec.for !== undefined) this.#watchPrimary(spec.for)
    for (const kind of spec.owns) this.#watchOwned(kind)
    for (const watch of spec.watches) this.#watch(watch)
    this.#beside = spec.beside?.(this.#cache, (key) => this.#wake(key))
  }

  #watchPrimary(kind: Kind): void {
    const matters = this.#spec.matters ?? (() => true)
    this.#env.informers.of(kind).addHandler({
      onAdd: (obj) => this.#wake(objectKey(obj)),
      onUpdate: (obj, old) => matters(obj, old) && this.#wake(objectKey(obj)),
      onDelete: (obj) => this.#wake(objectKey(obj)),
    })
  }

  #watchOwned(kind: Kind): void {
    this.#env.informers.of(kind).addHandler({
      onAdd: (obj) => this.#wakeOwner(obj),
      onUpdate: (obj, old) => {
        this.#wakeOwner(obj)
        if (controllerOf(old)?.uid !== controllerOf(obj)?.uid) this.#wakeOwner(old)
      },
      onDelete: (obj) => this.#wakeOwner(obj),
    })
  }

  /** The managing controller by name, but only if the UID agrees: a namesake made later is another object. */
  #wakeOwner(obj: KubeObject): void {
    const kind = this.#spec.for
    const reference = controllerOf(obj)
    if (kind === undefined || reference?.kind !== kind.kind) return
    if (groupOf(reference.apiVersion) !== kind.group) return
    const namespace = kind.scope === 'Namespaced' ? obj.metadata.namespace : undefined
    const key = objectKey({ metadata: { name: reference.name, namespace } })
    if (this.#cache.get(kind, key)?.metadata.uid === reference.uid) this.#wake(key)
  }

  #watch(watch: Watch): void {
    const on = watch.on ?? ['add', 'update', 'delete']
    const wake = (obj: KubeObject) => {
      for (const key of watch.map(obj, { cache: this.#cache })) this.#wake(key)
    }
    this.#env.informers.of(watch.kind).addHandler({
      ...(on.includes('add') && { onAdd: wake }),
      ...(on.includes('delete') && { onDelete: wake }),
      ...(on.includes('update') && {
        onUpdate: (obj: KubeObject, old: KubeObject) => {
          if (watch.matters?.(obj, old) === false) return
          wake(old)
          wake(obj)
        },
      }),
    })
  }

  #wake(key: string): void {
    this.#queue.add(key)
    this.#count()
  }

  /** Works until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#informers.map((informer) => informer.synced({ signal })))
    for (const key of this.#spec.start) this.#wake(key)
    using _ = this.#queue
    await using group = new TaskGroup({ signal })
    for (let i = 0; i < this.#spec.workers; i++) group.spawn((stop) => this.#work(stop))
    group.spawn(async (stop) => this.#beside?.run(stop))
    await group.wait()
  }

  async #work(signal: AbortSignal): Promise<void> {
    for (;;) {
      const key = await this.#queue.get({ signal })
      try {
        if (this.#ready(key)) await this.#reconcile(key, signal)
      } finally {
        this.#queue.done(key)
        this.#count()
      }
    }
  }

  #ready(key: string): boolean {
    if (this.#writes.contained(key)) {
      this.#behind.delete(key)
      return true
    }
    this.#env.counters.waits++
    const times = this.#behind.get(key) ?? 0
    this.#behind.set(key, times + 1)
    this.#queue.addAfter(key, Math.min(behindMaxMs, behindMs * 2 ** Math.min(times, 10)))
    return false
  }

  async #reconcile(key: string, signal: AbortSignal): Promise<void> {
    const { client, clock, rng, log, events, counters } = this.#env
    counters.reconciles++
    const context = {
      key,
      cache: this.#cache,
      client: this.#writes.clientFor(key, client),
      clock,
      rng,
      log,
      events,
    }
    try {
      const verdict = await this.#spec.reconcile({ ...context, signal })
      this.#queue.forget(key)
      if (verdict.requeueAfterMs !== undefined) this.#queue.addAfter(key, verdict.requeueAfterMs)
    } catch (error) {
      if (isAbort(error, signal)) throw error
      this.#failed(key, error)
    }
  }

  #failed(key: string, error: unknown): void {
    const { log, counters } = this.#env
    // A conflict only says that somebody wrote first; retries count it.
    if (!isConflict(error)) counters.errors++
    if (error instanceof BugError) {
      counters.bugs++
      log.error('reconcile hit a defect', { key, error })
    } else if (isExpected(error) && this.#queue.failures(key) < expectedFailures) {
      log.debug('reconcile met a newer state, trying again', { key, error })
    } else log.warn('reconcile failed, trying again', { key, failures: this.#queue.failures(key) + 1, error })
    this.#queue.addRateLimited(key)
  }

  #count(): void {
    const { counters } = this.#env
    counters.depth = this.#queue.depth
    counters.adds = this.#queue.counters.adds
    counters.retries = this.#queue.counters.retries
    counters.idle = this.#queue.idle
  }
}

function isExpected(error: unknown): boolean {
  return isConflict(error) || isNotFound(error)
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}
