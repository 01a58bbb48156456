// Writes src/api/upstream-resources.data.ts: what discovery, field selectors and tables of an API release have for each
// resource, so that a test can hold ours against it. The file is a table: change it by running this again.
//
//   node scripts/import-resources.ts FACTS_DIR
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Fact {
  readonly group: string
  readonly versions: readonly string[]
  readonly plural: string
  readonly singular: string
  readonly kind: string
  readonly namespaced: boolean
  readonly aggregated?: boolean
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  readonly verbs: readonly string[]
  readonly subresources?: readonly {
    readonly name: string
    readonly kind: string
    readonly groupVersion?: string
    readonly verbs: readonly string[]
  }[]
  readonly fieldSelectors?: readonly string[]
  readonly storageVersionHash?: string
  readonly columns?: readonly { readonly name: string; readonly type: string; readonly priority: number }[]
}

const facts = process.argv[2]
if (facts === undefined) throw new Error('usage: node scripts/import-resources.ts FACTS_DIR')
const { resources } = JSON.parse(readFileSync(join(facts, 'resources.json'), 'utf8')) as {
  readonly resources: readonly Fact[]
}

const everything = 'create,delete,deletecollection,get,list,patch,update,watch'

function rowOf(fact: Fact): Record<string, string> {
  const verbs = [...fact.verbs].sort().join(',')
  const columns = (fact.columns ?? []).map(
    ({ name, type, priority }) => `${name}${type === 'string' ? '' : `:${type}`}${priority > 0 ? '*' : ''}`,
  )
  const subresources = (fact.subresources ?? []).map(({ name, kind, groupVersion, verbs: own }) => {
    const body = groupVersion === undefined ? kind : `${groupVersion} ${kind}`
    return `${name}: ${body} ${[...own].sort().join(',')}`
  })
  const row = {
    resource: `${fact.group === '' ? '' : `${fact.group} `}${fact.plural} ${fact.kind} ${fact.namespaced ? 'namespaced' : 'cluster'}`,
    versions: fact.versions.join(' '),
    singular: fact.singular === fact.kind.toLowerCase() ? '' : fact.singular,
    verbs: verbs === everything ? '' : verbs,
    shortNames: (fact.shortNames ?? []).join(' '),
    categories: (fact.categories ?? []).join(' '),
    subresources: subresources.sort().join('; '),
    fieldSelectors: [...(fact.fieldSelectors ?? [])].sort().join(' '),
    storageVersionHash: fact.storageVersionHash ?? '',
    columns: columns.join(', '),
  }
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''))
}

const rows = resources.filter(({ aggregated }) => aggregated !== true).map(rowOf)
const text = `// What upstream 1.36 serves, by resource: made by scripts/import-resources.ts, not by hand. Columns: \`:type\` where not a
// string, \`*\` where shown with -o wide only. Verbs are absent where all eight are there.

export interface UpstreamResource {
  /** Group, plural, kind, scope. */
  readonly resource: string
  readonly versions: string
  readonly singular?: string
  readonly verbs?: string
  readonly shortNames?: string
  readonly categories?: string
  /** Name, kind of the body, verbs of each. */
  readonly subresources?: string
  readonly fieldSelectors?: string
  readonly storageVersionHash?: string
  readonly columns?: string
}

export const upstreamResources: readonly UpstreamResource[] = ${JSON.stringify(rows, null, 2)}
`
writeFileSync(join(import.meta.dirname, '..', 'src', 'api', 'upstream-resources.data.ts'), text)
