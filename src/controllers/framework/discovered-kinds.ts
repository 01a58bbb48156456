// Follows the objects of kinds that users define: found by discovery every so often, and as soon as a definition changes.
// Upstream: pkg/controller/garbagecollector/garbagecollector.go Sync.
import { CustomResourceDefinition } from '../../api/apiextensions/custom-resource-definition/custom-resource-definition.kind.ts'
import { isAbort, onAbort } from '../../base/abort.ts'
import { TaskGroup } from '../../base/task-group.ts'
import { createInformers } from '../../client/informer-set.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import type { ControllerEnv } from './controller.ts'
import { discoverKinds } from './discover-kinds.ts'

/** As upstream's. */
const lookAgainMs = 30_000
const needed = ['delete', 'list', 'watch'] as const

export interface Sink {
  observe(kind: Kind, obj: KubeObject): void
  forget(obj: KubeObject, kind: Kind): void
  /** All objects that there were have been observed. */
  listed?(kind: Kind): void
  /** Other kinds are known than before. */
  changed(kinds: readonly Kind[]): void
}

interface Followed {
  readonly kind: Kind
  readonly stop: AbortController
  listed: boolean
  objects(namespace?: string): readonly KubeObject[]
}

export class DiscoveredKinds {
  readonly #env: ControllerEnv
  readonly #builtIn: readonly Kind[]
  readonly #sink: Sink
  readonly #followed = new Map<string, Followed>()
  #wake = () => {}

  constructor(env: ControllerEnv, builtIn: readonly Kind[], sink: Sink) {
    this.#env = env
    this.#builtIn = builtIn
    this.#sink = sink
    if (!builtIn.some(({ plural }) => plural === CustomResourceDefinition.plural)) return
    const look = () => this.#wake()
    env.informers.of(CustomResourceDefinition).addHandler({ onAdd: look, onUpdate: look, onDelete: look })
  }

  /** The kinds whose objects are all known, with those of a namespace. */
  objectsIn(namespace: string): readonly { readonly kind: Kind; readonly objects: readonly KubeObject[] }[] {
    return [...this.#followed.values()].flatMap(({ kind, listed, objects }) =>
      listed && kind.scope === 'Namespaced' ? [{ kind, objects: objects(namespace) }] : [],
    )
  }

  async run(signal: AbortSignal): Promise<void> {
    await using group = new TaskGroup({ signal })
    while (!signal.aborted) {
      const due = this.#nextLook(signal)
      try {
        await this.#look(group, signal)
      } catch (error) {
        if (isAbort(error, signal)) throw error
        this.#env.log.warn('cannot discover kinds', { error })
      }
      await due
    }
  }

  /** Resolves when something may have changed, or the time has come. */
  #nextLook(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = this.#env.clock.after(lookAgainMs, resolve)
    const abortion = onAbort(signal, resolve)
    this.#wake = resolve
    return promise.finally(() => {
      timer.cancel()
      abortion[Symbol.dispose]()
    })
  }

  async #look(group: TaskGroup, signal: AbortSignal): Promise<void> {
    const found = await discoverKinds(this.#env.client, this.#builtIn, { signal })
    const kinds = found.filter(({ verbs = [] }) => needed.every((verb) => verbs.includes(verb)))
    const wanted = new Map(kinds.map((kind) => [`${kind.apiVersion} ${kind.plural}`, kind]))
    let changed = false
    for (const [key, followed] of this.#followed) {
      if (wanted.has(key)) continue
      this.#followed.delete(key)
      followed.stop.abort(new Error('the kind is not served any more'))
      for (const obj of followed.objects()) this.#sink.forget(obj, followed.kind)
      changed = true
    }
    for (const [key, kind] of wanted) {
      if (this.#followed.has(key)) continue
      this.#followed.set(key, this.#follow(kind, group))
      changed = true
    }
    if (changed) this.#sink.changed(kinds)
  }

  #follow(kind: Kind, group: TaskGroup): Followed {
    const { client, clock, rng, log } = this.#env
    const informers = createInformers({ client, clock, rng, log })
    const informer = informers.of(kind)
    const observe = (obj: KubeObject) => this.#sink.observe(kind, obj)
    informer.addHandler({
      onAdd: observe,
      onUpdate: observe,
      onDelete: (obj) => this.#sink.forget(obj, kind),
    })
    const stop = new AbortController()
    const followed: Followed = {
      kind,
      stop,
      listed: false,
      objects: (namespace) => informer.list(namespace),
    }
    group.spawn(async (end) => {
      const until = AbortSignal.any([end, stop.signal])
      const listed = informer.synced({ signal: until }).then(() => {
        followed.listed = true
        this.#sink.listed?.(kind)
      })
      await Promise.all([informers.run(until), listed]).catch((error: unknown) => {
        if (!isAbort(error, until)) throw error
      })
    })
    return followed
  }
}
