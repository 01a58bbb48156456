// All served resources by path and by kind: those of the list of kinds, which stay, and those of kinds that users define,
// which come and go. Whoever derives something from them (discovery, OpenAPI) looks at `generation`.
import { disabledFields } from '../../api/enablement/disabled-fields.ts'
import { defaultFeatureGates, type FeatureGates } from '../../api/enablement/feature-gates.ts'
import type { Kind } from '../../machinery/kind.ts'
import { object } from '../../machinery/schema/schema.ts'
import { ParsedObjects } from '../cache/parsed-objects.ts'
import { ProtobufForms } from '../cache/protobuf-forms.ts'
import { ResourceCache } from '../cache/resource-cache.ts'
import { registryPrefix, resourcePrefix, type StoreFeed } from '../cache/store-feed.ts'
import { type Resource, type ResourceHooks, resourceOf } from './resource.ts'

export class Resources {
  readonly virtual: readonly Kind[]
  readonly #builtIn: readonly Resource[]
  readonly #builtInKinds: readonly Kind[]
  readonly #builtInGroups: ReadonlySet<string>
  /** By the name of their definition. */
  readonly #custom = new Map<string, readonly Resource[]>()
  #all: readonly Resource[]
  #kinds: readonly Kind[]
  #generation = 0
  readonly #parsed = new ParsedObjects()
  readonly #protobuf = new ProtobufForms()
  readonly #listeners = new Set<() => void>()
  #byPath = new Map<string, Resource>()
  readonly #virtualByPath = new Map<string, Kind>()
  readonly #byKind = new Map<Kind, Resource>()
  #groupVersions = new Set<string>()

  constructor(
    kinds: readonly Kind[],
    options: {
      readonly feed: StoreFeed
      readonly hooks: ReadonlyMap<Kind, ResourceHooks>
      readonly gates?: FeatureGates | undefined
    },
  ) {
    const { feed, hooks, gates = defaultFeatureGates } = options
    const parsed = this.#parsed
    const protobuf = this.#protobuf
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
    feed.adoptUnknown((prefix) => new ResourceCache(unknownKind(prefix), { parsed, progress: feed }))
    this.virtual = kinds.filter(({ virtual }) => virtual === true)
    this.#builtInKinds = kinds
    this.#builtInGroups = new Set(kinds.map(({ group }) => group))
    this.#builtIn = kinds
      .filter(({ virtual }) => virtual !== true)
      .map((kind) => {
        const stored = kind.storedAs?.kind ?? kind
        const own = hooks.get(kind) ?? hooks.get(stored)
        return resourceOf(kind, {
          cache: cacheOf(stored),
          protobuf,
          prefix: resourcePrefix(stored),
          dropDisabledFields: disabledFields(kind.schema, gates),
          ...(own && { hooks: own }),
        })
      })
    for (const kind of this.virtual) this.#virtualByPath.set(pathOf(kind), kind)
    for (const resource of this.#builtIn) this.#byKind.set(resource.kind, resource)
    this.#all = this.#builtIn
    this.#kinds = kinds
    this.#index()
  }

  /** Lets go of other forms of objects that nobody has asked for lately. */
  trim(): void {
    this.#parsed.trim()
    this.#protobuf.trim()
  }

  /** Everything that is stored. */
  get all(): readonly Resource[] {
    return this.#all
  }

  /** Everything that is served, those kinds of which nothing is stored among them. */
  get kinds(): readonly Kind[] {
    return this.#kinds
  }

  /** Another number where other kinds are served. */
  get generation(): number {
    return this.#generation
  }

  /** Calls the listener after other kinds are served. */
  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) }
  }

  /**
   * Serves these as what a definition makes; none: not any more. What is built in comes first, whatever a definition is
   * called.
   */
  setCustom(definition: string, resources: readonly Resource[]): void {
    if (resources.length === 0 && !this.#custom.has(definition)) return
    if (resources.length === 0) this.#custom.delete(definition)
    else this.#custom.set(definition, resources)
    this.#index()
  }

  #index(): void {
    const taken = new Set(this.#builtInKinds.map(pathOf))
    const custom = [...this.#custom.values()].flat().filter(({ kind }) => !taken.has(pathOf(kind)))
    this.#all = [...this.#builtIn, ...custom]
    this.#kinds = [...this.#builtInKinds, ...custom.map(({ kind }) => kind)]
    this.#byPath = new Map(this.#all.map((resource) => [pathOf(resource.kind), resource]))
    this.#groupVersions = new Set(this.#kinds.map(({ apiVersion }) => apiVersion))
    this.#generation++
    for (const listener of this.#listeners) listener()
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

  /** Whether the group is one of the server's own, and not made by a definition alone. */
  hasBuiltInGroup(group: string): boolean {
    return this.#builtInGroups.has(group)
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

/** Stands for the kind of objects whose definition has not been seen. */
function unknownKind(prefix: string): Kind {
  const [group = '', plural = ''] = prefix.slice(registryPrefix.length).split('/')
  const names = { group, plural, singular: '', version: '', apiVersion: '', kind: '', listKind: '' }
  return { ...names, scope: 'Namespaced', schema: object('', {}) }
}
