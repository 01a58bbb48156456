// Semantic versions. Upstream: apiserver pkg/cel/library/semverlib.go over blang/semver.
import { EvalFault } from '../cel-fault.ts'
import { type CelFunction, fn } from '../function.ts'
import { OpaqueValue, type Value } from '../values.ts'
import { walkCost } from './operators.ts'

interface Version {
  readonly numbers: readonly [bigint, bigint, bigint]
  readonly pre: readonly string[]
}

class SemverValue extends OpaqueValue {
  readonly typeName = 'kubernetes.Semver'
  readonly version: Version

  constructor(version: Version) {
    super()
    this.version = version
  }

  override equals(other: OpaqueValue): boolean {
    return other instanceof SemverValue && compareVersions(this.version, other.version) === 0
  }
}

const grammar =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/
const maxUint64 = 0xffff_ffff_ffff_ffffn

function parse(text: string): Version | undefined {
  const match = grammar.exec(text)
  if (match === null || text.length > 1024) return undefined
  const numbers = [match[1], match[2], match[3]].map((part) => BigInt(part ?? 0)) as [bigint, bigint, bigint]
  const pre = match[4]?.split('.') ?? []
  if (numbers.some((part) => part > maxUint64) || pre.some((part) => /^0\d+$/.test(part))) return undefined
  return { numbers, pre }
}

/** A leading v goes, as do leading zeros; missing parts are zero. */
function normalize(text: string): string {
  const [, core = '', rest = ''] = /^v?([^-+]*)(.*)$/s.exec(text.trim()) ?? []
  const parts = core.split('.').map((part) => part.replace(/^0+(?=\d)/, ''))
  if (parts.length > 3 || (parts.length < 3 && rest !== '')) return text
  while (parts.length < 3) parts.push('0')
  return parts.join('.') + rest
}

function compareVersions(a: Version, b: Version): number {
  for (const [i, number] of a.numbers.entries()) {
    const other = b.numbers[i] ?? 0n
    if (number !== other) return number < other ? -1 : 1
  }
  if (a.pre.length === 0 || b.pre.length === 0) return Math.sign(b.pre.length - a.pre.length)
  for (let i = 0; i < Math.min(a.pre.length, b.pre.length); i++) {
    const order = comparePart(a.pre[i] ?? '', b.pre[i] ?? '')
    if (order !== 0) return order
  }
  return Math.sign(a.pre.length - b.pre.length)
}

function comparePart(a: string, b: string): number {
  const [x, y] = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (x && y) return BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0
  if (x !== y) return x ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

function parsed(text: string): SemverValue {
  const version = parse(text)
  if (version === undefined) throw new EvalFault('No Major.Minor.Patch elements found')
  return new SemverValue(version)
}

const compare = (a: SemverValue, b: SemverValue): number => compareVersions(a.version, b.version)
const part = (name: string, index: 0 | 1 | 2): CelFunction =>
  fn(name, { 'kubernetes.Semver.() -> int': ({ version }: SemverValue) => version.numbers[index] })
const walk = ([text]: readonly Value[]): number => walkCost(text)

export const semver: readonly CelFunction[] = [
  fn(
    'semver',
    {
      '(string) -> kubernetes.Semver': parsed,
      '(string, bool) -> kubernetes.Semver': (text: string, tidy: boolean) =>
        parsed(tidy ? normalize(text) : text),
    },
    walk,
  ),
  fn(
    'isSemver',
    {
      '(string) -> bool': (text: string) => parse(text) !== undefined,
      '(string, bool) -> bool': (text: string, tidy: boolean) =>
        parse(tidy ? normalize(text) : text) !== undefined,
    },
    walk,
  ),
  fn('isGreaterThan', {
    'kubernetes.Semver.(kubernetes.Semver) -> bool': (a: SemverValue, b: SemverValue) => compare(a, b) > 0,
  }),
  fn('isLessThan', {
    'kubernetes.Semver.(kubernetes.Semver) -> bool': (a: SemverValue, b: SemverValue) => compare(a, b) < 0,
  }),
  fn('compareTo', {
    'kubernetes.Semver.(kubernetes.Semver) -> int': (a: SemverValue, b: SemverValue) => BigInt(compare(a, b)),
  }),
  part('major', 0),
  part('minor', 1),
  part('patch', 2),
]
