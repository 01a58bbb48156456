// Keeps a controller from acting on a cache that does not contain its own last writes: it would create the same pods
// twice. A key waits until the informers have reached the revisions that its writes got.
// Differs: upstream counts creations and deletions that it expects (pkg/controller/controller_utils.go
// ControllerExpectations); revisions can be compared, so no event has to be counted.
import type { Clock } from '../../base/clock.ts'
import type { Informer, Informers } from '../../client/cache.ts'
import type { Client, Ref } from '../../client/client.ts'
import { compareResourceVersions } from '../../client/resource-version.ts'
import { type Kind, type KubeObject, objectKey } from '../../machinery/kind.ts'

interface Writes {
  readonly revisions: Map<Kind, string>
  readonly deletions: {
    readonly informer: Informer<KubeObject>
    readonly key: string
    readonly uid: string
  }[]
  at: number
}

// Upstream: pkg/controller/controller_utils.go ExpectationsTimeout.
const patienceMs = 5 * 60_000

export class PendingWrites {
  readonly #informers: Informers
  readonly #clock: Clock
  /** Kinds of which the controller has a whole informer; other writes are not waited for. */
  readonly #kinds: ReadonlySet<Kind>
  readonly #writes = new Map<string, Writes>()

  constructor(options: {
    readonly informers: Informers
    readonly clock: Clock
    readonly kinds: ReadonlySet<Kind>
  }) {
    this.#informers = options.informers
    this.#clock = options.clock
    this.#kinds = options.kinds
  }

  /** True where the caches contain all that was written for the key, or it has been waited for long enough. */
  contained(key: string): boolean {
    const writes = this.#writes.get(key)
    if (writes === undefined) return true
    if (this.#clock.monotonic() - writes.at < patienceMs && !this.#arrived(writes)) return false
    this.#writes.delete(key)
    return true
  }

  #arrived(writes: Writes): boolean {
    for (const [kind, revision] of writes.revisions) {
      if (compareResourceVersions(this.#informers.of(kind).resourceVersion, revision) < 0) return false
    }
    return writes.deletions.every(({ informer, key, uid }) => {
      const obj = informer.get(key)
      return obj === undefined || obj.metadata.uid !== uid || obj.metadata.deletionTimestamp !== undefined
    })
  }

  #of(key: string): Writes {
    let writes = this.#writes.get(key)
    if (writes === undefined) {
      writes = { revisions: new Map(), deletions: [], at: 0 }
      this.#writes.set(key, writes)
    }
    writes.at = this.#clock.monotonic()
    return writes
  }

  #wrote(key: string, kind: Kind, obj: KubeObject): void {
    if (!this.#kinds.has(kind)) return
    const { revisions } = this.#of(key)
    const { resourceVersion } = obj.metadata
    if (compareResourceVersions(resourceVersion, revisions.get(kind) ?? '') > 0)
      revisions.set(kind, resourceVersion)
  }

  #deleted(key: string, kind: Kind, ref: Ref): void {
    if (!this.#kinds.has(kind)) return
    const informer = this.#informers.of(kind)
    const objKey = objectKey({ metadata: ref })
    const obj = informer.get(objKey)
    if (obj === undefined) return
    this.#of(key).deletions.push({ informer, key: objKey, uid: obj.metadata.uid })
  }

  /** The client for reconciling one key: what it writes is remembered. */
  clientFor(key: string, client: Client): Client {
    const noted = async <T extends KubeObject>(
      kind: Kind<T>,
      write: { dryRun?: boolean },
      answer: Promise<T>,
    ) => {
      const obj = await answer
      if (write.dryRun !== true) this.#wrote(key, kind as Kind, obj)
      return obj
    }
    return {
      get: (kind, ref, options) => client.get(kind, ref, options),
      list: (kind, options) => client.list(kind, options),
      watch: (kind, options) => client.watch(kind, options),
      post: (kind, ref, options) => client.post(kind, ref, options),
      raw: (request) => client.raw(request),
      deleteCollection: (kind, options) => client.deleteCollection(kind, options),
      create: (kind, draft, options) => noted(kind, options, client.create(kind, draft, options)),
      update: (kind, obj, options) => noted(kind, options, client.update(kind, obj, options)),
      updateStatus: (kind, obj, options) => noted(kind, options, client.updateStatus(kind, obj, options)),
      patch: (kind, ref, options) => noted(kind, options, client.patch(kind, ref, options)),
      delete: async (kind, ref, options) => {
        await client.delete(kind, ref, options)
        if (options.dryRun !== true) this.#deleted(key, kind, ref)
      },
    }
  }
}
