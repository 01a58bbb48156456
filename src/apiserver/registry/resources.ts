// All served resources by path and by kind, built once from the list of kinds.
import type { Kind } from '../../machinery/kind.ts'
import { ParsedObjects } from '../cache/parsed-objects.ts'
import { ProtobufForms } from '../cache/protobuf-forms.ts'
import { ResourceCache } from '../cache/resource-cache.ts'
import { resourcePrefix, type StoreFeed } from '../cache/store-feed.ts'
import { type Resource, type ResourceHooks, resourceOf } from './resource.ts'

export class Resources {
  readonly all: readonly Resource[]
  readonly virtual: readonly Kind[]
  readonly #byPath = new Map<string, Resource>()
  readonly #virtualByPath = new Map<string, Kind>()
  readonly #byKind = new Map<Kind, Resource>()
  readonly #groupVersions = new Set<string>()

  constructor(
    kinds: readonly Kind[],
    options: { readonly feed: StoreFeed; readonly hooks: ReadonlyMap<Kind, ResourceHooks> },
  ) {
    const { feed, hooks } = options
    const parsed = new ParsedObjects()
    const protobuf = new ProtobufForms()
    const caches = new Map<Kind, ResourceCache>()
    const cacheOf = (stored: Kind) => {
      let cache = caches.get(stored)
      if (cache === undefined) {
        cache = new ResourceCache(stored, { parsed, progress: feed })
        caches.set(stored, cache)
        feed.register(resourcePrefix(stored), cache)
      }
      return cache
    }
    this.virtual = kinds.filter(({ virtual }) => virtual === true)
    this.all = kinds
      .filter(({ virtual }) => virtual !== true)
      .map((kind) => {
        const stored = kind.storedAs?.kind ?? kind
        const own = hooks.get(kind) ?? hooks.get(stored)
        return resourceOf(kind, {
          cache: cacheOf(stored),
          protobuf,
          prefix: resourcePrefix(stored),
          ...(own && { hooks: own }),
        })
      })
    for (const kind of kinds) this.#groupVersions.add(kind.apiVersion)
    for (const kind of this.virtual) this.#virtualByPath.set(pathOf(kind), kind)
    for (const resource of this.all) {
      this.#byPath.set(pathOf(resource.kind), resource)
      this.#byKind.set(resource.kind, resource)
    }
  }

  at(path: ResourcePath): Resource | undefined {
    return this.#byPath.get(textOf(path))
  }

  virtualAt(path: ResourcePath): Kind | undefined {
    return this.#virtualByPath.get(textOf(path))
  }

  /** Whether the path is of a resource, and of a subresource that it has, that is served. */
  isServed(path: ResourcePath & { readonly subresource: string }): boolean {
    const key = textOf(path)
    const kind = this.#byPath.get(key)?.kind ?? this.#virtualByPath.get(key)
    if (kind === undefined) return false
    return (
      path.subresource === '' || kind.subresources?.some(({ name }) => name === path.subresource) === true
    )
  }

  of(kind: Kind): Resource | undefined {
    return this.#byKind.get(kind)
  }

  /** The resource of a group and plural, whatever its version: preferred first. */
  find(group: string, plural: string): Resource | undefined {
    return this.all.find(({ kind }) => kind.group === group && kind.plural === plural)
  }

  /** The resource of an object's apiVersion and kind. */
  ofType(apiVersion: string, kind: string): Resource | undefined {
    return this.all.find((resource) => resource.kind.apiVersion === apiVersion && resource.kind.kind === kind)
  }

  hasGroupVersion(apiVersion: string): boolean {
    return this.#groupVersions.has(apiVersion)
  }
}

export interface ResourcePath {
  readonly group: string
  readonly version: string
  readonly resource: string
}

function textOf(path: ResourcePath): string {
  return `${path.group}/${path.version}/${path.resource}`
}

function pathOf(kind: Kind): string {
  return `${kind.group}/${kind.version}/${kind.plural}`
}
