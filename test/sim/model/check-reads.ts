// Gets and lists against the log: what was answered is what was there, at the revision that the answer names, and that
// is as new as it had to be.
import type { Call, Get, Json, List } from './records.ts'
import { keyOf } from './selection.ts'
import { revisionOf, sameObject, type Truth, type Version } from './truth.ts'

export function checkReads(calls: readonly Call[], truth: Truth): string[] {
  return calls.flatMap((call) => {
    const { what, outcome, text } = call
    if (what.type === 'write' || outcome.type !== 'answered') return []
    const { status, body } = outcome
    if (status >= 500 || status === 429) return []
    const faults = what.type === 'get' ? checkGet(call, what, truth) : checkList(call, what, truth)
    return faults.map(
      (fault) => `Reads: ${text}: ${fault} (answered ${status}, ${JSON.stringify(body).slice(0, 200)})`,
    )
  })
}

function checkGet({ outcome, floor, ceiling }: Call, { key, atLeast }: Get, truth: Truth): string[] {
  if (outcome.type !== 'answered') return []
  const { status, body } = outcome
  const first = atLeast ?? floor
  if (status === 404) {
    const absent = truth.during(key, { first, last: ceiling }).includes(undefined)
    return absent ? [] : ['it was there all the time']
  }
  if (status !== 200) return ['nothing else was due']
  const version = truth.made(revisionOf(body))
  const wrong = differs(version, key, body)
  if (wrong !== undefined) return [wrong]
  if (version === undefined || version.revision > ceiling) return ['it lies in the future']
  return version.until > first
    ? []
    : [`stale: it ended at ${version.until}, and had to be as new as ${first}`]
}

function differs(version: Version | undefined, key: string, object: Json): string | undefined {
  if (version?.object === undefined) return `revision ${revisionOf(object)} made no such object`
  if (version.key !== key) return `revision ${version.revision} is that of ${version.key}, not of ${key}`
  return sameObject(version.object, object) ? undefined : `another content than at ${version.revision}`
}

function checkList(call: Call, list: List, truth: Truth): string[] {
  const { outcome, compacted } = call
  if (outcome.type !== 'answered') return []
  const { status, body } = outcome
  if (status === 410) return checkExpired(list, { compacted, body })
  if (status !== 200) return ['nothing else was due']
  const revision = revisionOf(body)
  if (revision > truth.revision) return [`revision ${revision} never came to be`]
  const wrong = checkRevision(call, list, revision)
  if (wrong.length > 0) return wrong
  const { page, selection, limit } = list
  const all = truth.selected(selection, revision).filter(({ key }) => key > (page?.after ?? ''))
  const due = limit === undefined ? all : all.slice(0, limit)
  const items: readonly Json[] = body.items ?? []
  return [...checkItems(items, due, list), ...checkRest(body.metadata, all.length - due.length, list)]
}

function checkRevision({ floor, ceiling }: Call, { revision, page }: List, shown: number): string[] {
  if (shown > ceiling) return [`revision ${shown} lies in the future`]
  if (page !== undefined && !page.inconsistent)
    return shown === page.revision ? [] : [`a page of ${page.revision} shows ${shown}`]
  if (revision?.match === 'exact') return shown === revision.value ? [] : [`not at ${revision.value}`]
  const least = revision === undefined ? floor : revision.value
  return shown >= least ? [] : [`stale: it shows ${shown}, and had to be as new as ${least}`]
}

function checkItems(items: readonly Json[], due: readonly Version[], { selection }: List): string[] {
  if (items.length !== due.length) return [`${items.length} items instead of ${due.length}`]
  return items.flatMap((item, i) => {
    const version = due[i]
    if (version === undefined) return []
    const key = keyOf(selection.resource, item.metadata)
    if (key !== version.key) return [`${key} in the place of ${version.key}`]
    if (revisionOf(item) !== version.revision)
      return [`${key} at ${revisionOf(item)}, not ${version.revision}`]
    return sameObject(item, version.object) ? [] : [`another content of ${key}`]
  })
}

function checkRest(metadata: Json, left: number, { selection, limit }: List): string[] {
  const { continue: token = '', remainingItemCount } = metadata
  const wrong =
    (token !== '') === left > 0 ? [] : [`${left} are left, and the token is ${JSON.stringify(token)}`]
  const selects = selection.label !== undefined || selection.field !== undefined
  const count = limit === undefined || left === 0 || selects ? undefined : left
  if (remainingItemCount !== count) wrong.push(`remainingItemCount ${remainingItemCount}, not ${count}`)
  return wrong
}

function checkExpired(list: List, { compacted, body }: { compacted: number; body: Json }): string[] {
  const asked = list.page?.inconsistent === false ? list.page.revision : list.revision?.value
  if (asked === undefined || (list.page === undefined && list.revision?.match !== 'exact'))
    return ['nothing could be gone']
  if (asked >= compacted) return [`revision ${asked} is not compacted (${compacted})`]
  const token = body.metadata?.continue ?? ''
  return (list.page !== undefined) === (token !== '') ? [] : ['the token to go on with is missing']
}
