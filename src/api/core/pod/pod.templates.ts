// Specs that have been found sound lately. Pods come in rows from one template: what holds for the first holds for those
// that differ from it only in the random name of the token's volume, and to see that costs a fraction of judging them anew.
import { cloneJson, type JsonObject } from '../../../machinery/json-value.ts'
import { RecentFew } from '../../../machinery/recent-few.ts'
import type { PodSpec } from './pod.schema.ts'

interface SoundSpec {
  readonly spec: PodSpec
  readonly token: string | undefined
  /** Nothing about it is to be warned of. */
  quiet: boolean
}

const recent = new RecentFew<SoundSpec>()
/** What a spec was found to be like, for those who ask again. */
const found = new WeakMap<PodSpec, SoundSpec>()

/** Whether a spec like this one was without faults. */
export function isSoundSpec(spec: PodSpec): boolean {
  return soundLike(spec) !== undefined
}

/** The spec is without faults, whatever its pod is called. */
export function noteSound(spec: PodSpec): void {
  // Claims are named after the pod.
  if (spec.volumes?.some(({ ephemeral }) => ephemeral !== undefined)) return
  recent.add(() => {
    const sound: SoundSpec = { spec: cloneJson(spec), token: tokenVolume(spec), quiet: false }
    found.set(spec, sound)
    return sound
  })
}

/** Whether a spec like this one had nothing that is to be warned of. */
export function isQuietSpec(spec: PodSpec): boolean {
  return soundLike(spec)?.quiet === true
}

/** There is nothing about the spec that is to be warned of. */
export function noteQuiet(spec: PodSpec): void {
  const sound = soundLike(spec)
  if (sound !== undefined) sound.quiet = true
}

function soundLike(spec: PodSpec): SoundSpec | undefined {
  const known = found.get(spec)
  if (known !== undefined) return known
  const token = tokenVolume(spec)
  const sound = recent.find((one) => equalButFor({ name: one.token, instead: token }, one.spec, spec))
  if (sound !== undefined) found.set(spec, sound)
  return sound
}

/** As the ServiceAccount plugin names it. */
const tokenName = /^kube-api-access-[a-z0-9]{5}$/

function tokenVolume({ volumes }: PodSpec): string | undefined {
  return volumes?.findLast(({ name }) => tokenName.test(name))?.name
}

/** A name of the one that the other has another for. */
interface Renamed {
  readonly name: string | undefined
  readonly instead: string | undefined
}

/** Equal, where `name` stands wherever the other has `instead`, and nowhere else. */
function equalButFor(renamed: Renamed, a: unknown, b: unknown): boolean {
  if (typeof a === 'string')
    return a === renamed.name ? b === renamed.instead : a === b && b !== renamed.instead
  if (typeof a !== 'object' || a === null) return a === b
  if (typeof b !== 'object' || b === null) return false
  if (Array.isArray(a)) return Array.isArray(b) && equalItems(renamed, a, b)
  return !Array.isArray(b) && equalMembers(renamed, a as JsonObject, b as JsonObject)
}

function equalItems(renamed: Renamed, a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!equalButFor(renamed, a[i], b[i])) return false
  return true
}

function equalMembers(renamed: Renamed, a: JsonObject, b: JsonObject): boolean {
  let more = 0
  // What the decoder makes inherits no enumerable key; no list of keys has to be made.
  for (const key in a) {
    if (!Object.hasOwn(b, key) || !equalButFor(renamed, a[key], b[key])) return false
    more++
  }
  for (const _ in b) more--
  return more === 0
}
