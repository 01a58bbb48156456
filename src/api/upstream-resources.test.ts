// Every resource is served as upstream serves it: names, verbs, subresources, field selectors, columns, versions. What
// deviates is listed here with its reason; a reason that no longer holds has to go.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kind } from '../machinery/kind.ts'
import { defaultColumns } from './columns.ts'
import { kinds } from './kinds.ts'
import { optionalKinds } from './optional-kinds.ts'
import { type UpstreamResource, upstreamResources } from './upstream-resources.data.ts'

const everything = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

function rowOf(kind: Kind, versions: readonly string[]): UpstreamResource {
  const verbs = [...(kind.verbs ?? everything)].sort()
  const columns = (kind.columns ?? (kind.virtual === true ? [] : defaultColumns)).map(
    ({ name, type, priority = 0 }) =>
      `${name}${type === 'string' ? '' : `:${type}`}${priority > 0 ? '*' : ''}`,
  )
  const subresources = (kind.subresources ?? []).map((subresource) => {
    const version = subresource.version ?? kind.version
    const group = subresource.group === undefined ? '' : `${subresource.group}/`
    const body =
      subresource.version === undefined ? subresource.kind : `${group}${version} ${subresource.kind}`
    return `${subresource.name}: ${body} ${[...subresource.verbs].sort().join(',')}`
  })
  const { group, plural } = kind
  const scope = kind.scope === 'Cluster' ? 'cluster' : 'namespaced'
  return withoutEmpty({
    resource: `${group === '' ? '' : `${group} `}${plural} ${kind.kind} ${scope}`,
    versions: versions.join(' '),
    singular: kind.singular === kind.kind.toLowerCase() ? '' : kind.singular,
    verbs: verbs.length === everything.length ? '' : verbs.join(','),
    shortNames: (kind.shortNames ?? []).join(' '),
    categories: (kind.categories ?? []).join(' '),
    subresources: subresources.sort().join('; '),
    fieldSelectors: [...(kind.fieldSelectors ?? [])].sort().join(' '),
    storageVersionHash: kind.storageVersionHash ?? '',
    columns: columns.join(', '),
  })
}

function withoutEmpty(row: UpstreamResource): UpstreamResource {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== ''),
  ) as unknown as UpstreamResource
}

/** Where ours are not as the table has them: the resource, what differs, and why. */
const deviations: Readonly<Record<string, readonly [keyof UpstreamResource, string]>> = {
  serviceaccounts: ['columns', 'upstream shows no number of secrets any more (kubernetes/kubernetes#117160)'],
  'resource.k8s.io devicetaintrules': ['columns', 'upstream shows the taint, which the table does not have'],
}

const rank = (version: string) => [/^v\d+$/, /beta/, /alpha/].findIndex((stage) => stage.test(version))

const ours: ReadonlyMap<string, UpstreamResource> = new Map(
  [
    ...Map.groupBy(
      [...kinds, ...optionalKinds.map(({ kind }) => kind)],
      ({ group, plural }) => `${group} ${plural}`,
    ),
  ].map(([name, versions]) => {
    const sorted = versions.toSorted(
      (a, b) => rank(a.version) - rank(b.version) || (a.version < b.version ? 1 : -1),
    )
    return [
      name.trim(),
      rowOf(
        sorted[0] as Kind,
        sorted.map(({ version }) => version),
      ),
    ]
  }),
)

const nameOf = ({ resource }: UpstreamResource) => resource.split(' ').slice(0, -2).join(' ')

for (const theirs of upstreamResources) {
  const name = nameOf(theirs)
  test(`kinds serve ${name} as upstream does`, () => {
    const row = ours.get(name)
    const [field] = deviations[name] ?? []
    if (field === undefined) assert.deepEqual(row, theirs)
    else {
      assert.notEqual(row?.[field], theirs[field], `${name} does not deviate any more`)
      assert.deepEqual({ ...row, [field]: theirs[field] }, theirs)
    }
  })
}

test('kinds serve nothing that upstream does not', () => {
  const known = new Set(upstreamResources.map(nameOf))
  assert.deepEqual(
    [...ours.keys()].filter((name) => !known.has(name)),
    [],
  )
})
