// What aggregated servers say of themselves: their resources, and where their OpenAPI is. Asked by availability.ts, and
// kept while the server is away, marked as stale.
import { isJsonObject } from '../../machinery/json-value.ts'
import type { RemoteService } from './remote-services.ts'

export interface RemoteDocuments {
  /** In the form of aggregated discovery. */
  readonly resources: readonly object[]
  /** Of its OpenAPI document, '' where it has none. */
  readonly openApiHash: string
}

interface ApiResource {
  readonly name: string
  readonly namespaced: boolean
  readonly kind: string
  readonly group: string
  readonly version: string
  readonly singularName: string
  readonly verbs: readonly string[]
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
}

/** An APIResourceList as the resources of aggregated discovery; undefined where it is none. */
export function discoveredResources(list: unknown, service: RemoteService): readonly object[] | undefined {
  if (!isJsonObject(list) || list.kind !== 'APIResourceList' || !Array.isArray(list.resources))
    return undefined
  const all = list.resources.flatMap((item) => (isJsonObject(item) ? [resourceOf(item, service)] : []))
  const main = all.filter(({ name }) => name !== '' && !name.includes('/'))
  return main.map((resource) => {
    const own = all.filter(({ name }) => name.startsWith(`${resource.name}/`))
    return {
      resource: resource.name,
      responseKind: kindOf(resource),
      scope: resource.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: resource.singularName,
      verbs: resource.verbs,
      ...(resource.shortNames.length > 0 && { shortNames: resource.shortNames }),
      ...(resource.categories.length > 0 && { categories: resource.categories }),
      ...(own.length > 0 && {
        subresources: own.map((subresource) => ({
          subresource: subresource.name.slice(resource.name.length + 1),
          responseKind: kindOf(subresource),
          verbs: subresource.verbs,
        })),
      }),
    }
  })
}

function kindOf({ group, version, kind }: ApiResource): object {
  return { group, version, kind }
}

function resourceOf(item: object, service: RemoteService): ApiResource {
  const fields = item as Readonly<Record<string, unknown>>
  const text = (name: string, otherwise = '') => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined
    return typeof value === 'string' && value !== '' ? value : otherwise
  }
  const texts = (name: string) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
  }
  return {
    name: text('name'),
    namespaced: fields.namespaced === true,
    kind: text('kind'),
    group: text('group', service.group),
    version: text('version', service.version),
    singularName: text('singularName'),
    verbs: texts('verbs'),
    shortNames: texts('shortNames'),
    categories: texts('categories'),
  }
}

/** The hash of a group version's document, from the index at /openapi/v3. */
export function openApiHashIn(index: unknown, { group, version }: RemoteService): string {
  if (!isJsonObject(index) || !isJsonObject(index.paths)) return ''
  const key = `apis/${group}/${version}`
  const entry = Object.hasOwn(index.paths, key) ? index.paths[key] : undefined
  if (!isJsonObject(entry) || typeof entry.serverRelativeURL !== 'string') return ''
  return /[?&]hash=([0-9A-Za-z%]+)/.exec(entry.serverRelativeURL)?.[1] ?? 'unknown'
}
