// JSON patch (RFC 6902) with the semantics and texts of evanphx/json-patch v4, which upstream uses: negative list indexes
// count from the end, and replacing a key that is not there adds it. Operations, copies, depth and work are bounded.
import { cloneJson, isJsonObject, isRawNumber, type JsonObject, setKey } from '../json-value.ts'
import { PatchError } from './patch-error.ts'

const maxOperations = 10_000
const maxCopiedBytes = 3 * 1024 * 1024
const maxDepth = 400
/** List items moved and keys compared, in all operations together. */
const maxWork = 20_000_000

interface Operation {
  readonly op: string
  readonly path: string | undefined
  readonly from: string | undefined
  readonly value: unknown
}

interface Document {
  root: unknown
  copiedBytes: number
  work: number
}

/** The object after all operations; the original is not changed. Throws PatchError. */
export function applyJsonPatch(original: unknown, patch: unknown): unknown {
  const steps = readOperations(patch)
  const document: Document = { root: cloneJson(original), copiedBytes: 0, work: 0 }
  for (const step of steps) applyOperation(document, step)
  measure(document.root, 0)
  return document.root
}

function readOperations(patch: unknown): Operation[] {
  if (!Array.isArray(patch)) {
    throw new PatchError(
      'badRequest',
      `json: cannot unmarshal ${goType(patch)} into Go value of type jsonpatch.Patch`,
    )
  }
  if (patch.length > maxOperations) {
    const message = `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${patch.length}`
    throw new PatchError('tooLarge', `Request entity too large: ${message}`)
  }
  return patch.map((operation) => {
    if (!isJsonObject(operation)) {
      const message = `json: cannot unmarshal ${goType(operation)} into Go value of type jsonpatch.Operation`
      throw new PatchError('badRequest', message)
    }
    const text = (key: string) =>
      typeof operation[key] === 'string' ? (operation[key] as string) : undefined
    return {
      op: text('op') ?? 'unknown',
      path: text('path'),
      from: text('from'),
      value: Object.hasOwn(operation, 'value') ? operation.value : null,
    }
  })
}

function goType(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (isRawNumber(value)) return 'number'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

function applyOperation(document: Document, operation: Operation): void {
  const apply = operations.get(operation.op)
  if (apply === undefined) throw failed(`Unexpected kind: ${operation.op}`)
  apply(document, operation)
}

function failed(message: string): PatchError {
  return new PatchError('unprocessable', message)
}

/** Where a pointer leads: an object or list, and a key in it. */
interface Place {
  readonly container: JsonObject | unknown[]
  readonly key: string
}

function find(document: Document, pointer: string): Place | undefined {
  const parts = pointer.split('/')
  if (parts.length < 2) return undefined
  if (parts.length > maxDepth) throw failed('exceeded max depth')
  let current: unknown = document.root
  for (const part of parts.slice(1, -1)) {
    if (!isContainer(current)) return undefined
    const found = get({ container: current, key: unescapeKey(part) })
    if ('fault' in found) return undefined
    current = found.value
  }
  return isContainer(current) ? { container: current, key: unescapeKey(parts.at(-1) ?? '') } : undefined
}

function isContainer(value: unknown): value is JsonObject | unknown[] {
  return Array.isArray(value) || isJsonObject(value)
}

function unescapeKey(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}

type Found = { readonly value: unknown } | { readonly fault: string }

/** The value at the place; a key that is not there gives undefined, an index that is not there a fault. */
function get({ container, key }: Place): Found {
  if (!Array.isArray(container)) return { value: Object.hasOwn(container, key) ? container[key] : undefined }
  const index = listIndex(key, container.length, container.length - 1)
  return typeof index === 'number' ? { value: container[index] } : index
}

/** A list index, counted from the end where negative. */
function listIndex(key: string, length: number, last: number): number | { readonly fault: string } {
  if (!/^[-+]?\d{1,18}$/.test(key))
    return { fault: `strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax` }
  const index = Number(key)
  const actual = index < 0 ? index + length : index
  if (actual < 0 || actual > last) {
    return { fault: `Unable to access invalid index: ${index}: invalid index referenced` }
  }
  return actual
}

function spend(document: Document, work: number): void {
  document.work += work
  if (document.work > maxWork) throw new PatchError('tooLarge', 'the patch takes too many steps to apply')
}

/** Inserts; returns a fault or undefined. */
function insert(document: Document, { container, key }: Place, value: unknown): string | undefined {
  if (!Array.isArray(container)) {
    setKey(container, key, value)
    return undefined
  }
  if (key === '-') {
    container.push(value)
    return undefined
  }
  const index = listIndex(key, container.length + 1, container.length)
  if (typeof index !== 'number') {
    return index.fault.startsWith('strconv')
      ? `value was not a proper array index: '${key}': ${index.fault}`
      : index.fault
  }
  spend(document, container.length - index)
  container.splice(index, 0, value)
  return undefined
}

/** Takes away; returns a fault or undefined. */
function drop(document: Document, { container, key }: Place): string | undefined {
  if (!Array.isArray(container)) {
    if (!Object.hasOwn(container, key)) return `Unable to remove nonexistent key: ${key}: missing value`
    delete container[key]
    return undefined
  }
  const index = listIndex(key, container.length, container.length - 1)
  if (typeof index !== 'number') return index.fault
  spend(document, container.length - index)
  container.splice(index, 1)
  return undefined
}

/** Upstream finds two ways to say it. */
const whyNoPath = (op: string) => (op === 'add' || op === 'remove' ? '' : 'operation missing path field: ')

function pathOf({ op, path }: Operation): string {
  if (path === undefined) throw failed(`${op} operation failed to decode path: ${whyNoPath(op)}missing value`)
  return path
}

function fromOf({ op, from }: Operation): string {
  if (from === undefined)
    throw failed(`${op} operation failed to decode from: operation, missing from field: missing value`)
  return from
}

function add(document: Document, operation: Operation): void {
  const path = pathOf(operation)
  const place = find(document, path)
  if (place === undefined) {
    throw failed(`add operation does not apply: doc is missing path: ${JSON.stringify(path)}: missing value`)
  }
  const fault = insert(document, place, operation.value)
  if (fault !== undefined) throw failed(`error in add for path: '${path}': ${fault}`)
}

function remove(document: Document, operation: Operation): void {
  const path = pathOf(operation)
  const place = find(document, path)
  if (place === undefined) {
    throw failed(
      `remove operation does not apply: doc is missing path: ${JSON.stringify(path)}: missing value`,
    )
  }
  const fault = drop(document, place)
  if (fault !== undefined) throw failed(`error in remove for path: '${path}': ${fault}`)
}

function replace(document: Document, operation: Operation): void {
  const path = pathOf(operation)
  if (path === '') {
    if (!isContainer(operation.value)) throw failed('replace operation value must be object or array')
    document.root = operation.value
    return
  }
  const place = find(document, path)
  if (place === undefined) {
    throw failed(`replace operation does not apply: doc is missing path: ${path}: missing value`)
  }
  if ('fault' in get(place)) {
    throw failed(`replace operation does not apply: doc is missing key: ${path}: missing value`)
  }
  const { container, key } = place
  if (!Array.isArray(container)) setKey(container, key, operation.value)
  else container[listIndex(key, container.length, container.length - 1) as number] = operation.value
}

function move(document: Document, operation: Operation): void {
  const from = fromOf(operation)
  const source = find(document, from)
  if (source === undefined)
    throw failed(`move operation does not apply: doc is missing from path: ${from}: missing value`)
  const found = get(source)
  if ('fault' in found) throw failed(`error in move for path: '${source.key}': ${found.fault}`)
  const dropFault = drop(document, source)
  if (dropFault !== undefined) throw failed(`error in move for path: '${source.key}': ${dropFault}`)
  const path = pathOf(operation)
  const place = find(document, path)
  if (place === undefined) {
    throw failed(`move operation does not apply: doc is missing destination path: ${path}: missing value`)
  }
  const fault = insert(document, place, found.value)
  if (fault !== undefined) throw failed(`error in move for path: '${path}': ${fault}`)
}

function copy(document: Document, operation: Operation): void {
  const from = fromOf(operation)
  const source = find(document, from)
  if (source === undefined)
    throw failed(`copy operation does not apply: doc is missing from path: ${from}: missing value`)
  const found = get(source)
  if ('fault' in found) throw failed(`error in copy for from: '${from}': ${found.fault}`)
  const path = pathOf(operation)
  const place = find(document, path)
  if (place === undefined) {
    throw failed(`copy operation does not apply: doc is missing destination path: ${path}: missing value`)
  }
  const value = found.value ?? null
  document.copiedBytes += measure(value, 0)
  if (document.copiedBytes > maxCopiedBytes) {
    const message = `Unable to complete the copy, the accumulated size increase of JSON Patch is ${document.copiedBytes}, exceeding the limit ${maxCopiedBytes}`
    throw failed(message)
  }
  const fault = insert(document, place, cloneJson(value))
  if (fault !== undefined) throw failed(`error while adding value during copy: ${fault}`)
}

/** About as many bytes as the value has in JSON. Throws where it is too deep to be walked safely. */
function measure(value: unknown, depth: number): number {
  if (depth > maxDepth) throw failed('exceeded max depth')
  if (typeof value === 'string') return value.length + 2
  if (!isContainer(value)) return 4
  let size = 2
  if (Array.isArray(value)) for (const item of value) size += measure(item, depth + 1) + 1
  else for (const key of Object.keys(value)) size += key.length + 4 + measure(value[key], depth + 1)
  return size
}

function test(document: Document, operation: Operation): void {
  const path = pathOf(operation)
  if (path === '') {
    if (equal(document, operation.value, document.root)) return
    throw failed('testing value  failed: test failed')
  }
  const place = find(document, path)
  if (place === undefined)
    throw failed(`test operation does not apply: is missing path: ${path}: missing value`)
  const found = get(place)
  if ('fault' in found) throw failed(`error in test for path: '${path}': ${found.fault}`)
  // Null, nothing, and a test that names no value are alike.
  const matches = equal(document, operation.value, found.value ?? null)
  if (!matches) throw failed(`testing value ${path} failed: test failed`)
}

/** Equality whose cost is counted, since one large object may be compared ten thousand times. */
function equal(document: Document, a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (isRawNumber(a) && isRawNumber(b)) return a.rawJSON === b.rawJSON
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(a)
  const others = Object.keys(b).length
  spend(document, keys.length + others)
  const [left, right] = [a as JsonObject, b as JsonObject]
  return (
    keys.length === others &&
    keys.every((key) => Object.hasOwn(right, key) && equal(document, left[key], right[key]))
  )
}

const operations: ReadonlyMap<string, (document: Document, operation: Operation) => void> = new Map([
  ['add', add],
  ['remove', remove],
  ['replace', replace],
  ['move', move],
  ['copy', copy],
  ['test', test],
])
