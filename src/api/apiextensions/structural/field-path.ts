// Paths to fields as definitions give them for field selectors and validation rules: `.spec.host`, `.map['a.b']`.
// Upstream: apiextensions-apiserver pkg/apiserver/schema/cel/validation.go ValidFieldPath.
import { additionalOf, type JsonSchema, propertyOf } from './json-schema.ts'

export interface FieldPath {
  readonly parts: readonly string[]
  /** As field errors print it: `spec.host`, `map[a.b]`. */
  readonly text: string
  /** What the path leads to. */
  readonly schema: JsonSchema | undefined
  readonly fault?: string | undefined
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  "'": "'",
  '\\': '\\',
}

const token = /'(?:\\.|[^'\\])*'|[.[\]]|[^.[\]]+/g
const fieldFault = 'does not refer to a valid field'
const endFault = 'unexpected end of JSON path'

/** Follows a path through a schema. `brackets` lets it name fields in quotes. */
export function schemaAtPath(
  path: string,
  schema: JsonSchema,
  { brackets }: { readonly brackets: boolean },
): FieldPath {
  const read = readPath(path, brackets)
  if (typeof read === 'string') return { parts: [], text: '', schema: undefined, fault: read }
  let current: JsonSchema = schema
  let text = ''
  for (const name of read) {
    const property = propertyOf(current, name)
    const values = current.properties === undefined ? additionalOf(current)?.schema : undefined
    const next = property ?? values
    if (next === undefined) return { parts: read, text, schema: undefined, fault: fieldFault }
    if (property === undefined) text += `[${name}]`
    else text += text === '' ? name : `.${name}`
    current = next
  }
  return { parts: read, text, schema: current }
}

/** The names on a path, or why it is none. */
function readPath(path: string, brackets: boolean): readonly string[] | string {
  const tokens = path.match(token) ?? []
  const names: string[] = []
  for (let at = 0; at < tokens.length; ) {
    const start = tokens[at++]
    if (start !== '.' && start !== '[') return `expected [ or . but got: ${start}`
    if (start === '[' && !brackets) return 'array notation is not allowed'
    const name = tokens[at++]
    if (name === undefined) return endFault
    if (start === '.') {
      names.push(name)
      continue
    }
    if (!/^'.*'$/s.test(name)) return `expected single quoted string but got ${name}`
    names.push(name.slice(1, -1).replace(/\\(.)/g, (whole, char) => escapes[char] ?? whole))
    const end = tokens[at++]
    if (end !== ']') return end === undefined ? endFault : `expected ] but got ${end}`
  }
  return names
}

/** The names on a path that is known to be one. */
export function splitPath(path: string): readonly string[] {
  const names = readPath(path, true)
  return typeof names === 'string' ? [] : names
}
