// Turns a table of a gRPC interface (services, messages, enums as JSON) into two TypeScript modules: PREFIX.types.ts
// with an interface for each message and PREFIX.table.ts with the data that machinery/protobuf/message-codec.ts reads.
// Usage: node scripts/generate-rpc.ts TABLE.json PREFIX [OTHER-TABLE.json ...], then `biome check --write` on the result.
// Other tables give the messages of packages that the first refers to.
import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'

interface Field {
  readonly name: string
  readonly tag: number
  readonly type: string
  readonly label?: 'repeated' | 'optional'
  readonly oneof?: string
}

interface Method {
  readonly request: string
  readonly response: string
}

interface Facts {
  readonly source: string
  readonly package: string
  readonly services?: Readonly<Record<string, Readonly<Record<string, Method>>>>
  readonly messages: Readonly<Record<string, readonly Field[]>>
  readonly enums: Readonly<Record<string, Readonly<Record<string, number>>>>
}

const wellKnown: Facts = {
  source: 'google/protobuf',
  package: 'google.protobuf',
  messages: {
    Timestamp: [
      { name: 'seconds', tag: 1, type: 'int64' },
      { name: 'nanos', tag: 2, type: 'int32' },
    ],
    BoolValue: [{ name: 'value', tag: 1, type: 'bool' }],
    Int64Value: [{ name: 'value', tag: 1, type: 'int64' }],
  },
  enums: {},
}

const scalarTypes: ReadonlyMap<string, string> = new Map([
  ['string', 'string'],
  ['bytes', 'Uint8Array'],
  ['bool', 'boolean'],
  ['int32', 'number'],
  ['uint32', 'number'],
  ['int64', 'bigint'],
  ['uint64', 'bigint'],
  ['float', 'number'],
  ['double', 'number'],
])

/** Everything that is written out, under the names that it gets in TypeScript. */
interface Model {
  readonly messages: Map<string, readonly Field[]>
  readonly enums: Map<string, Readonly<Record<string, number>>>
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

function typeName(name: string): string {
  return name.replaceAll('.', '')
}

function mapValue(type: string): string | undefined {
  return /^map<string,\s*(.+)>$/.exec(type)?.[1]
}

interface Scope {
  /** The table in which the reference stands comes first. */
  readonly tables: readonly Facts[]
  /** The message in which it stands, whose nested types need no prefix. */
  readonly within?: string
}

function has(facts: Facts | undefined, name: string): facts is Facts {
  return facts !== undefined && (facts.messages[name] ?? facts.enums[name]) !== undefined
}

/** The table that has `type`, and its full name there. */
function resolve(type: string, { tables, within = '' }: Scope): { facts: Facts; name: string } {
  const [own] = tables
  for (let outer = within; outer !== ''; outer = outer.slice(0, Math.max(0, outer.lastIndexOf('.')))) {
    if (has(own, `${outer}.${type}`)) return { facts: own, name: `${outer}.${type}` }
  }
  if (has(own, type)) return { facts: own, name: type }
  for (const facts of tables) {
    const name = type.slice(facts.package.length + 1)
    if (type.startsWith(`${facts.package}.`) && has(facts, name)) return { facts, name }
  }
  throw new Error(`no table has ${type}`)
}

function collect(tables: readonly Facts[]): Model {
  const model: Model = { messages: new Map(), enums: new Map() }
  const [own] = tables
  if (own === undefined) return model
  for (const [name, values] of Object.entries(own.enums)) model.enums.set(typeName(name), values)
  for (const name of Object.keys(own.messages)) addMessage(model, name, { tables })
  return model
}

function addMessage(model: Model, type: string, scope: Scope): void {
  const { facts, name } = resolve(type, scope)
  if (model.messages.has(typeName(name))) return
  const values = facts.enums[name]
  if (values !== undefined) {
    model.enums.set(typeName(name), values)
    return
  }
  const inner = { tables: [facts, ...scope.tables.filter((other) => other !== facts)], within: name }
  const elements = new Set<string>()
  const fields = (facts.messages[name] ?? []).map((field) => {
    const element = mapValue(field.type) ?? field.type
    if (scalarTypes.has(element)) return field
    elements.add(element)
    return { ...field, type: field.type.replace(element, typeName(resolve(element, inner).name)) }
  })
  model.messages.set(typeName(name), fields)
  for (const element of elements) addMessage(model, element, inner)
}

function fieldType(field: Field, model: Model): string {
  const ofMap = mapValue(field.type)
  if (ofMap !== undefined) return `Readonly<Record<string, ${scalarTypes.get(ofMap) ?? ofMap}>>`
  const one =
    scalarTypes.get(field.type) ?? (model.enums.has(field.type) ? `${field.type} | Unrecognized` : field.type)
  if (field.label !== 'repeated') return one
  return one.includes('|') ? `readonly (${one})[]` : `readonly ${one}[]`
}

function isOptional(field: Field, model: Model): boolean {
  if (field.label === 'repeated' || mapValue(field.type) !== undefined) return false
  return field.label === 'optional' || field.oneof !== undefined || model.messages.has(field.type)
}

function typesModule(
  model: Model,
  { source, file }: { readonly source: string; readonly file: string },
): string {
  const lines = [
    `// The messages of ${source}, made by scripts/generate-rpc.ts. 64-bit numbers are bigint.`,
    '// A field that is optional here is absent when it was not sent; others then have the zero value.',
    "/** An enum value that this release's table does not have. */",
    "export type Unrecognized = 'UNRECOGNIZED'",
    '',
  ]
  for (const [name, values] of model.enums) {
    const names = Object.keys(values).map((value) => `'${value}'`)
    lines.push(`export type ${name} = ${names.join(' | ')}`, '')
  }
  for (const [name, fields] of model.messages) lines.push(...messageInterface(name, { fields, model }))
  lines.push('/** Every message by its name, for the codec. */', `export interface ${file}Messages {`)
  for (const name of model.messages.keys()) lines.push(`  readonly ${name}: ${name}`)
  return `${lines.join('\n')}\n}\n`
}

function messageInterface(
  name: string,
  { fields, model }: { readonly fields: readonly Field[]; readonly model: Model },
): string[] {
  if (fields.length === 0) return [`export type ${name} = Readonly<Record<string, never>>`, '']
  const members = fields.map((field) => {
    const mark = isOptional(field, model) ? '?' : ''
    return `  readonly ${camelCase(field.name)}${mark}: ${fieldType(field, model)}`
  })
  return [`export interface ${name} {`, ...members, '}', '']
}

function row(field: Field, model: Model): string {
  const type = mapValue(field.type) ?? field.type
  const cells = [String(field.tag), `'${camelCase(field.name)}'`, `'${type}'`]
  if (mapValue(field.type) !== undefined) cells.push("'map'")
  else if (field.label === 'repeated') cells.push("'rep'")
  else if (isOptional(field, model) && !model.messages.has(field.type)) cells.push("'opt'")
  return `[${cells.join(', ')}]`
}

function tableModule(
  model: Model,
  { facts, file }: { readonly facts: Facts; readonly file: string },
): string {
  const lines = [
    `// The tables of ${facts.source}, made by scripts/generate-rpc.ts: field number, name, type, cardinality.`,
    "import type { ProtoSchema } from '../../machinery/protobuf/message-codec.ts'",
    '',
    `export const ${file}Schema: ProtoSchema = {`,
    '  messages: {',
  ]
  for (const [name, fields] of model.messages)
    lines.push(`    ${name}: [${fields.map((field) => row(field, model)).join(', ')}],`)
  lines.push('  },', '  enums: {')
  for (const [name, values] of model.enums)
    lines.push(`    ${name}: { ${Object.entries(values).map(([value, number]) => `${value}: ${number}`)} },`)
  lines.push('  },', '}', '')
  for (const [service, methods] of Object.entries(facts.services ?? {}))
    lines.push(...serviceTable(service, { methods, facts }))
  return lines.join('\n')
}

function serviceTable(
  service: string,
  { methods, facts }: { readonly methods: Readonly<Record<string, Method>>; readonly facts: Facts },
): string[] {
  const name = `${service[0]?.toLowerCase()}${service.slice(1)}Methods`
  const entries = Object.entries(methods).map(([method, { request, response }]) => {
    const [plainRequest, plainResponse] = [request, response].map((type) => type.replace('stream ', ''))
    const streams = [request, response].map((type) => type.startsWith('stream '))
    const stream = `${streams[0] ? 'request' : ''}${streams[1] ? 'response' : ''}` || 'none'
    const path = `/${facts.package}.${service}/${method}`
    return `  ${method}: { path: '${path}', request: '${plainRequest}', response: '${plainResponse}', stream: '${stream}' },`
  })
  return [`export const ${name} = {`, ...entries, '} as const', '']
}

function main([table, prefix, ...others]: readonly string[]): void {
  if (table === undefined || prefix === undefined)
    throw new Error('usage: generate-rpc.ts TABLE.json PREFIX [OTHER.json ...]')
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Facts
  const facts = read(table)
  const model = collect([facts, ...others.map(read), wellKnown])
  const file = basename(prefix)
  const title = `${file[0]?.toUpperCase()}${file.slice(1)}`
  writeFileSync(`${prefix}.types.ts`, typesModule(model, { source: facts.source, file: title }))
  writeFileSync(`${prefix}.table.ts`, tableModule(model, { facts, file }))
}

main(process.argv.slice(2))
