// Serves the OpenAPI documents. Each is made when it is first asked for and kept as bytes while the same kinds are served.
import type { Kind } from '../../machinery/kind.ts'
import { listMeta, objectMeta } from '../../machinery/meta/meta.schema.ts'
import { type GroupVersion, groupsOf } from '../discovery/api-resources.ts'
import { pathOf } from '../discovery/discovery-documents.ts'
import { type ServedKinds, whileServed } from '../discovery/served-kinds.ts'
import type { RouteHandler } from '../pipeline.ts'
import { conditionalAnswer } from '../request/conditional.ts'
import {
  hashText,
  type OpenApiForms,
  openApi2Answer,
  openApi3Answer,
  openApi3Url,
  openApiForms,
  tagOf,
} from './openapi-answer.ts'
import { pathsOf } from './openapi-paths.ts'
import { type Dialect, openapi2, openapi3, SchemaCollector } from './openapi-schemas.ts'

type Json = Readonly<Record<string, unknown>>

interface OpenApiOptions {
  readonly kinds: readonly Kind[]
  /** The server's gitVersion. */
  readonly version: string
}

/** A handler for an OpenAPI path; undefined for any other. */
export function openApiRoutes(
  served: ServedKinds,
  version: string,
): (path: string) => RouteHandler | undefined {
  const current = whileServed(served, (kinds) => routesOf({ kinds, version }))
  return (path) => current()(path)
}

function routesOf(options: OpenApiOptions): (path: string) => RouteHandler | undefined {
  const versions = new Map(
    groupsOf(options.kinds).flatMap((group) =>
      group.versions.map((entry) => [pathOf(entry).slice(1), entry] as const),
    ),
  )
  const made = new Map<string, OpenApiForms>()
  const forms = (path: string, version: 2 | 3, make: () => Json): OpenApiForms => {
    const known = made.get(path) ?? openApiForms(version, make)
    made.set(path, known)
    return known
  }
  const formsV3 = (name: string, entry: GroupVersion) => forms(name, 3, () => documentV3(entry, options))
  const hashes = new Map<string, string>()
  // Of the content, since clients keep for ever what lies under it; the bytes are kept only of what somebody reads.
  const hashOf = (name: string, entry: GroupVersion) => {
    const hash = hashes.get(name) ?? hashText(JSON.stringify(documentV3(entry, options)))
    hashes.set(name, hash)
    return hash
  }
  return (path) => {
    if (path === '/openapi/v3' || path === '/openapi/v3/') {
      return async ({ http }) => {
        const body = forms('', 3, () => index(versions, hashOf)).json()
        const document = { bytes: () => body, etag: tagOf(body), contentType: 'application/json' }
        return conditionalAnswer(document, http.headers)
      }
    }
    if (path === '/openapi/v2')
      return async ({ http }) =>
        openApi2Answer(
          http.headers,
          forms('v2', 2, () => documentV2(options)),
        )
    const name = path.startsWith('/openapi/v3/') ? path.slice('/openapi/v3/'.length) : ''
    const entry = versions.get(name)
    if (entry === undefined) return undefined
    return async (request) =>
      openApi3Answer(request, { name, hash: hashOf(name, entry), forms: () => formsV3(name, entry) })
  }
}

function index(
  versions: ReadonlyMap<string, GroupVersion>,
  hashOf: (path: string, entry: GroupVersion) => string,
): Json {
  const entries = [...versions].map(([path, entry]) => {
    return [path, { serverRelativeURL: openApi3Url(path, hashOf(path, entry)) }]
  })
  return { paths: Object.fromEntries(entries) }
}

function info(version: string): Json {
  return { title: 'Kubernetes', version }
}

interface Parts {
  readonly paths: Readonly<Record<string, Json>>
  readonly definitions: Readonly<Record<string, Json>>
}

function collect(kinds: readonly Kind[], dialect: Dialect): Parts {
  const extensions = Map.groupBy(kinds, (kind) => kind.schema.name)
  const collector = new SchemaCollector(
    dialect,
    new Map(
      [...extensions].map(([name, members]) => [
        name,
        { 'x-kubernetes-group-version-kind': members.map(gvkOf) },
      ]),
    ),
  )
  const paths = new Map<string, Json>()
  for (const kind of kinds) {
    const object = objectReference(kind, collector, dialect)
    const list = { $ref: `${dialect.prefix}${kind.schema.name}List` }
    collector.add(`${kind.schema.name}List`, listDefinition(kind, object, collector))
    for (const [path, item] of pathsOf(kind, { version: dialect.version, object, list }))
      paths.set(path, item)
  }
  const sorted = [...paths].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return { paths: Object.fromEntries(sorted), definitions: collector.definitions }
}

function objectReference(kind: Kind, collector: SchemaCollector, dialect: Dialect): Json {
  const { name } = kind.schema
  if (kind.custom === undefined) return collector.reference(kind.schema)
  const definition = kind.custom.openApi(dialect.version, collector.reference(objectMeta))
  collector.add(name, { ...definition, 'x-kubernetes-group-version-kind': [gvkOf(kind)] })
  return { $ref: dialect.prefix + name }
}

function gvkOf({ group, version, kind }: Kind): Json {
  return { group, version, kind }
}

function listDefinition(kind: Kind, object: Json, collector: SchemaCollector): Json {
  return {
    type: 'object',
    required: ['items'],
    properties: {
      apiVersion: { type: 'string' },
      items: { type: 'array', items: object },
      kind: { type: 'string' },
      metadata: collector.reference(listMeta),
    },
    'x-kubernetes-group-version-kind': [{ ...gvkOf(kind), kind: kind.listKind }],
  }
}

function documentV3(entry: GroupVersion, { version }: OpenApiOptions): Json {
  const { paths, definitions } = collect(entry.kinds, openapi3)
  return { openapi: '3.0.0', info: info(version), paths, components: { schemas: definitions } }
}

function documentV2({ kinds, version }: OpenApiOptions): Json {
  const { paths, definitions } = collect(kinds, openapi2)
  return { swagger: '2.0', info: info(version), paths, definitions }
}
