// Every revision of the log has its write, and every write its revision: none lost, none doubled, none invented, each
// made from the state just before it, and in an order that fits the times at which they were asked for and answered.
import { isDeepStrictEqual } from 'node:util'
import type { Call, State, Write } from './records.ts'
import { matches, prefixOf } from './selection.ts'
import { revisionOf, sameObject, stateOf, type Truth, type Version } from './truth.ts'

interface WriteCall extends Call {
  readonly what: Write
}

export function checkWrites(calls: readonly Call[], truth: Truth): string[] {
  const writes = calls.filter((call): call is WriteCall => call.what.type === 'write')
  const byStamp = new Map(
    writes.flatMap((call) => (call.what.stamp ? [[call.what.stamp, call] as const] : [])),
  )
  const made = new Map<WriteCall, Version[]>()
  const wrong: string[] = []
  const unexplained: Version[] = []
  for (const version of truth.versions) {
    const call = stamped(version, byStamp)
    if (call === undefined) unexplained.push(version)
    else {
      made.set(call, [...(made.get(call) ?? []), version])
      wrong.push(...fits(call, version))
    }
  }
  const deletions = new Deletions(unexplained, truth)
  for (const call of writes) wrong.push(...answered(call, made.get(call) ?? [], { truth, deletions }))
  return [...wrong, ...deletions.unclaimed(writes), ...checkIdentities(truth)]
}

/** The call whose stamp this revision brought. */
function stamped({ object, before }: Version, calls: ReadonlyMap<string, WriteCall>): WriteCall | undefined {
  if (object === undefined) return undefined
  const stamps = [object.metadata.annotations?.stamp, object.status?.message]
  const old = [before?.object.metadata.annotations?.stamp, before?.object.status?.message]
  const fresh = stamps.find((stamp, i) => stamp !== undefined && stamp !== old[i])
  return fresh === undefined ? undefined : calls.get(fresh)
}

function fits(call: WriteCall, version: Version): string[] {
  const { what, text, floor } = call
  const at = `revision ${version.revision}`
  const before = stateOf(version.before)
  if (what.dryRun) return [`Writes: a dry run was carried out: ${text}, ${at}`]
  if (call.outcome.type === 'refused') return [`Writes: carried out though it never arrived: ${text}, ${at}`]
  if (call.outcome.type === 'answered' && isRefusal(call.outcome.status))
    return [`Writes: carried out though answered ${call.outcome.status}: ${text}, ${at}`]
  if (!('key' in what.target) || what.target.key !== version.key)
    return [`Writes: ${text} changed ${version.key}, ${at}`]
  const wrong = timing(call, version.revision)
  if (version.revision <= floor) return wrong
  const refusal = what.refusal(before)
  if (refusal !== undefined) wrong.push(`Writes: ${text} had to be refused with ${refusal}, ${at}`)
  const wanted = what.after?.(before)
  const { uid: _uid, revision: _revision, deleting: _deleting, ...got } = stateOf(version) as State
  if (wanted !== undefined && !isDeepStrictEqual(wanted, got))
    wrong.push(`Writes: ${text}, ${at}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`)
  return wrong
}

/** 5xx says nothing: it may come after the write. 429, which clients take for "again", may not. */
const isRefusal = (status: number) => status >= 400 && status < 500

function timing({ text, floor, ceiling, outcome }: Call, revision: number): string[] {
  if (revision <= floor)
    return [`Order: ${text} got revision ${revision}, ${floor} had been seen before it began`]
  if (outcome.type === 'answered' && revision > ceiling)
    return [`Order: ${text} got revision ${revision}, answered at ${ceiling}`]
  return []
}

interface Context {
  readonly truth: Truth
  readonly deletions: Deletions
}

function answered(call: WriteCall, made: readonly Version[], context: Context): string[] {
  const { what, text, outcome } = call
  const wrong = made.length > 1 ? [`Writes: ${text} was carried out ${made.length} times`] : []
  if (outcome.type !== 'answered' || outcome.status >= 500) return wrong
  if (outcome.status === 429) return wrong
  if (isRefusal(outcome.status)) return [...wrong, ...refused(call, outcome.status, context)]
  if (what.dryRun) return wrong
  if (what.stamp === undefined) return [...wrong, ...context.deletions.claim(call)]
  const [version] = made
  if (version === undefined) return [...wrong, ...removedByUpdate(call, context)]
  const { body } = outcome
  const isObject = body.kind !== 'Status'
  if (isObject && (revisionOf(body) !== version.revision || !sameObject(body, version.object)))
    wrong.push(`Writes: the answer to ${text} is not revision ${version.revision}: ${JSON.stringify(body)}`)
  return wrong
}

/** An update that takes the last finalizer from a dying object ends it. */
function removedByUpdate(call: WriteCall, { truth, deletions }: Context): string[] {
  const { what, text, outcome } = call
  const body = outcome.type === 'answered' ? outcome.body : undefined
  const version = body?.kind === 'Status' ? undefined : truth.made(revisionOf(body))
  const before = version?.before
  const ended =
    version !== undefined &&
    version.object === undefined &&
    'key' in what.target &&
    version.key === what.target.key
  if (!ended || before === undefined) return [`Lost: ${text} was answered, and is not in the log`]
  deletions.take(version)
  const wanted = what.after?.(stateOf(before))
  const dying = before.object.metadata.deletionTimestamp !== undefined && wanted?.finalizers.length === 0
  return dying ? timing(call, version.revision) : [`Writes: ${text} removed what it should have changed`]
}

function refused({ what, text, floor, ceiling }: WriteCall, status: number, { truth }: Context): string[] {
  if (!('key' in what.target)) return [`Refusals: ${text} was answered ${status}`]
  const states = truth.during(what.target.key, { first: floor, last: ceiling })
  const due = states.map((version) => what.refusal(stateOf(version)))
  if (due.includes(status)) return []
  // The server tries again when others write at the same time, five times.
  if (status === 409 && states.length > 5) return []
  return [`Refusals: ${text} was answered ${status}; the states gave ${due.join(', ')}`]
}

/** Revisions that no stamp explains: marks of deletion, and deletions. */
class Deletions {
  readonly #left: Set<Version>
  readonly #all: readonly Version[]
  readonly #truth: Truth
  readonly #claimed = new Map<Version, WriteCall>()

  constructor(versions: readonly Version[], truth: Truth) {
    this.#all = versions
    this.#left = new Set(versions)
    this.#truth = truth
  }

  take(version: Version): void {
    this.#left.delete(version)
  }

  /** The revision of an answered delete. */
  claim(call: WriteCall): string[] {
    const { what, text, outcome } = call
    if (!('key' in what.target)) return this.#collection(call)
    const { key } = what.target
    const body = outcome.type === 'answered' ? outcome.body : undefined
    const version =
      body.kind === 'Status' ? this.#end(key, body.details?.uid) : this.#truth.made(revisionOf(body))
    if (version?.key !== key) return [`Lost: ${text} was answered, and the log knows nothing of it`]
    this.take(version)
    if (version.object !== undefined)
      return version.object.metadata.deletionTimestamp === undefined
        ? [`Lost: ${text} was answered, and revision ${version.revision} is no mark`]
        : []
    const other = this.#claimed.get(version)
    if (other !== undefined)
      return [`Writes: both ${text} and ${other.text} deleted ${key} at ${version.revision}`]
    this.#claimed.set(version, call)
    const refusal = what.refusal(stateOf(version.before))
    const refused = refusal === undefined ? [] : [`Writes: ${text} had to be refused with ${refusal}`]
    return [...timing(call, version.revision), ...refused, ...finalized(version)]
  }

  #end(key: string, uid: string): Version | undefined {
    return this.#all.find(
      (version) =>
        version.key === key && version.object === undefined && version.before?.object.metadata.uid === uid,
    )
  }

  /** What was there all the time, and untouched at the end, was forgotten. */
  #collection({ what, text, floor, ceiling }: WriteCall): string[] {
    if (!('selection' in what.target) || what.dryRun) return []
    const { selection } = what.target
    return this.#truth.selected(selection, floor).flatMap(({ key, object }) => {
      const states = this.#truth.during(key, { first: floor, last: ceiling })
      const kept = states.every(
        (version) =>
          version !== undefined &&
          version.object.metadata.uid === object.metadata.uid &&
          version.object.metadata.deletionTimestamp === undefined &&
          matches(selection, key, version.object),
      )
      return kept ? [`Lost: ${text} was answered, and left ${key}`] : []
    })
  }

  /** Each of the rest has to be the work of somebody whose answer does not tell. */
  unclaimed(calls: readonly WriteCall[]): string[] {
    return [...this.#left].flatMap((version) =>
      calls.some((call) => couldHave(call, version))
        ? []
        : [`Writes: nobody asked for revision ${version.revision} of ${version.key}`],
    )
  }
}

/** A delete alone does not end what has finalizers. */
function finalized({ object, before, key, revision }: Version): string[] {
  const kept = before?.object.metadata.finalizers ?? []
  return object === undefined && kept.length > 0 ? [`Writes: ${key} went at ${revision} with finalizers`] : []
}

function couldHave({ what, outcome, floor, ceiling }: WriteCall, version: Version): boolean {
  const { key, revision, object, before } = version
  if (what.dryRun || outcome.type === 'refused' || revision <= floor) return false
  if (outcome.type === 'answered' && revision > ceiling) return false
  const removes = what.after === undefined && finalized(version).length === 0
  if ('selection' in what.target) return removes && key.startsWith(prefixOf(what.target.selection))
  if (what.target.key !== key || (outcome.type === 'answered' && outcome.status < 500)) return false
  if (what.after === undefined) return removes
  const state = stateOf(before)
  return object === undefined && state?.deleting === true && what.after(state).finalizers.length === 0
}

/** An object keeps its UID and its time of creation, and no two share one. */
function checkIdentities({ versions }: Truth): string[] {
  const born = new Map<string, string>()
  return versions.flatMap(({ key, revision, object, before }) => {
    if (object === undefined) return []
    const { uid, creationTimestamp } = object.metadata
    if (before === undefined) {
      if (born.has(uid)) return [`Identity: ${key} at ${revision} has the UID of ${born.get(uid)}`]
      born.set(uid, key)
      return []
    }
    const kept = before.object.metadata
    return kept.uid === uid && kept.creationTimestamp === creationTimestamp
      ? []
      : [`Identity: ${key} became another at ${revision}`]
  })
}
