// Serves what definitions say: follows their cache, and adds or takes away resources as definitions are established, changed
// and deleted. It happens in the turn in which the cache changes, so that whoever has created a definition can use it.
import { CustomResourceDefinition } from '../../api/apiextensions/custom-resource-definition/custom-resource-definition.kind.ts'
import type { Rng } from '../../base/rng.ts'
import type { Kind } from '../../machinery/kind.ts'
import type { CacheEvent } from '../cache/cache-event.ts'
import type { ResourceCache } from '../cache/resource-cache.ts'
import { resourcePrefix, type StoreFeed } from '../cache/store-feed.ts'
import type { Resource } from '../registry/resource.ts'
import type { Resources } from '../registry/resources.ts'
import { type CallHook, webhookConverter } from './conversion-webhook.ts'
import { type CustomDefinition, customDefinition } from './custom-definition.ts'
import { customResource } from './custom-resource.ts'

export interface Outside {
  readonly call: CallHook
  readonly rng: Rng
}

interface Served {
  readonly definition: CustomDefinition
  readonly cache: ResourceCache
}

export class CustomResources {
  readonly #resources: Resources
  readonly #feed: StoreFeed
  readonly #served = new Map<string, Served>()
  readonly #outside: Outside
  /** Undefined where definitions are not served. */
  readonly definitions: Resource | undefined

  constructor(resources: Resources, feed: StoreFeed, outside: Outside) {
    this.#resources = resources
    this.#feed = feed
    this.#outside = outside
    this.definitions = resources.of(CustomResourceDefinition as unknown as Kind)
    this.definitions?.cache.listen((event) => this.#follow(event))
  }

  #follow({ entry, key }: CacheEvent): void {
    const crd = entry && this.definitions?.objectOf(entry)
    const wanted = crd && customDefinition(crd as CustomResourceDefinition)
    const now = this.#served.get(key)
    if (wanted === undefined) this.#drop(key, now)
    else this.#serve(wanted, now)
  }

  #drop(name: string, now: Served | undefined): void {
    if (now === undefined) return
    this.#served.delete(name)
    this.#resources.setCustom(name, [])
    now.cache.endWatches()
  }

  #serve(definition: CustomDefinition, now: Served | undefined): void {
    const same = now?.definition.identity === definition.identity
    if (same && now?.definition.terminating === definition.terminating) return
    const { group, names, name } = definition
    const prefix = resourcePrefix({ group, plural: names.plural })
    const cache = this.#feed.claim(prefix)
    // A built-in resource has the place.
    if (cache === undefined) return
    const { conversion } = definition
    const converter =
      conversion.strategy === 'Webhook' ? webhookConverter(conversion, this.#outside) : undefined
    const resources = definition.versions
      .filter(({ served }) => served)
      .map((version) => customResource(definition, version, { cache, prefix, converter }))
    this.#served.set(name, { definition, cache })
    this.#resources.setCustom(name, resources)
    if (!same && now !== undefined) now.cache.endWatches()
  }

  /** Where the objects of a definition lie; undefined where it is not served. */
  of(name: string): { readonly resource: Resource | undefined; readonly cache: ResourceCache } | undefined {
    const served = this.#served.get(name)
    if (served === undefined) return undefined
    const { group, names, storageVersion } = served.definition
    const at = (version: string) => this.#resources.at({ group, version, resource: names.plural })
    const versions = [storageVersion, ...served.definition.versions.map((version) => version.name)]
    const resource = versions.map(at).find((found) => found?.cache === served.cache)
    return { resource, cache: served.cache }
  }
}
