// Which kinds are served: those of stable versions, and of the others what --runtime-config asks for and gates allow.
// Upstream: apiserver pkg/server/resourceconfig/helpers.go and pkg/server/options/api_enablement.go.
import type { Kind } from '../../machinery/kind.ts'
import { kinds } from '../kinds.ts'
import { optionalKinds } from '../optional-kinds.ts'
import { type FeatureGates, parseBool } from './feature-gates.ts'

/** What is wrong with the text of a flag, in upstream's words. */
export class RuntimeConfigError extends Error {}

const classes: readonly (readonly [string, RegExp])[] = [
  ['api/all', /./],
  ['api/ga', /^v\d+$/],
  ['api/beta', /^v\d+beta\d+$/],
  ['api/alpha', /^v\d+alpha\d+$/],
]
const everyClass = new Set(classes.map(([key]) => key))

/** `api/beta=true,resource.k8s.io/v1beta1/deviceclasses=false`, the later of two for one key counts. */
function parsePairs(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  for (const item of text.split(',').map((part) => part.trim())) {
    if (item === '') continue
    const equals = item.indexOf('=')
    if (equals < 0) pairs.set(item, '')
    else pairs.set(item.slice(0, equals).trim(), item.slice(equals + 1).trim())
  }
  return pairs
}

const everyKind: readonly { readonly kind: Kind; readonly gate?: string }[] = [
  ...kinds.map((kind) => ({ kind })),
  ...optionalKinds,
]

/** The kinds that a server with these flags serves. Throws a RuntimeConfigError. */
export function selectKinds(runtimeConfig: string, gates: FeatureGates): readonly Kind[] {
  const pairs = parsePairs(runtimeConfig)
  if (pairs.size === 0) return kinds
  checkGroups(pairs)
  const versions = selectVersions(pairs)
  const resources = resourceChoices(pairs)
  return everyKind
    .filter(({ kind, gate }) => {
      if (gate !== undefined && !gates.enabled(gate)) return false
      return resources.get(`${kind.apiVersion}/${kind.plural}`) ?? versions.has(kind.apiVersion)
    })
    .map(({ kind }) => kind)
}

function checkGroups(pairs: ReadonlyMap<string, string>): void {
  if (pairs.size === 1 && pairs.get('api/all') === 'false') {
    throw new RuntimeConfigError('invalid key with only api/all=false')
  }
  const groups = new Set(everyKind.map(({ kind }) => kind.group))
  const unknown: string[] = []
  for (const key of pairs.keys()) {
    if (everyClass.has(key)) continue
    const [group = '', , ...more] = key.split('/')
    // The core group has no name: `v1` alone is no key for upstream, either.
    if (!key.includes('/') || more.length > 1) {
      throw new RuntimeConfigError(`runtime-config invalid key ${key}`)
    }
    if (!groups.has(group)) unknown.push(group)
  }
  if (unknown.length > 0) throw new RuntimeConfigError(`unknown api groups ${unknown.join(',')}`)
}

/** Versions that are on: classes first, from the widest, then those that are named. */
function selectVersions(pairs: ReadonlyMap<string, string>): ReadonlySet<string> {
  const all = new Map(everyKind.map(({ kind }) => [kind.apiVersion, kind.version]))
  const on = new Set(kinds.map(({ apiVersion }) => apiVersion))
  const set = (apiVersion: string, enabled: boolean) => {
    if (enabled) on.add(apiVersion)
    else on.delete(apiVersion)
  }
  for (const [key, pattern] of classes) {
    const value = pairs.get(key)
    if (value === undefined) continue
    if (value !== 'true' && value !== 'false') throw new RuntimeConfigError(`invalid value ${key}=${value}`)
    for (const [apiVersion, version] of all) if (pattern.test(version)) set(apiVersion, value === 'true')
  }
  for (const [key, value] of named(pairs, 2)) {
    set(key, enabledBy(key, value))
  }
  return on
}

function resourceChoices(pairs: ReadonlyMap<string, string>): ReadonlyMap<string, boolean> {
  return new Map(
    named(pairs, 3).map(([key, value]) => {
      const resource = key.split('/')[2] ?? ''
      if (resource !== resource.toLowerCase()) {
        const text = `group/version/resource and resource is always lowercase plural, not ${JSON.stringify(resource)}`
        throw new RuntimeConfigError(`invalid key ${key}: ${text}`)
      }
      return [key, enabledBy(key, value)]
    }),
  )
}

/** Keys of so many parts; their versions are checked. */
function named(pairs: ReadonlyMap<string, string>, parts: number): readonly [string, string][] {
  const versions = new Set(everyKind.map(({ kind }) => kind.apiVersion))
  return [...pairs]
    .filter(([key]) => !everyClass.has(key) && key.split('/').length === parts)
    .map(([key, value]) => {
      const [group = '', version = ''] = key.split('/')
      const apiVersion = group === '' ? version : `${group}/${version}`
      if (!versions.has(apiVersion)) {
        throw new RuntimeConfigError(`group version ${group}/${version} that has not been registered`)
      }
      return [group === '' ? key.slice(1) : key, value]
    })
}

function enabledBy(key: string, value: string): boolean {
  if (value === '') return true
  const enabled = parseBool(value)
  if (enabled !== undefined) return enabled
  const why = `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`
  throw new RuntimeConfigError(`invalid value of ${key}: ${value}, err: ${why}`)
}
