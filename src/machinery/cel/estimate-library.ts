// What calls of the libraries' functions may cost. Changing a number changes which rules may be written.
// Upstream: apiserver pkg/cel/library/cost.go EstimateCallCost; cel-go ext/sets.go, ext/lists.go.
import { type CelType, formatType } from './cel-type.ts'
import { add, fixed, largest, multiply, one, type Range, scale } from './cost-range.ts'
import type { CallEstimate, CallParts, Sized } from './estimate-parts.ts'

export const perCharacter = 0.1
export const perPatternCharacter = 0.25

/** How large an argument is, or what the path in it leads to. */
export type SizeEstimate = (sized: Pick<Sized, 'path' | 'computed'> & { readonly type: CelType }) => Range

interface Call {
  readonly parts: CallParts
  readonly target: Sized | undefined
  readonly first: Sized | undefined
  readonly second: Sized | undefined
  /** The largest where the argument is missing. */
  size(sized: Sized | undefined): Range
  walk(sized: Sized | undefined, factor?: number): Range
  readonly sizeEstimate: SizeEstimate
}

type Rule = (call: Call) => CallEstimate | undefined

export function libraryEstimate(parts: CallParts, sizeEstimate: SizeEstimate): CallEstimate | undefined {
  const rule = rules.get(parts.node.name)
  if (rule === undefined) return undefined
  const { target, args } = parts
  const size = (sized: Sized | undefined): Range =>
    sized === undefined ? { min: 0n, max: largest } : sizeEstimate({ ...sized, type: sized.node.type })
  const walk = (sized: Sized | undefined, factor = 1): Range => scale(size(sized), factor * perCharacter)
  return rule({ parts, target, first: args[0], second: args[1], size, walk, sizeEstimate })
}

const nominal: Rule = () => ({ cost: one })
const walkFirst: Rule = (call) => ({ cost: call.walk(call.first) })
const walkTarget: Rule = (call) => {
  return call.target && { cost: call.walk(call.target), size: call.size(call.target) }
}

/** Each element is looked at once; strings are walked besides. */
const walkList: Rule = (call) => {
  const { target } = call
  if (target === undefined) return undefined
  const elem = elementOf(call, target)
  if (elem === undefined) return { cost: call.walk(target) }
  const isText = elem.type.kind === 'string' || elem.type.kind === 'bytes'
  const each = isText ? add(one, scale(elem.size, perCharacter)) : one
  return { cost: multiply(call.size(target), each) }
}

function elementOf(call: Call, { node, path }: Sized): { type: CelType; size: Range } | undefined {
  const type =
    node.type.kind === 'list' ? node.type.elem : node.type.kind === 'map' ? node.type.key : undefined
  if (type === undefined) return undefined
  const inner = path === undefined ? undefined : [...path, '@items']
  return { type, size: call.sizeEstimate({ path: inner, computed: undefined, type }) }
}

const replace: Rule = (call) => {
  const { target, first, second } = call
  if (target === undefined || first === undefined || second === undefined) return undefined
  const [size, from, to] = [call.size(target), call.size(first), call.size(second)]
  return { cost: call.walk(target, 2), size: replacedSize(size, from, to) }
}

function replacedSize(...[size, from, to]: readonly [Range, Range, Range]): Range {
  const most = replacements({ size: size.max, smallest: from.min, kept: to.max <= from.min })
  const least = replacements({ size: size.min, smallest: from.max, kept: from.max <= to.min })
  const count = { min: least.count, max: most.count }
  return add(multiply(count, to), { min: least.retained, max: most.retained })
}

/** An empty text is put between all characters; where the size does not matter, the string stays as it was. */
function replacements(given: { readonly size: bigint; readonly smallest: bigint; readonly kept: boolean }) {
  const { size, smallest, kept } = given
  if (smallest === 0n) return { count: size < largest ? size + 1n : size, retained: size }
  if (kept) return { count: 0n, retained: size }
  return { count: BigInt(Math.ceil(Number(size) / Number(smallest))), retained: 0n }
}

const split: Rule = (call) => {
  const { target, second } = call
  if (target === undefined) return undefined
  const limit = second?.node.kind === 'literal' ? second.node.value : undefined
  const max = typeof limit === 'bigint' ? BigInt.asUintN(64, limit) : call.size(target).max
  return { cost: call.walk(target, 2), size: { min: 0n, max } }
}

const join: Rule = (call) => {
  const { target, first } = call
  if (target === undefined) return undefined
  const list = call.size(target)
  const elem = elementOf(call, target)
  let size = elem === undefined ? fixed(0) : multiply(list, elem.size)
  if (first !== undefined) {
    const separators = { min: list.min > 0n ? list.min - 1n : 0n, max: list.max > 0n ? list.max - 1n : 0n }
    size = add(size, multiply(call.size(first), separators))
  }
  return { cost: scale(size, perCharacter), size }
}

const find: Rule = (call) => {
  const { target, first } = call
  if (target === undefined || first === undefined) return undefined
  const size = call.size(target)
  const text = scale(add(size, one), perCharacter)
  const cost = multiply(text, scale(call.size(first), perPatternCharacter))
  return { cost, size: { min: 0n, max: size.max } }
}

/** Two addresses of 4 or 16 bytes. */
const addressSize: Range = { min: 4n, max: 16n }
const compareAddresses = scale(add(addressSize, addressSize), perCharacter)

const containsIP: Rule = (call) => {
  const isText = call.parts.form === 'containsText'
  return { cost: isText ? add(compareAddresses, call.walk(call.first)) : compareAddresses }
}

const containsCIDR: Rule = (call) => {
  const cost = add(compareAddresses, scale(addressSize, perCharacter), one)
  return { cost: call.parts.form === 'containsText' ? add(cost, call.walk(call.first)) : cost }
}

/** A list, the text, and a list and a struct for each requirement, which is two characters at the least. */
const selector: Rule = (call) => {
  if (call.first === undefined) return undefined
  return { cost: add(fixed(10), call.walk(call.first), scale(scale(call.size(call.first), 0.5), 50)) }
}

/** Of the largest pattern of a named format. */
const validate: Rule = (call) => {
  return { cost: scale(call.walk(call.first), 128 * perPatternCharacter) }
}

const constant: ReadonlySet<string> = new Set([
  ...['net.IP', 'net.CIDR', 'kubernetes.Quantity', 'kubernetes.Semver'],
  ...['Authorizer', 'PathCheck', 'GroupCheck', 'ResourceCheck', 'Decision'].map(
    (name) => `kubernetes.authorization.${name}`,
  ),
])
const maxFormatSize = 64n

const equal: Rule = ({ first, second }) => {
  if (first?.node.type.kind !== 'opaque' || second === undefined) return undefined
  const name = formatType(first.node.type)
  if (name !== formatType(second.node.type)) return undefined
  if (constant.has(name)) return { cost: one }
  if (name === 'kubernetes.NamedFormat') return { cost: scale({ min: 1n, max: maxFormatSize }, perCharacter) }
  if (name !== 'kubernetes.URL') return undefined
  return { cost: scale({ min: 1n, max: (second.computed ?? one).max }, perCharacter) }
}

const sets =
  (factor: number): Rule =>
  (call) => ({ cost: add(scale(multiply(call.size(call.first), call.size(call.second)), factor), one) })

/** One call, one new list, and the work for each of its elements. */
function newList(factor: number, size: Range): CallEstimate {
  return { cost: add(scale(size, factor), one, fixed(10)), size }
}

function intOf(sized: Sized | undefined, otherwise: bigint): bigint {
  const value = sized?.node.kind === 'literal' ? sized.node.value : undefined
  if (typeof value !== 'bigint') return otherwise
  return value < 0n ? 0n : value
}

const slice: Rule = (call) => {
  const end = intOf(call.second, call.size(call.target).max)
  return newList(1, fixed(BigInt.asUintN(64, end - intOf(call.first, 0n))))
}

const flatten: Rule = (call) => {
  const depth = call.first === undefined ? 1n : intOf(call.first, largest)
  return newList(Number(depth), call.size(call.target))
}

const squared =
  (of: (call: Call) => Sized | undefined, textMore: number): Rule =>
  (call) => {
    const sized = of(call)
    const size = call.size(sized)
    const type = sized?.node.type
    const isText = type?.kind === 'list' && (type.elem.kind === 'string' || type.elem.kind === 'bytes')
    return newList(isText ? 2 + textMore : 2, multiply(size, size))
  }

const named = (names: readonly string[], rule: Rule): readonly (readonly [string, Rule])[] =>
  names.map((name) => [name, rule])

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['check', () => ({ cost: fixed(350_000) })],
  ...named(['serviceAccount', 'path', 'group', 'resource', 'subresource', 'namespace', 'name'], nominal),
  ...named(['allowed', 'reason', 'error', 'errored', 'format.named'], nominal),
  ...named(['masked', 'prefixLength', 'family', 'isUnspecified', 'isLoopback'], nominal),
  ...named(['isLinkLocalMulticast', 'isLinkLocalUnicast', 'isGlobalUnicast'], nominal),
  ...named(['sign', 'asInteger', 'isInteger', 'asApproximateFloat', 'isGreaterThan', 'isLessThan'], nominal),
  ...named(['compareTo', 'add', 'sub', 'major', 'minor', 'patch'], nominal),
  ...named(['getScheme', 'getHostname', 'getHost', 'getPort', 'getEscapedPath', 'getQuery'], nominal),
  ...named(['fieldSelector', 'labelSelector'], selector),
  ...named(['isSorted', 'sum', 'max', 'min', 'indexOf', 'lastIndexOf'], walkList),
  ...named(['url', 'jsonpatch.escapeKey'], (call) => ({
    cost: call.walk(call.first),
    size: call.size(call.first),
  })),
  ...named(['lowerAscii', 'upperAscii', 'substring', 'trim'], walkTarget),
  ['replace', replace],
  ['split', split],
  ['join', join],
  ...named(['find', 'findAll'], find),
  ...named(['cidr', 'isIP', 'isCIDR', 'quantity', 'isQuantity', 'semver', 'isSemver'], walkFirst),
  ['ip', (call) => (call.parts.form === 'cidrIP' ? { cost: one } : walkFirst(call))],
  ['ip.isCanonical', (call) => ({ cost: call.walk(call.first, 2) })],
  ['containsIP', containsIP],
  ['containsCIDR', containsCIDR],
  ['validate', validate],
  ['_==_', equal],
  ...named(['sets.contains', 'sets.intersects'], sets(1)),
  ['sets.equivalent', sets(2)],
  ['slice', slice],
  ['flatten', flatten],
  ['lists.range', (call) => newList(1, fixed(intOf(call.first, largest)))],
  ['reverse', (call) => newList(1, call.size(call.target))],
  ['distinct', squared((call) => call.target, 0)],
  ['sort', squared((call) => call.target, perCharacter)],
  ['@sortByAssociatedKeys', squared((call) => call.first, perCharacter)],
])
