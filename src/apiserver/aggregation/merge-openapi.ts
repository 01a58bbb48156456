// OpenAPI documents of version 2 put together: paths of the first stay, definitions that clash get another name. Pure;
// documents are not changed. Upstream: kube-openapi pkg/aggregator/aggregator.go.
import { equalJson, getKey, isJsonObject, type JsonObject, setKey } from '../../machinery/json-value.ts'

/** What of a document takes part, by name. */
export interface OpenApiSpec {
  readonly paths: ReadonlyMap<string, unknown>
  readonly definitions: ReadonlyMap<string, unknown>
  readonly parameters: ReadonlyMap<string, unknown>
}

const definitionPrefix = '#/definitions/'
const parameterPrefix = '#/parameters/'
const gvkKey = 'x-kubernetes-group-version-kind'
const maxDepth = 100

/** Undefined where the value is no such document. */
export function openApiSpec(value: unknown): OpenApiSpec | undefined {
  if (!isJsonObject(value)) return undefined
  return {
    paths: entriesOf(value.paths),
    definitions: entriesOf(value.definitions),
    parameters: entriesOf(value.parameters),
  }
}

function entriesOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(isJsonObject(value) ? Object.entries(value) : [])
}

/** Whether a stranger's document is nested no deeper than is bearable. */
export function isShallow(value: unknown, depth = maxDepth): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depth > 0 && Object.values(value).every((item) => isShallow(item, depth - 1))
}

/** The document that a spec makes beside `rest`: its version and title. */
export function specDocument(rest: object, { paths, definitions, parameters }: OpenApiSpec): JsonObject {
  const shared = parameters.size === 0 ? {} : { parameters: objectOf(parameters) }
  return { ...rest, paths: objectOf(paths), definitions: objectOf(definitions), ...shared }
}

function objectOf(entries: ReadonlyMap<string, unknown>): JsonObject {
  const result = {}
  for (const [key, value] of [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1))) setKey(result, key, value)
  return result
}

/** Keeps the paths that begin so, and drops definitions that only others used. Upstream: FilterSpecByPathsWithoutSideEffects. */
export function filterByPaths(spec: OpenApiSpec, wants: (path: string) => boolean): OpenApiSpec {
  const before = usedBy(spec)
  const kept = { ...spec, paths: new Map([...spec.paths].filter(([path]) => wants(path))) }
  const after = usedBy(kept)
  const definitions = [...spec.definitions].filter(([name]) => after.has(name) || !before.has(name))
  return { ...kept, definitions: new Map(definitions) }
}

/** The names of definitions that the paths lead to. */
function usedBy({ paths, definitions, parameters }: OpenApiSpec): ReadonlySet<string> {
  const used = new Set<string>()
  const seen = new Set<string>()
  const pending: unknown[] = [...paths.values()]
  while (pending.length > 0) {
    eachReference(pending.pop(), (target) => {
      if (seen.has(target)) return
      seen.add(target)
      if (target.startsWith(definitionPrefix)) {
        const name = target.slice(definitionPrefix.length)
        used.add(name)
        pending.push(definitions.get(name))
      } else if (target.startsWith(parameterPrefix))
        pending.push(parameters.get(target.slice(parameterPrefix.length)))
    })
  }
  return used
}

function eachReference(value: unknown, visit: (target: string) => void): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) {
    if (key === '$ref' && typeof item === 'string') visit(item)
    else eachReference(item, visit)
  }
}

/** Upstream: MergeSpecsIgnorePathConflictRenamingDefinitionsAndParameters. */
export function mergeSpecs(into: OpenApiSpec, added: OpenApiSpec): OpenApiSpec {
  const clashes = [...added.paths.keys()].some((path) => into.paths.has(path))
  const source = clashes ? filterByPaths(added, (path) => !into.paths.has(path)) : added
  if (source.paths.size === 0) return into
  const definitions = newNames(into.definitions, source.definitions, equalButForKinds)
  const parameters = newNames(into.parameters, source.parameters, equalJson)
  const references = new Map([
    ...[...definitions].map(([from, to]) => [definitionPrefix + from, definitionPrefix + to] as const),
    ...[...parameters].map(([from, to]) => [parameterPrefix + from, parameterPrefix + to] as const),
  ])
  const renamed = (entries: ReadonlyMap<string, unknown>, names?: ReadonlyMap<string, string>) =>
    [...entries].map(
      ([name, value]) => [names?.get(name) ?? name, withReferences(value, references)] as const,
    )
  return {
    paths: new Map([...into.paths, ...renamed(source.paths)]),
    definitions: united(into.definitions, renamed(source.definitions, definitions)),
    parameters: new Map([...renamed(source.parameters, parameters), ...into.parameters]),
  }
}

/** For what is called like something else, `NAME_v2` and so on: one that is the same already, or the first free one. */
function newNames(
  into: ReadonlyMap<string, unknown>,
  added: ReadonlyMap<string, unknown>,
  same: (a: unknown, b: unknown) => boolean,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const [name, value] of added) {
    if (!into.has(name) || same(into.get(name), value)) continue
    const candidates = numbered(name)
    let candidate = candidates.next().value
    while (into.has(candidate) && !same(into.get(candidate), value)) candidate = candidates.next().value
    if (!into.has(candidate))
      while ([into, added, taken].some((names) => names.has(candidate))) candidate = candidates.next().value
    taken.add(candidate)
    names.set(name, candidate)
  }
  return names
}

function* numbered(name: string): Generator<string, never> {
  for (let number = 2; ; number++) yield `${name}_v${number}`
}

function withReferences(value: unknown, references: ReadonlyMap<string, string>): unknown {
  if (references.size === 0 || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => withReferences(item, references))
  const result = {}
  for (const [key, item] of Object.entries(value)) {
    const target = key === '$ref' && typeof item === 'string' ? references.get(item) : undefined
    setKey(result, key, target ?? withReferences(item, references))
  }
  return result
}

/** Upstream: deepEqualDefinitionsModuloGVKs. */
function equalButForKinds(a: unknown, b: unknown): boolean {
  return equalJson(withoutKinds(a), withoutKinds(b))
}

function withoutKinds(value: unknown): unknown {
  if (!isJsonObject(value) || !Object.hasOwn(value, gvkKey)) return value
  const { [gvkKey]: _, ...rest } = value
  return rest
}

function united(
  into: ReadonlyMap<string, unknown>,
  added: readonly (readonly [string, unknown])[],
): ReadonlyMap<string, unknown> {
  const result = new Map(into)
  for (const [name, value] of added)
    result.set(name, result.has(name) ? withKindsOf(result.get(name), value) : value)
  return result
}

/** Upstream: mergedGVKs. */
function withKindsOf(existing: unknown, value: unknown): unknown {
  if (!isJsonObject(existing) || !isJsonObject(value)) return existing
  const own = getKey(existing, gvkKey)
  const more = getKey(value, gvkKey)
  if (!Array.isArray(more)) return existing
  const all = new Map((Array.isArray(own) ? [...own, ...more] : more).map((gvk) => [kindKey(gvk), gvk]))
  if (Array.isArray(own) && all.size === own.length) return existing
  const kinds = [...all].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, gvk]) => gvk)
  return { ...existing, [gvkKey]: kinds }
}

function kindKey(gvk: unknown): string {
  if (!isJsonObject(gvk)) return JSON.stringify(gvk)
  return `${gvk.group}/${gvk.version}.${gvk.kind}`
}
