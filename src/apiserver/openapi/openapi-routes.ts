// Serves the OpenAPI documents. Each is made when it is first asked for and kept as bytes while the same kinds are served; the
// hash that names it follows from the version of the program, and from its content where users define kinds in it.
import { createHash } from 'node:crypto'
import type { Kind } from '../../machinery/kind.ts'
import { listMeta, objectMeta } from '../../machinery/meta/meta.schema.ts'
import { notAcceptable } from '../../machinery/status-error.ts'
import { type GroupVersion, groupsOf } from '../discovery/api-resources.ts'
import { pathOf } from '../discovery/discovery-documents.ts'
import { type ServedKinds, whileServed } from '../discovery/served-kinds.ts'
import type { RouteHandler } from '../pipeline.ts'
import { acceptClauses } from '../request/negotiate.ts'
import { json, jsonBytes, withHeaders } from '../request/respond.ts'
import { pathsOf } from './openapi-paths.ts'
import { openApiProtobuf } from './openapi-protobuf.ts'
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
  const made = new Map<string, Uint8Array>()
  const once = (key: string, make: () => Uint8Array): Uint8Array => {
    let found = made.get(key)
    if (found === undefined) {
      found = make()
      made.set(key, found)
    }
    return found
  }
  const bytes = (key: string, make: () => Json) => once(key, () => Buffer.from(JSON.stringify(make())))
  const hashOf = (path: string, entry: GroupVersion) =>
    entry.kinds.some(({ custom }) => custom !== undefined)
      ? hashText(bytes(`/openapi/v3/${path}`, () => documentV3(entry, options)))
      : hashText(`${entry.apiVersion} ${options.version}`)
  return (path) => {
    if (path === '/openapi/v3' || path === '/openapi/v3/')
      return async () => json(index(versions, hashOf))
    if (path === '/openapi/v2')
      return async ({ http }) =>
        v2Answer(http.headers.accept, {
          json: () => bytes('v2', () => documentV2(options)),
          protobuf: () => once('v2 protobuf', () => openApiProtobuf(documentV2(options))),
        })
    const entry = path.startsWith('/openapi/v3/')
      ? versions.get(path.slice('/openapi/v3/'.length))
      : undefined
    if (entry === undefined) return undefined
    return async () => {
      const etag = `"${hashOf(path.slice('/openapi/v3/'.length), entry)}"`
      return withHeaders(jsonBytes(bytes(path, () => documentV3(entry, options))), {
        etag,
        'cache-control': 'public, immutable',
      })
    }
  }
}

function hashText(text: string | Uint8Array): string {
  return createHash('sha512').update(text).digest('hex').toUpperCase()
}

function index(
  versions: ReadonlyMap<string, GroupVersion>,
  hashOf: (path: string, entry: GroupVersion) => string,
): Json {
  const entries = [...versions].map(([path, entry]) => {
    return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hashOf(path, entry)}` }]
  })
  return { paths: Object.fromEntries(entries) }
}

const protobufType = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'
/** By media type; the first form of the protobuf type cannot be written in some headers. */
const formsV2: ReadonlyMap<string, 'json' | 'protobuf'> = new Map([
  ['', 'json'],
  ['*/*', 'json'],
  ['application/*', 'json'],
  ['application/json', 'json'],
  ['application/com.github.proto-openapi.spec.v2@v1.0+protobuf', 'protobuf'],
  [protobufType, 'protobuf'],
])

/** Upstream: kube-openapi pkg/handler/handler.go. */
function v2Answer(
  accept: string | undefined,
  forms: Readonly<Record<'json' | 'protobuf', () => Uint8Array>>,
): ReturnType<typeof jsonBytes> {
  const wanted = acceptClauses(accept ?? '*/*').map(({ type }) => formsV2.get(type))
  const form = wanted.length === 0 ? 'json' : wanted.find((found) => found !== undefined)
  if (form === undefined) throw notAcceptable(['application/json', protobufType])
  const answer = jsonBytes(forms[form]())
  return form === 'json' ? answer : withHeaders(answer, { 'content-type': protobufType })
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
