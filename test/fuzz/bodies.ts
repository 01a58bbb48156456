// Bodies: good objects with something odd in them, in the three forms, and then their bytes spoilt.
import { toYaml } from '../../src/machinery/codec/to-yaml.ts'
import { type Dice, oddQuantities, words } from './dice.ts'
import type { FuzzKind } from './fuzz-kinds.ts'

export type Form = 'json' | 'yaml' | 'protobuf'

export function objectFor(dice: Dice, kind: FuzzKind): Record<string, unknown> {
  const body = kind.body(dice) as Record<string, unknown>
  if (!dice.chance(5)) Object.assign(body, { apiVersion: kind.apiVersion, kind: kind.kindName })
  for (let i = dice.pick([0, 1, 1, 1, 2, 4]); i > 0; i--) spoil(dice, body)
  if (dice.chance(12)) manage(dice, body)
  return body
}

export function bodyIn(
  dice: Dice,
  form: Form,
  { kind, object }: { kind: FuzzKind; object: object },
): Uint8Array {
  if (form === 'protobuf') return protobufOf(dice, kind.protobuf(object) ?? randomEnvelope(dice))
  const text = form === 'yaml' ? yamlOf(dice, object) : jsonOf(dice, object)
  return damaged(dice, Buffer.from(text))
}

/** Puts something odd somewhere into an object. */
export function spoil(dice: Dice, root: Record<string, unknown>): void {
  let place = root
  for (;;) {
    const key = dice.pick([...Object.keys(place), 'spec', 'metadata'])
    const below = place[key]
    if (typeof below === 'object' && below !== null && Object.isExtensible(below) && !dice.chance(5)) {
      place = below as Record<string, unknown>
      continue
    }
    if (Array.isArray(place)) {
      place.push(oddValue(dice))
      return
    }
    // `__proto__` has to become a key like any other.
    Object.defineProperty(place, dice.chance(5) ? dice.word() : key, {
      value: oddValue(dice),
      enumerable: true,
      configurable: true,
      writable: true,
    })
    return
  }
}

export function oddValue(dice: Dice): unknown {
  const makers: readonly (() => unknown)[] = [
    () => dice.word(),
    () => dice.pick(oddQuantities),
    () => dice.below(1000) - 500,
    () => dice.pick([2 ** 53, -(2 ** 31) - 1, 1e300, -0, 1.5]),
    () => dice.pick([null, true, false, [], {}, [null], [[]], '']),
    () => [dice.word(), dice.word()],
    () => Object.fromEntries([[dice.word(), dice.word()]]),
    () => [{ name: dice.word() }, { name: dice.word() }],
    () => ({ matchLabels: { a: dice.word() }, matchExpressions: [{ key: dice.word(), operator: 'In' }] }),
    // Nothing can be made of these as text.
    () => dice.pick([{ toString: null, valueOf: null }, [{ toString: 1, length: 3 }]]),
    () => JSON.parse('['.repeat(50) + ']'.repeat(50)),
    () => JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`),
  ]
  return dice.pick(makers)()
}

/** Owners of fields that nobody could have written. */
function manage(dice: Dice, body: Record<string, unknown>): void {
  const path = () =>
    dice.pick(['f:metadata', 'f:spec', '.', 'k:{"name":"c"}', 'k:{bad', 'v:1', 'i:0', 'i:-1', 'x', 'f:'])
  const fields = (depth: number): object =>
    Object.fromEntries(dice.times(3, () => [path(), depth > 4 ? oddValue(dice) : fields(depth + 1)]))
  const entry = () => ({
    manager: dice.pick(['fuzz', '', 'x'.repeat(200)]),
    operation: dice.pick(['Apply', 'Update', 'Delete']),
    apiVersion: dice.pick(['v1', 'apps/v1', 'x/y/z', '']),
    fieldsType: dice.pick(['FieldsV1', 'FieldsV2']),
    fieldsV1: dice.chance(5) ? oddValue(dice) : fields(0),
    time: dice.pick(['2026-01-01T00:00:00Z', dice.word()]),
    subresource: dice.pick(['', 'status', dice.word()]),
  })
  const metadata = typeof body.metadata === 'object' && body.metadata !== null ? body.metadata : {}
  body.metadata = { ...metadata, managedFields: dice.times(4, entry) }
}

function jsonOf(dice: Dice, object: object): string {
  const text = JSON.stringify(object)
  if (!dice.chance(8)) return text
  const key = dice.pick(['__proto__', 'constructor', 'name', 'metadata'])
  return dice.pick([
    () => text.replace('"name"', `"${key}":{"a":1},"name"`),
    () => text.replace(/\d+/, () => dice.pick(['1e5', '1E400', '-', '01', '9'.repeat(400), '0.1e-7'])),
    () => `${text}${dice.pick(['{}', ' ', ']', '\u0000', ',', '\ufeff'])}`,
    () => `\ufeff${text}`,
    () => text.replaceAll('"', "'"),
    () => '['.repeat(100_000),
    () => `${'{"a":'.repeat(20_000)}1`,
  ])()
}

function yamlOf(dice: Dice, object: object): string {
  const text = toYaml(object)
  if (!dice.chance(4)) return text
  return dice.pick([
    () => `a: &a [x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n${text}`,
    () => text.replace(': ', `: !!${dice.pick(['int', 'binary', 'python/object', 'set', 'timestamp'])} `),
    () => `%YAML 9.9\n---\n${text}`,
    () => `${text}\n---\n${text}`,
    () => `${text}<<: *x\n`,
    () => text.replace('\n', `\n${dice.pick(['\t', '? ', '- ', '!<tag:> ', '"', '| ', '*y', '&'])}`),
    () => `${'- '.repeat(3000)}x`,
    () => `${'? '.repeat(3000)}x`,
    () => `{${'['.repeat(3000)}`,
  ])()
}

/** Some bytes are others, or the end is missing. */
function damaged(dice: Dice, bytes: Buffer): Buffer {
  if (bytes.length > 0 && dice.chance(8))
    for (let i = 1 + dice.below(8); i > 0; i--) bytes[dice.below(bytes.length)] = dice.below(256)
  return dice.chance(15) ? bytes.subarray(0, dice.below(bytes.length + 1)) : bytes
}

const overlong = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])
const huge = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f])
const negative = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])

/** Lengths that lie, numbers that do not end, fields of the wrong type, nesting without end. */
function protobufOf(dice: Dice, good: Uint8Array): Uint8Array {
  const bytes = Buffer.from(good)
  const at = dice.below(bytes.length + 1)
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)]
  const into = (what: Uint8Array) => Buffer.concat([head, what, tail])
  return dice.pick<() => Uint8Array>([
    () => bytes,
    () => bytes,
    () => damaged(dice, bytes),
    () => head,
    () => into(overlong),
    () => into(huge),
    () => into(negative),
    () => into(Buffer.from([(dice.below(31) << 3) | dice.below(8)])),
    () => Buffer.concat([bytes, bytes]),
    () => Buffer.concat([bytes, randomMessage(dice, 2)]),
    () => Buffer.concat([bytes.subarray(0, 4), deep()]),
    () => Buffer.concat([bytes.subarray(0, 4), Buffer.alloc(5000, 0x0b)]),
  ])()
}

/** Each message holds the next. */
function deep(): Buffer {
  let inner = Buffer.alloc(0)
  for (let i = 0; i < 400; i++) {
    const { length } = inner
    const size = length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7]
    inner = Buffer.concat([Buffer.from([0x12, ...size]), inner])
  }
  return inner
}

const randomEnvelope = (dice: Dice) => Buffer.concat([Buffer.from('k8s\0'), randomMessage(dice, 3)])

function randomMessage(dice: Dice, depth: number): Buffer {
  const fields = dice.times(4, () => {
    const tag = Buffer.from([(dice.below(16) << 3) | dice.pick([0, 1, 2, 2, 2, 3, 5, 7])])
    const inner =
      depth > 0 && dice.chance(2)
        ? randomMessage(dice, depth - 1)
        : Buffer.from(dice.rng.bytes(dice.below(12)))
    return Buffer.concat([tag, Buffer.from([dice.chance(6) ? 255 : inner.length]), inner])
  })
  return Buffer.concat(fields)
}

/** Patches of the four types. */
export function patchFor(dice: Dice, type: string, object: Record<string, unknown>): unknown {
  if (type.startsWith('application/json-patch')) return dice.times(5, () => operation(dice, object))
  if (type.startsWith('application/strategic') && dice.chance(2)) direct(dice, object)
  return object
}

function operation(dice: Dice, object: object): object {
  const names = [...Object.keys(object), ...words]
  const pointer = () => {
    const name = dice.pick(names)
    return dice.pick([
      `/${name}`,
      `/metadata/${name}`,
      `/spec/${name}/0`,
      `/${name}/-`,
      '',
      '/',
      '/~2',
      `/metadata/labels/${dice.word()}`,
      `/spec/containers/${dice.pick(['0', '-1', '99', '00', '1e1'])}/image`,
    ])
  }
  const op = dice.pick(['add', 'remove', 'replace', 'move', 'copy', 'test', 'constructor'])
  return dice.chance(20)
    ? (oddValue(dice) as object)
    : { op, path: pointer(), from: pointer(), value: oddValue(dice) }
}

const directives = [
  '$patch',
  '$retainKeys',
  '$setElementOrder/containers',
  '$deleteFromPrimitiveList/finalizers',
]

function direct(dice: Dice, root: Record<string, unknown>): void {
  let place = root
  while (dice.chance(2)) {
    const inner = Object.values(place).filter(
      (value) => typeof value === 'object' && value !== null && Object.isExtensible(value),
    )
    if (inner.length === 0) break
    place = dice.pick(inner) as Record<string, unknown>
  }
  const value = dice.pick<() => unknown>([
    () => dice.pick(['delete', 'replace', 'merge', 'x']),
    () => [dice.word(), { name: dice.word() }],
    () => oddValue(dice),
  ])()
  if (Array.isArray(place)) place.push({ [dice.pick(directives)]: value })
  else place[dice.pick(directives)] = value
}
