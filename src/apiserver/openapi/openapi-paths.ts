// The paths of a kind in an OpenAPI document: its verbs, their query parameters and bodies. kubectl reads from here which
// kind lies at a path, and whether field validation and dry runs are supported. Pure.
import type { Kind, Subresource } from '../../machinery/kind.ts'
import { bodyOf, verbsOf } from '../discovery/api-resources.ts'

type Json = Readonly<Record<string, unknown>>

export interface PathContext {
  readonly version: 2 | 3
  /** A reference to the kind's own schema, and to its list's. */
  readonly object: Json
  readonly list: Json
}

interface Operation {
  readonly method: 'get' | 'put' | 'post' | 'patch' | 'delete'
  readonly verb: string
  readonly action: string
  readonly query: readonly string[]
  readonly body: 'none' | 'object' | 'patch'
  readonly answer: 'object' | 'list'
}

const writes = ['dryRun', 'fieldManager', 'fieldValidation'] as const
const reads = [
  'allowWatchBookmarks',
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
  'watch',
] as const
const deletes = ['dryRun', 'gracePeriodSeconds', 'orphanDependents', 'propagationPolicy'] as const

const onCollection: readonly Operation[] = [
  { method: 'get', verb: 'list', action: 'list', query: reads, body: 'none', answer: 'list' },
  { method: 'post', verb: 'create', action: 'post', query: writes, body: 'object', answer: 'object' },
  {
    method: 'delete',
    verb: 'deletecollection',
    action: 'deletecollection',
    query: [...reads, ...deletes],
    body: 'none',
    answer: 'object',
  },
]
const onObject: readonly Operation[] = [
  { method: 'get', verb: 'get', action: 'get', query: [], body: 'none', answer: 'object' },
  { method: 'put', verb: 'update', action: 'put', query: writes, body: 'object', answer: 'object' },
  {
    method: 'patch',
    verb: 'patch',
    action: 'patch',
    query: [...writes, 'force'],
    body: 'patch',
    answer: 'object',
  },
  { method: 'delete', verb: 'delete', action: 'delete', query: deletes, body: 'none', answer: 'object' },
]
const onSubresource: readonly Operation[] = [
  ...onObject.slice(0, 3),
  { method: 'post', verb: 'create', action: 'connect', query: writes, body: 'object', answer: 'object' },
]

const patchTypes = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
] as const

/** kubectl patches kinds in the form that it finds here. */
const customPatchTypes = patchTypes.filter((type) => type !== 'application/strategic-merge-patch+json')

const booleans = new Set(['allowWatchBookmarks', 'sendInitialEvents', 'watch', 'force', 'orphanDependents'])
const numbers = new Set(['limit', 'timeoutSeconds', 'gracePeriodSeconds'])

function parameter(name: string, where: 'path' | 'query', version: 2 | 3): Json {
  const type = booleans.has(name) ? 'boolean' : numbers.has(name) ? 'integer' : 'string'
  const form = version === 3 ? { schema: { type, uniqueItems: true } } : { type, uniqueItems: true }
  return { name, in: where, ...(where === 'path' && { required: true }), ...form }
}

/** All paths of a kind with what is at them. */
export function pathsOf(kind: Kind, context: PathContext): ReadonlyMap<string, Json> {
  const prefix = kind.group === '' ? `/api/${kind.apiVersion}` : `/apis/${kind.apiVersion}`
  const namespaced = kind.scope === 'Namespaced'
  const collection = `${prefix}${namespaced ? '/namespaces/{namespace}' : ''}/${kind.plural}`
  const verbs = new Set(verbsOf(kind))
  const paths = new Map<string, Json>()
  const gvk = { group: kind.group, version: kind.version, kind: kind.kind }
  const put = (path: string, operations: readonly Operation[]) => {
    const wanted = operations.filter((operation) => verbs.has(operation.verb))
    if (wanted.length > 0) paths.set(path, pathItem(path, wanted, { kind, gvk, context }))
  }
  put(collection, onCollection)
  if (namespaced) put(`${prefix}/${kind.plural}`, onCollection.slice(0, 1))
  put(`${collection}/{name}`, onObject)
  for (const subresource of kind.subresources ?? []) {
    const path = `${collection}/{name}/${subresource.name}`
    paths.set(path, subresourceItem(path, subresource, { kind, context }))
  }
  return paths
}

interface ItemContext {
  readonly kind: Kind
  readonly gvk: Json
  readonly context: PathContext
  readonly suffix?: string
}

function pathItem(path: string, operations: readonly Operation[], item: ItemContext): Json {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string)
  return {
    ...Object.fromEntries(
      operations.map((operation) => [operation.method, operationObject(operation, path, item)]),
    ),
    parameters: names.map((name) => parameter(name, 'path', item.context.version)),
  }
}

function subresourceItem(
  path: string,
  subresource: Subresource,
  { kind, context }: Omit<ItemContext, 'gvk'>,
): Json {
  const operations = onSubresource.filter((operation) => subresource.verbs.includes(operation.verb))
  return pathItem(path, operations, {
    kind,
    gvk: bodyOf(kind, subresource),
    context,
    suffix: subresource.name,
  })
}

function operationObject(
  operation: Operation,
  path: string,
  { kind, gvk, context, suffix = '' }: ItemContext,
): Json {
  const { version } = context
  const scope = path.includes('{namespace}')
    ? 'Namespaced'
    : kind.scope === 'Namespaced'
      ? 'ForAllNamespaces'
      : ''
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
  const groupName = kind.group === '' ? 'Core' : capital(kind.group.split('.')[0] as string)
  const schema = operation.answer === 'list' ? context.list : context.object
  return {
    tags: [`${groupName.toLowerCase()}_${kind.version}`],
    operationId: `${operation.verb}${groupName}${capital(kind.version)}${scope}${kind.kind}${capital(suffix)}`,
    parameters: [
      ...operation.query.map((name) => parameter(name, 'query', version)),
      ...(version === 2 && operation.body !== 'none'
        ? [{ name: 'body', in: 'body', required: true, schema: bodySchema(operation, context) }]
        : []),
    ],
    ...(version === 3 && operation.body !== 'none' && { requestBody: requestBody(operation, kind, context) }),
    responses: {
      200:
        version === 3
          ? { description: 'OK', content: { 'application/json': { schema } } }
          : { description: 'OK', schema },
    },
    'x-kubernetes-action': operation.action,
    'x-kubernetes-group-version-kind': gvk,
  }
}

function bodySchema(operation: Operation, context: PathContext): Json {
  return operation.body === 'patch' ? { type: 'object' } : context.object
}

function requestBody(operation: Operation, kind: Kind, context: PathContext): Json {
  const patches = kind.custom === undefined ? patchTypes : customPatchTypes
  const types = operation.body === 'patch' ? patches : ['application/json']
  const schema = bodySchema(operation, context)
  return { required: true, content: Object.fromEntries(types.map((type) => [type, { schema }])) }
}
