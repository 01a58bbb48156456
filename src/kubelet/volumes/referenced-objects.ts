// The config maps and secrets that the pods of this node refer to, each followed by a watch of its own for as long as a pod
// refers to it: a node may read no others. A change is told at once, so that volumes follow within moments.
// Upstream: pkg/kubelet/util/manager/watch_based_manager.go
// Differs: a changed config map or secret updates the volumes of running pods at once, not at their next periodic sync.

import { ConfigMap } from '../../api/core/config-map/config-map.kind.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import { Secret } from '../../api/core/secret/secret.kind.ts'
import { isAbort } from '../../base/abort.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Rng } from '../../base/rng.ts'
import type { TaskGroup } from '../../base/task-group.ts'
import type { Client } from '../../client/client.ts'
import { Reflector } from '../../client/reflector.ts'
import { SharedInformer } from '../../client/shared-informer.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import { podReferences } from './pod-references.ts'
import { VolumeError } from './volume-error.ts'

export interface ReferencedObjectsOptions {
  readonly client: Client
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  /** Where the watches run. */
  readonly tasks: TaskGroup
  /** Called with the UID of every pod that refers to an object that changed. */
  onChange(podUid: string): void
}

interface Followed<T extends KubeObject> {
  readonly informer: SharedInformer<T>
  readonly stop: AbortController
  readonly pods: Set<string>
}

const firstListMs = 10_000

class FollowedKind<T extends KubeObject> {
  readonly #kind: Kind<T>
  readonly #options: ReferencedObjectsOptions
  readonly #followed = new Map<string, Followed<T>>()

  constructor(kind: Kind<T>, options: ReferencedObjectsOptions) {
    this.#kind = kind
    this.#options = options
  }

  retain(podUid: string, namespace: string, name: string): void {
    const key = `${namespace}/${name}`
    const known = this.#followed.get(key) ?? this.#follow(key, { namespace, name })
    known.pods.add(podUid)
  }

  /** Lets go of what the pod no longer refers to; `keep` are keys. */
  release(podUid: string, keep: ReadonlySet<string>): void {
    for (const [key, { pods, stop }] of this.#followed) {
      if (keep.has(key) || !pods.delete(podUid) || pods.size > 0) continue
      stop.abort()
      this.#followed.delete(key)
    }
  }

  #follow(key: string, ref: { readonly namespace: string; readonly name: string }): Followed<T> {
    const { client, clock, rng, log, tasks, onChange } = this.#options
    const informer = new SharedInformer<T>({ kind: this.#kind, log, freeze: false })
    const followed: Followed<T> = { informer, stop: new AbortController(), pods: new Set() }
    const changed = () => {
      for (const uid of followed.pods) onChange(uid)
    }
    informer.addHandler({ onAdd: changed, onUpdate: changed, onDelete: changed })
    const selection = { namespace: ref.namespace, fieldSelector: `metadata.name=${ref.name}` }
    const reflector = new Reflector({ client, clock, rng, log, kind: this.#kind, selection, sink: informer })
    tasks.spawn(async (signal) => {
      const either = AbortSignal.any([signal, followed.stop.signal])
      await reflector.run(either).catch((error: unknown) => {
        if (!isAbort(error, either)) throw error
      })
    })
    this.#followed.set(key, followed)
    return followed
  }

  /** Waits for the first answer, then gives what is known. Undefined where there is no such object. */
  async get(
    ref: { readonly namespace: string; readonly name: string },
    options: { readonly signal: AbortSignal },
  ): Promise<T | undefined> {
    const key = `${ref.namespace}/${ref.name}`
    const followed = this.#followed.get(key)
    if (followed === undefined)
      throw new VolumeError(
        `object ${JSON.stringify(ref.namespace)}/${JSON.stringify(ref.name)} not registered`,
      )
    if (!followed.informer.hasSynced) await this.#firstList(followed, options.signal)
    return followed.informer.get(key)
  }

  async #firstList(followed: Followed<T>, signal: AbortSignal): Promise<void> {
    const late = new AbortController()
    const error = new VolumeError(
      `failed to sync ${this.#kind.singular} cache: timed out waiting for the condition`,
    )
    using _ = this.#options.clock.after(firstListMs, () => late.abort(error))
    await followed.informer.synced({ signal: AbortSignal.any([signal, late.signal]) })
  }
}

export class ReferencedObjects {
  readonly #configMaps: FollowedKind<ConfigMap>
  readonly #secrets: FollowedKind<Secret>

  constructor(options: ReferencedObjectsOptions) {
    this.#configMaps = new FollowedKind(ConfigMap, options)
    this.#secrets = new FollowedKind(Secret, options)
  }

  /** Follows what the pod refers to now, and what it no longer does not. */
  register(pod: Pod): void {
    const { uid, namespace = '' } = pod.metadata
    const { configMaps, secrets } = podReferences(pod)
    for (const name of configMaps) this.#configMaps.retain(uid, namespace, name)
    for (const name of secrets) this.#secrets.retain(uid, namespace, name)
    const keys = (names: ReadonlySet<string>) => new Set([...names].map((name) => `${namespace}/${name}`))
    this.#configMaps.release(uid, keys(configMaps))
    this.#secrets.release(uid, keys(secrets))
  }

  unregister(podUid: string): void {
    this.#configMaps.release(podUid, new Set())
    this.#secrets.release(podUid, new Set())
  }

  configMap(
    ref: { readonly namespace: string; readonly name: string },
    options: { readonly signal: AbortSignal },
  ): Promise<ConfigMap | undefined> {
    return this.#configMaps.get(ref, options)
  }

  secret(
    ref: { readonly namespace: string; readonly name: string },
    options: { readonly signal: AbortSignal },
  ): Promise<Secret | undefined> {
    return this.#secrets.get(ref, options)
  }
}
