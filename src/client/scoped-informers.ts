// One part's view of informers that several parts of a process share, so that each object is held once. What the part
// registered goes when the part ends: a part that is started again begins afresh.
import { aborted } from '../base/abort.ts'
import type { Kind, KubeObject } from '../machinery/kind.ts'
import type { Informer, InformerHandler, Informers } from './cache.ts'

/** `name` keeps this part's indexes apart from those of others. Somebody else runs the shared informers. */
export function scopeInformers(shared: Informers, name: string): Informers & Disposable {
  return new ScopedInformers(shared, name)
}

class ScopedInformers implements Informers, Disposable {
  readonly #shared: Informers
  readonly #name: string
  readonly #used = new Map<Informer<KubeObject>, Informer<KubeObject>>()
  readonly #handlers = new DisposableStack()

  constructor(shared: Informers, name: string) {
    this.#shared = shared
    this.#name = name
  }

  of<T extends KubeObject>(kind: Kind<T>, selection: Parameters<Informers['of']>[1] = {}): Informer<T> {
    const informer = this.#shared.of(kind, selection)
    const key = informer as unknown as Informer<KubeObject>
    let view = this.#used.get(key)
    if (view === undefined) {
      view = new InformerView(informer, this.#name, this.#handlers) as unknown as Informer<KubeObject>
      this.#used.set(key, view)
    }
    // The view of an informer of this type.
    return view as unknown as Informer<T>
  }

  async synced(options: { readonly signal: AbortSignal }): Promise<void> {
    await Promise.all([...this.#used.keys()].map((informer) => informer.synced(options)))
  }

  run(signal: AbortSignal): Promise<void> {
    return aborted(signal)
  }

  [Symbol.dispose](): void {
    this.#handlers.dispose()
  }
}

class InformerView<T extends KubeObject> implements Informer<T> {
  readonly kind: Kind<T>
  readonly #informer: Informer<T>
  readonly #scope: string
  readonly #handlers: DisposableStack

  constructor(informer: Informer<T>, scope: string, handlers: DisposableStack) {
    this.kind = informer.kind
    this.#informer = informer
    this.#scope = scope
    this.#handlers = handlers
  }

  get hasSynced(): boolean {
    return this.#informer.hasSynced
  }

  get resourceVersion(): string {
    return this.#informer.resourceVersion
  }

  get(key: string): T | undefined {
    return this.#informer.get(key)
  }

  list(namespace?: string): readonly T[] {
    return this.#informer.list(namespace)
  }

  byIndex(index: string, value: string): readonly T[] {
    return this.#informer.byIndex(this.#scoped(index), value)
  }

  addIndex(name: string, values: (obj: T) => readonly string[]): void {
    this.#informer.addIndex(this.#scoped(name), values)
  }

  addHandler(handler: InformerHandler<T>): Disposable {
    return this.#handlers.use(this.#informer.addHandler(handler))
  }

  synced(options: { readonly signal: AbortSignal }): Promise<void> {
    return this.#informer.synced(options)
  }

  #scoped(index: string): string {
    return `${this.#scope}/${index}`
  }
}
