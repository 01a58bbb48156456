// The informers that the parts of one component share: one for each kind and selection, started when the set runs.
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import type { Rng } from '../base/rng.ts'
import { TaskGroup } from '../base/task-group.ts'
import type { Kind, KubeObject } from '../machinery/kind.ts'
import type { Informer, Informers } from './cache.ts'
import type { Client } from './client.ts'
import { Reflector, type Selection } from './reflector.ts'
import { SharedInformer } from './shared-informer.ts'

export interface InformersConfig {
  readonly client: Client
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  /** Makes every object immutable, so that a test fails where someone writes to the cache. */
  readonly freeze?: boolean
}

interface Member {
  readonly informer: Informer<KubeObject>
  readonly run: (signal: AbortSignal) => Promise<void>
}

export function createInformers(config: InformersConfig): Informers {
  return new InformerSet(config)
}

class InformerSet implements Informers {
  readonly #config: InformersConfig
  readonly #members = new Map<string, Member>()
  #running: TaskGroup | undefined

  constructor(config: InformersConfig) {
    this.#config = config
  }

  of<T extends KubeObject>(kind: Kind<T>, selection: Selection = {}): Informer<T> {
    const key = memberKey(kind, selection)
    let member = this.#members.get(key)
    if (member === undefined) {
      member = this.#create(kind, selection)
      this.#members.set(key, member)
      this.#running?.spawn(member.run)
    }
    // The key holds the kind, so the informer is of this type.
    return member.informer as unknown as Informer<T>
  }

  #create<T extends KubeObject>(kind: Kind<T>, selection: Selection): Member {
    const { client, clock, rng, log, freeze = false } = this.#config
    const informer = new SharedInformer({ kind, log, freeze })
    const reflector = new Reflector({ client, clock, rng, log, kind, selection, sink: informer })
    return { informer: informer as unknown as Informer<KubeObject>, run: (signal) => reflector.run(signal) }
  }

  async synced(options: { readonly signal: AbortSignal }): Promise<void> {
    await Promise.all([...this.#members.values()].map(({ informer }) => informer.synced(options)))
  }

  async run(signal: AbortSignal): Promise<void> {
    await using group = new TaskGroup({ signal })
    this.#running = group
    try {
      for (const member of this.#members.values()) group.spawn(member.run)
      // Informers may be asked for at any time, so the set runs until it is told to stop.
      group.spawn(
        (stop) => new Promise((resolve) => stop.addEventListener('abort', () => resolve(), { once: true })),
      )
      await group.wait()
    } finally {
      this.#running = undefined
    }
  }
}

function memberKey(kind: Kind, selection: Selection): string {
  const { namespace, fieldSelector, labelSelector } = selection
  return JSON.stringify([kind.apiVersion, kind.plural, namespace, fieldSelector, labelSelector])
}
