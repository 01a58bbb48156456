// Turns the interface tables of an API release into schema and kind files under src/. Run once for a release; from then
// on the files are ours. A kind file that exists is left alone, schemas are written anew.
//
//   node scripts/import-facts.ts FACTS_DIR
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const facts = process.argv[2] ?? ''
if (!existsSync(join(facts, 'resources.json'))) {
  console.error('usage: node scripts/import-facts.ts FACTS_DIR (the folder with resources.json)')
  process.exit(2)
}

interface FactField {
  name?: string
  go?: string
  type: string
  base?: string
  inline?: boolean
  required?: boolean
  omitempty?: boolean
  omitzero?: boolean
  pointer?: boolean
  tag?: number
  patchStrategy?: string
  patchMergeKey?: string
  listType?: string
  listMapKeys?: string[]
  mapType?: string
  structType?: string
  default?: unknown
  deprecated?: boolean
  featureGates?: string[]
}
interface FactType {
  fields: FactField[]
  structType?: string
  special?: string
  deprecated?: boolean
}
interface FactFile {
  file: string
  group: string
  version: string
  package?: string
  goPackage: string
  served: string
  kinds: Record<string, { role: string; list?: string }>
  types: Record<string, FactType>
  enums: Record<string, { base: string; enumMarker?: boolean; values: { value: string }[] }>
  aliases: Record<string, { type: string; base?: string; wrapped?: boolean }>
}
interface Resource {
  group: string
  versions: string[]
  plural: string
  singular: string
  kind: string
  namespaced: boolean
  default: boolean
  aggregated?: boolean
  verbs: string[]
  shortNames?: string[]
  categories?: string[]
  subresources?: { name: string; kind: string; verbs: string[]; groupVersion?: string }[]
  storageVersionHash?: string
  fieldSelectors?: string[]
}

function load<T>(name: string): T {
  return JSON.parse(readFileSync(join(facts, `${name}.json`), 'utf8')) as T
}

const index = load<{ file: string; served: string }[]>('index')
const wanted = index.filter(
  (entry) =>
    ['default', 'optIn', 'aggregated', 'webhook', 'discovery'].includes(entry.served) ||
    entry.file === 'meta.v1',
)
const files = new Map(wanted.map((entry) => [entry.file, load<FactFile>(entry.file)]))
const { resources } = load<{ resources: Resource[] }>('resources')

const kebab = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
    .replace(/^csi-?/, 'csi-')
    .replace(/-i-ps\b/, '-ips')
const reserved = new Set([
  'object',
  'list',
  'map',
  'string',
  'bool',
  'bytes',
  'time',
  'json',
  'lazy',
  'opt',
  'req',
  'default',
])
function lower(name: string): string {
  const head = /^[A-Z]+(?=[A-Z][a-z]|\d|$)|^[A-Z]/.exec(name)?.[0] ?? ''
  const text = head.toLowerCase() + name.slice(head.length)
  return reserved.has(text) ? `${text}Schema` : text
}

// --- which file a type lies in ------------------------------------------------------------------------------------

const groupFolder = (file: FactFile) => (file.group === '' ? 'core' : (file.group.split('.')[0] as string))
const primary = new Map<string, string>()
for (const file of files.values()) {
  if (!primary.has(file.group) && file.served === 'default') primary.set(file.group, file.version)
}
for (const resource of resources)
  primary.set(resource.group, primary.get(resource.group) ?? (resource.versions[0] as string))
primary.set('autoscaling', 'v2')

function versionSuffix(file: FactFile): string {
  return primary.get(file.group) === file.version || file.file === 'meta.v1' ? '' : `.${file.version}`
}

/** Topic files for what Pod alone reaches, so that no file grows over a screenful of topics. */
function podTopic(type: string): string {
  if (/Volume|Projection|KeyToPath|Downward|Mount|VolumeDevice/.test(type)) return 'pod-volumes'
  if (/Probe|Action|Handler|Lifecycle|HTTPHeader/.test(type)) return 'pod-probes'
  if (/Affinity|Topology|NodeSelector|Preferred|Toleration/.test(type)) return 'pod-scheduling'
  if (/Security|Capabilities|Seccomp|AppArmor|SELinux|Windows|Sysctl/.test(type)) return 'pod-security'
  if (/Status|State|Condition|PodIP|HostIP|ResourceHealth/.test(type)) return 'pod-status'
  if (/Container|Env|Selector|FileKey|Resource/.test(type)) return 'pod-container'
  return 'pod'
}

function referenced(file: FactFile, type: string): string[] {
  return (file.types[type]?.fields ?? []).map((field) => bare(field.base ?? field.type))
}
const bare = (type: string) => type.replace(/^(\[\]|map\[string\])+/, '')

function reach(file: FactFile, start: string): Set<string> {
  const seen = new Set<string>()
  const queue = [start]
  for (let type = queue.pop(); type !== undefined; type = queue.pop()) {
    if (seen.has(type) || file.types[type] === undefined) continue
    seen.add(type)
    queue.push(...referenced(file, type).map((name) => resolveAlias(file, name)))
  }
  return seen
}

function resolveAlias(file: FactFile, name: string): string {
  const alias = file.aliases[name]
  return alias === undefined ? name : bare(alias.base ?? alias.type)
}

/** type name -> path below src/, per file */
function place(file: FactFile): Map<string, string> {
  const places = new Map<string, string>()
  const suffix = versionSuffix(file)
  if (file.file === 'meta.v1') {
    for (const type of Object.keys(file.types)) places.set(type, 'machinery/meta/meta.schema.ts')
    return places
  }
  const folder = `api/${groupFolder(file)}`
  const lists = new Set(Object.values(file.kinds).filter((kind) => kind.role === 'list'))
  const kinds = Object.entries(file.kinds)
    .filter(([, kind]) => !lists.has(kind) && kind.role !== 'options')
    .map(([name]) => name)
  if (file.file === 'core.v1') {
    for (const type of reach(file, 'Pod')) {
      places.set(
        type,
        type === 'Pod' || podTopic(type) === 'pod'
          ? `${folder}/pod/pod.schema.ts`
          : `${folder}/pod/${podTopic(type)}.schema.ts`,
      )
    }
    for (const shared of [
      'ObjectReference',
      'LocalObjectReference',
      'TypedLocalObjectReference',
      'TypedObjectReference',
      'SecretReference',
      'ObjectFieldSelector',
      'ResourceFieldSelector',
    ]) {
      places.set(shared, `${folder}/references.schema.ts`)
    }
  }
  const owners = new Map<string, string[]>()
  for (const kind of kinds) {
    for (const type of reach(file, kind)) {
      if (!places.has(type)) owners.set(type, [...(owners.get(type) ?? []), kind])
    }
  }
  for (const [type, by] of owners) {
    const owner = by.length === 1 ? (by[0] as string) : undefined
    const name = owner === undefined ? '' : kebab(owner)
    places.set(
      type,
      owner === undefined
        ? `${folder}/shared${suffix}.schema.ts`
        : `${folder}/${name}/${name}${suffix}.schema.ts`,
    )
  }
  for (const type of kinds)
    if (!places.has(type) && file.types[type])
      places.set(type, `${folder}/${kebab(type)}/${kebab(type)}${suffix}.schema.ts`)
  for (const type of Object.keys(file.types)) {
    if (!places.has(type) && !file.kinds[type]) places.set(type, `${folder}/shared${suffix}.schema.ts`)
  }
  return places
}

const places = new Map([...files].map(([name, file]) => [name, place(file)]))
const listKinds = new Map(
  [...files].map(([name, file]) => [
    name,
    new Set(
      Object.entries(file.kinds)
        .filter(([, kind]) => kind.role === 'list')
        .map(([kind]) => kind),
    ),
  ]),
)

// --- expressions --------------------------------------------------------------------------------------------------

const scalars: Record<string, string> = {
  string: 'string',
  bool: 'bool',
  int32: 'int32',
  int64: 'int64',
  uint32: 'int64',
  float64: 'double',
  bytes: 'bytes',
  any: 'json',
  Time: 'time',
  MicroTime: 'microTime',
  Duration: 'duration',
  Quantity: 'quantity',
  IntOrString: 'intOrString',
  RawExtension: 'json',
  FieldsV1: 'json',
  JSON: 'json',
  'apiextensions.v1.JSON': 'json',
  'meta.v1.FieldsV1': 'json',
}

/** JSON values that are a schema or something simpler. */
const schemaOrs: Record<string, string> = {
  JSONSchemaPropsOrBool: 'bool',
  JSONSchemaPropsOrArray: 'schemas',
  JSONSchemaPropsOrStringArray: 'strings',
}

class Module {
  readonly path: string
  readonly imports = new Map<string, Set<string>>()
  readonly body: { name: string; text: string; deps: string[] }[] = []
  constructor(path: string) {
    this.path = path
  }
  use(target: string, name: string): void {
    const names = this.imports.get(target) ?? new Set()
    this.imports.set(target, names.add(name))
  }
}

const schemaPath = 'machinery/schema/schema.ts'

function typeExpression(
  module: Module,
  file: FactFile,
  field: FactField,
  type: string,
  deps: string[],
  self: string,
): string {
  if (type.startsWith('[]')) {
    module.use(schemaPath, 'list')
    const options = [
      field.listType === 'set' || field.listType === 'map' ? `listType: '${field.listType}'` : '',
      field.listMapKeys ? `keys: [${field.listMapKeys.map((key) => `'${key}'`).join(', ')}]` : '',
      field.patchMergeKey ? `mergeKey: '${field.patchMergeKey}'` : '',
      field.patchStrategy ? `patchStrategy: '${field.patchStrategy}'` : '',
    ].filter((option) => option !== '')
    const inner = typeExpression(module, file, {} as FactField, type.slice(2), deps, self)
    return `list(${inner}${options.length > 0 ? `, { ${options.join(', ')} }` : ''})`
  }
  if (type.startsWith('map[string]')) {
    module.use(schemaPath, 'map')
    const inner = typeExpression(module, file, {} as FactField, type.slice(11), deps, self)
    return `map(${inner}${field.mapType ? `, { mapType: '${field.mapType}' }` : ''})`
  }
  const schemaOr = schemaOrs[type]
  if (schemaOr !== undefined) {
    module.use(schemaPath, 'schemaOr')
    return `schemaOr('${schemaOr}', () => jsonSchemaProps)`
  }
  const scalar = scalars[type]
  if (scalar !== undefined) {
    module.use(schemaPath, scalar)
    return scalar
  }
  return structExpression(module, file, type, deps, self)
}

function structExpression(
  module: Module,
  file: FactFile,
  type: string,
  deps: string[],
  self: string,
): string {
  const parts = /^(.*\.)?([^.]+)$/.exec(type)
  const owner = parts?.[1] ? files.get(parts[1].slice(0, -1)) : file
  const name = parts?.[2] ?? type
  if (owner === undefined) throw new Error(`unknown type ${type} in ${file.file}`)
  const alias = owner.aliases[name]
  if (alias !== undefined)
    return wrappedMark(
      alias.wrapped === true,
      typeExpression(module, owner, {} as FactField, alias.base ?? alias.type, deps, self),
    )
  if (owner.enums[name] !== undefined) {
    module.use(schemaPath, 'string')
    return 'string'
  }
  const path = places.get(owner.file)?.get(name)
  if (path === undefined) throw new Error(`no place for ${owner.file} ${name} (used in ${file.file})`)
  const variable = lower(name)
  if (path === module.path) {
    deps.push(name)
    if (reach(owner, name).has(self) && owner === file) {
      module.use(schemaPath, 'lazy')
      return `lazy<unknown>(() => ${variable})`
    }
  } else module.use(path, variable)
  return variable
}

/** An alias that is a message in protobuf though a list in Go. */
function wrappedMark(wrapped: boolean, expression: string): string {
  return wrapped ? expression.replace(/\)$/, ', { wrapped: true })') : expression
}

function enumExpression(module: Module, file: FactFile, field: FactField): string | undefined {
  const match = /^(?:(.*)\.)?([^.]+)$/.exec(field.type)
  const owner = match?.[1] ? files.get(match[1]) : file
  const found = owner?.enums[match?.[2] ?? '']
  if (found === undefined || found.base !== 'string' || found.enumMarker !== true) return undefined
  const values = [...new Set(found.values.map((value) => value.value))].filter((value) => value !== '')
  if (values.length === 0 || found.values.some((value) => value.value === '')) return undefined
  module.use(schemaPath, 'oneOf')
  return `oneOf(${values.map((value) => JSON.stringify(value)).join(', ')})`
}

function fieldExpression(
  module: Module,
  file: FactFile,
  field: FactField,
  deps: string[],
  self: string,
): string {
  const type = field.base ?? field.type
  const expression =
    enumExpression(module, file, field) ?? typeExpression(module, file, field, type, deps, self)
  const isStruct =
    !type.startsWith('[]') &&
    !type.startsWith('map[') &&
    scalars[type] === undefined &&
    schemaOrs[type] === undefined
  const isCollection = type.startsWith('[]') || type.startsWith('map[')
  let empty = ''
  if (!field.pointer && !field.omitzero) {
    if (isStruct && expression !== 'string' && !expression.startsWith('oneOf')) empty = 'zero'
    else if (!field.omitempty) empty = isCollection ? 'null' : 'zero'
  }
  if (
    ['RawExtension', 'FieldsV1', 'JSON', 'any', 'IntOrString', 'Quantity'].includes(type) &&
    field.omitempty
  )
    empty = ''
  const options = [
    empty === '' ? '' : `empty: '${empty}'`,
    field.pointer ? 'pointer: true' : '',
    field.default === undefined ? '' : `default: ${JSON.stringify(field.default)}`,
    field.patchStrategy && !isCollection ? `patchStrategy: '${field.patchStrategy}'` : '',
    field.deprecated ? 'deprecated: true' : '',
    field.featureGates ? `gates: [${field.featureGates.map((gate) => `'${gate}'`).join(', ')}]` : '',
  ].filter((option) => option !== '')
  const maker = field.required ? 'req' : 'opt'
  module.use(schemaPath, maker)
  const key = /^[A-Za-z_$][\w$]*$/.test(field.name as string) ? field.name : JSON.stringify(field.name)
  return `${key}: ${maker}(${field.tag ?? 0}, ${expression}${options.length > 0 ? `, { ${options.join(', ')} }` : ''}),`
}

function openApiName(file: FactFile, type: string): string {
  const go = file.goPackage.replace(/^k8s\.io\//, '')
  return `io.k8s.${go.replaceAll('/', '.')}.${type}`
}

function addStruct(module: Module, file: FactFile, type: string): void {
  const fact = file.types[type] as FactType
  const deps: string[] = []
  const lines: string[] = []
  for (const field of fact.fields) {
    if (field.inline) {
      if (/(^|\.)TypeMeta$/.test(field.type)) {
        module.use(schemaPath, 'opt')
        module.use(schemaPath, 'string')
        lines.push('kind: opt(0, string),', 'apiVersion: opt(0, string),')
        continue
      }
      module.use(schemaPath, 'inline')
      lines.push(`...inline(${field.tag ?? 0}, ${structExpression(module, file, field.type, deps, type)}),`)
    } else if (field.name !== undefined && field.name !== '-')
      lines.push(fieldExpression(module, file, field, deps, type))
  }
  const options = fact.structType === 'atomic' ? ", { structType: 'atomic' }" : ''
  module.use(schemaPath, 'object')
  const recursive = fact.fields.some((field) =>
    reach(file, resolveAlias(file, bare(field.base ?? field.type))).has(type),
  )
  if (recursive) module.use(schemaPath, 'type ObjectSchema')
  const declared = recursive ? `${lower(type)}: ObjectSchema` : lower(type)
  const isResource = resources.some((resource) => resource.kind === type && resource.group === file.group)
  const alias = isResource ? '' : `export type ${type} = TypeOf<typeof ${lower(type)}>\n`
  const text = `export const ${declared} = object('${openApiName(file, type)}', {\n  ${lines.join('\n  ')}\n}${options})\n${alias}`
  if (!isResource) module.use(schemaPath, 'type TypeOf')
  module.body.push({ name: type, text, deps: deps.filter((dep) => dep !== type) })
}

// --- write --------------------------------------------------------------------------------------------------------

function sorted(module: Module): string[] {
  const done = new Set<string>()
  const out: string[] = []
  const byName = new Map(module.body.map((entry) => [entry.name, entry]))
  const visit = (name: string, trail: string[]) => {
    const entry = byName.get(name)
    if (entry === undefined || done.has(name) || trail.includes(name)) return
    for (const dep of entry.deps) visit(dep, [...trail, name])
    if (done.has(name)) return
    done.add(name)
    out.push(entry.text)
  }
  for (const entry of module.body) visit(entry.name, [])
  return out
}

function importLines(module: Module): string[] {
  return [...module.imports].sort().map(([target, names]) => {
    let path = relative(dirname(module.path), target)
    if (!path.startsWith('.')) path = `./${path}`
    return `import { ${[...names].sort().join(', ')} } from '${path}'`
  })
}

const modules = new Map<string, Module>()
for (const [name, file] of files) {
  for (const [type, path] of places.get(name) ?? []) {
    if (file.types[type]?.special || type === 'TypeMeta' || listKinds.get(name)?.has(type) || scalars[type])
      continue
    const module = modules.get(path) ?? new Module(path)
    modules.set(path, module)
    addStruct(module, file, type)
  }
}
function write(path: string, text: string): void {
  const full = join('src', path)
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, text)
}
for (const module of modules.values()) {
  const topic = module.path.split('/').at(-1)?.replace('.schema.ts', '')
  const header = `// Fields of ${topic} in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.`
  write(module.path, `${[header, ...importLines(module)].join('\n')}\n\n${sorted(module).join('\n')}`)
}

// --- kinds --------------------------------------------------------------------------------------------------------

const kindLines: { group: string; path: string; name: string }[] = []
const usual = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
for (const resource of resources) {
  if (resource.aggregated) continue
  for (const version of resource.versions) {
    const file = [...files.values()].find(
      (entry) => entry.group === resource.group && entry.version === version,
    )
    const schema = file && places.get(file.file)?.get(resource.kind)
    if (file === undefined || schema === undefined || file.served !== 'default') continue
    const path = schema.replace('.schema.ts', '.kind.ts')
    const name = versionSuffix(file) === '' ? resource.kind : `${resource.kind}${version.toUpperCase()}`
    const unique = kindLines.some((line) => line.name === name)
      ? `${name}${resource.group.split('.')[0]}`
      : name
    kindLines.push({ group: resource.group, path, name: unique })
    if (existsSync(join('src', path))) continue
    const verbs =
      [...resource.verbs].sort().join() === usual.join() ? '' : `verbs: ${JSON.stringify(resource.verbs)},`
    const subresources = (resource.subresources ?? []).map((sub) => {
      const [group, subVersion] = (sub.groupVersion ?? '').includes('/')
        ? (sub.groupVersion ?? '').split('/')
        : ['', sub.groupVersion]
      const where = sub.groupVersion ? `, group: '${group}', version: '${subVersion}'` : ''
      return `{ name: '${sub.name}', kind: '${sub.kind}'${where}, verbs: ${JSON.stringify(sub.verbs)} },`
    })
    const virtual = resource.verbs.join() === 'create'
    const text = `// ${resource.kind} (${resource.group || 'core'}/${version}).
import { defineKind, type Instance } from '${relative(dirname(path), 'machinery/kind.ts')}'
import { ${lower(resource.kind)} } from './${schema.split('/').at(-1)}'

export const ${unique} = defineKind({
  schema: ${lower(resource.kind)},
  group: '${resource.group}', version: '${version}', kind: '${resource.kind}',
  plural: '${resource.plural}', singular: '${resource.singular}', scope: '${resource.namespaced ? 'Namespaced' : 'Cluster'}',
  ${resource.shortNames ? `shortNames: ${JSON.stringify(resource.shortNames)},` : ''}
  ${resource.categories ? `categories: ${JSON.stringify(resource.categories)},` : ''}
  ${verbs}
  ${subresources.length > 0 ? `subresources: [${subresources.join('\n')}],` : ''}
  ${resource.storageVersionHash ? `storageVersionHash: '${resource.storageVersionHash}',` : ''}
  ${resource.fieldSelectors ? `fieldSelectors: ${JSON.stringify(resource.fieldSelectors)},` : ''}
  ${virtual ? 'virtual: true,' : ''}
})
export type ${unique} = Instance<typeof ${unique}>
`
    write(path, text.replace(/\n\s*(?=\n)/g, ''))
  }
}
const kindsText = `// Every kind that is served, in the order of discovery. A new kind is a folder and a line here.
import type { Kind } from '../machinery/kind.ts'
${kindLines.map((line) => `import { ${line.name} } from './${line.path.replace(/^api\//, '')}'`).join('\n')}

export const kinds: readonly Kind[] = [
${kindLines.map((line) => `  ${line.name},`).join('\n')}
]
`
if (!existsSync('src/api/kinds.ts')) write('api/kinds.ts', kindsText)
