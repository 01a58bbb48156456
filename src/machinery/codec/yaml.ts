// Reads YAML request bodies into the values that the same document in JSON gives. Depth, aliases and size are bounded
// while reading, so that no small document grows large. Upstream: sigs.k8s.io/yaml YAMLToJSON.
// Differs: a second document in a body is refused, where upstream drops it silently.
import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Pair,
  Parser,
  type Scalar,
  type YAMLMap,
} from 'yaml'
import { isJsonObject, isRawNumber, type JsonObject, setKey } from '../json-value.ts'
import { pathText } from '../schema/decode.ts'
import { CodecError, type Decoded, defaultMaxDepth } from './codec-error.ts'
import { parseJson } from './json.ts'
import { resolvePlain, unsupportedNumber } from './yaml-scalars.ts'

export interface YamlOptions {
  readonly maxDepth?: number
  /** Words, marks and gaps of the text; reading a million takes seconds. */
  readonly maxTokens?: number
}

/** Characters of text that aliases may expand a document to. */
const maxExpandedText = 16 * 1024 * 1024
const maxDuplicates = 100

/** Parses one document. Throws CodecError. */
export function parseYaml(input: string | Uint8Array, options: YamlOptions = {}): Decoded {
  const maxDepth = options.maxDepth ?? defaultMaxDepth
  const text = typeof input === 'string' ? input : new TextDecoder().decode(input)
  if (/^\s*\{/.test(text)) {
    // Most bodies sent as YAML are JSON, and JSON means the same in YAML.
    try {
      return parseJson(text, { maxDepth })
    } catch (error) {
      if (!(error instanceof CodecError) || error.code !== 'syntax') throw error
    }
  }
  const document = compose(text, { maxDepth, maxTokens: options.maxTokens ?? 300_000 })
  const reader: Reader = {
    maxDepth,
    anchors: new Map(),
    open: new Set(),
    path: [],
    duplicates: [],
    nodes: 0,
    aliased: 0,
    aliasDepth: 0,
    textLength: 0,
  }
  const value = document === undefined ? null : read(reader, document.contents, 0)
  return { value, duplicates: reader.duplicates }
}

function syntaxFault(message: string, line?: number): CodecError {
  const at = line === undefined ? '' : `line ${line}: `
  return new CodecError('syntax', `error converting YAML to JSON: yaml: ${at}${message}`)
}

/** go-yaml's words for the faults that people make. */
const goFaults: ReadonlyMap<string, string> = new Map([
  ['BLOCK_AS_IMPLICIT_KEY', 'mapping values are not allowed in this context'],
  ['TAB_AS_INDENT', 'found character that cannot start any token'],
  ['BAD_SCALAR_START', 'found character that cannot start any token'],
  ['BAD_DQ_ESCAPE', 'found unknown escape character'],
  ['UNEXPECTED_TOKEN', 'did not find expected key'],
])

/** The syntax tree of the text's only document. */
function compose(text: string, limits: Required<YamlOptions>): Document.Parsed | undefined {
  const lines = new LineCounter()
  const parser = new Parser(lines.addNewLine)
  const composer = new Composer({
    schema: 'failsafe',
    uniqueKeys: false,
    logLevel: 'silent',
    prettyErrors: false,
  })
  const documents: Document.Parsed[] = []
  let tokens = 0
  lines.addNewLine(0)
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token))
    if (parser.stack.length > limits.maxDepth + 2) throw new CodecError('depth', 'exceeded max depth')
    if (++tokens > limits.maxTokens)
      throw new CodecError('size', 'error converting YAML to JSON: yaml: document is too large')
    if (documents.length > 1) break
  }
  for (const token of parser.end()) documents.push(...composer.next(token))
  documents.push(...composer.end())
  const [document, second] = documents
  const [fault] = document?.errors ?? []
  if (fault !== undefined) {
    throw syntaxFault(goFaults.get(fault.code) ?? fault.message, lines.linePos(fault.pos[0]).line)
  }
  if (second !== undefined) throw syntaxFault('more than one document in the body')
  return document
}

interface Reader {
  readonly maxDepth: number
  readonly anchors: Map<string, unknown>
  /** Nodes being read, so that an alias within itself is noticed. */
  readonly open: Set<unknown>
  readonly path: (string | number)[]
  readonly duplicates: string[]
  nodes: number
  aliased: number
  aliasDepth: number
  textLength: number
}

function read(reader: Reader, node: unknown, depth: number): unknown {
  countNode(reader)
  if (depth > reader.maxDepth) throw new CodecError('depth', 'exceeded max depth')
  if (node === null || node === undefined) return null
  if (isAlias(node)) return readAlias(reader, node.source, depth)
  const anchor = (node as { anchor?: string }).anchor
  if (anchor !== undefined) reader.anchors.set(anchor, node)
  if (isScalar(node)) return readScalar(reader, node)
  reader.open.add(node)
  const value = isMap(node) ? readMap(reader, node, depth) : readList(reader, node, depth)
  reader.open.delete(node)
  return value
}

// Upstream: goyaml.v2/decode.go, where the share of aliased nodes that is allowed shrinks as the document grows.
function countNode(reader: Reader): void {
  reader.nodes++
  if (reader.aliasDepth === 0) return
  reader.aliased++
  if (
    reader.aliased > 100 &&
    reader.nodes > 1000 &&
    reader.aliased / reader.nodes > allowedAliasRatio(reader.nodes)
  ) {
    throw excessiveAliasing()
  }
}

function excessiveAliasing(): CodecError {
  return new CodecError('size', 'error converting YAML to JSON: yaml: document contains excessive aliasing')
}

function allowedAliasRatio(nodes: number): number {
  const [low, high] = [400_000, 4_000_000]
  if (nodes <= low) return 0.99
  return nodes >= high ? 0.1 : 0.99 - (0.89 * (nodes - low)) / (high - low)
}

function readAlias(reader: Reader, name: string, depth: number): unknown {
  if (!reader.anchors.has(name)) throw syntaxFault(`unknown anchor '${name}' referenced`)
  const target = reader.anchors.get(name)
  if (reader.open.has(target)) throw syntaxFault(`anchor '${name}' value contains itself`)
  reader.aliasDepth++
  const value = read(reader, target, depth)
  reader.aliasDepth--
  return value
}

function readScalar(reader: Reader, node: Scalar): unknown {
  const text = typeof node.value === 'string' ? node.value : (node.source ?? '')
  reader.textLength += text.length
  if (reader.textLength > maxExpandedText) throw excessiveAliasing()
  const tag = node.tag ?? ''
  if (tag === `${standard}binary`) return readBinary(text)
  const type = tagTypes.get(tag)
  if (type === undefined && (node.type !== 'PLAIN' || tag !== '')) return text
  const special = unsupportedNumber(text)
  if (special !== undefined) {
    throw new CodecError('syntax', `error converting YAML to JSON: json: unsupported value: ${special}`)
  }
  const value = resolvePlain(text)
  if (type !== undefined && type !== typeName(value)) {
    throw syntaxFault(`cannot decode !!str \`${text}\` as a !!${tag.slice(standard.length)}`)
  }
  return value
}

const standard = 'tag:yaml.org,2002:'
const tagTypes: ReadonlyMap<string, string> = new Map([
  [`${standard}int`, 'number'],
  [`${standard}float`, 'number'],
  [`${standard}bool`, 'boolean'],
  [`${standard}null`, 'null'],
])

function typeName(value: unknown): string {
  if (value === null) return 'null'
  return isRawNumber(value) ? 'number' : typeof value
}

function readBinary(text: string): string {
  const packed = text.replace(/\s/g, '')
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) {
    throw syntaxFault('!!binary value contains invalid base64 data')
  }
  return new TextDecoder().decode(Uint8Array.from(atob(packed), (char) => char.charCodeAt(0)))
}

function readList(reader: Reader, node: unknown, depth: number): unknown[] {
  if (!isSeq(node)) throw syntaxFault('unexpected node')
  return node.items.map((item, index) => {
    reader.path.push(index)
    const value = read(reader, item, depth + 1)
    reader.path.pop()
    return value
  })
}

function readMap(reader: Reader, node: YAMLMap, depth: number): JsonObject {
  const result: JsonObject = {}
  const reported = new Set<string>()
  const merged: JsonObject[] = []
  for (const pair of node.items as Pair[]) {
    if (isMergeKey(pair.key)) {
      merged.push(...readMerge(reader, pair.value, depth + 1))
      continue
    }
    const key = keyText(read(reader, pair.key, depth + 1))
    reader.path.push(key)
    if (Object.hasOwn(result, key) && !reported.has(key) && reader.duplicates.length < maxDuplicates) {
      reported.add(key)
      reader.duplicates.push(pathText(reader.path))
    }
    setKey(result, key, read(reader, pair.value, depth + 1))
    reader.path.pop()
  }
  for (const source of merged) {
    for (const key of Object.keys(source)) if (!Object.hasOwn(result, key)) setKey(result, key, source[key])
  }
  return result
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.value === '<<' && key.tag === undefined
}

function readMerge(reader: Reader, node: unknown, depth: number): JsonObject[] {
  const value = read(reader, node, depth)
  const sources = Array.isArray(value) ? value : [value]
  for (const source of sources) {
    if (!isJsonObject(source)) throw syntaxFault('map merge requires map or sequence of maps as the value')
  }
  return sources
}

function keyText(key: unknown): string {
  if (typeof key === 'string') return key
  if (typeof key === 'number' || typeof key === 'boolean') return String(key)
  if (isRawNumber(key)) return key.rawJSON
  const type = key === null ? 'null' : Array.isArray(key) ? 'list' : 'map'
  throw new CodecError('syntax', `error converting YAML to JSON: unsupported map key of type: ${type}`)
}
