// Lists of the model's clients: at every kind of revision, whole and in pages, with pauses in which others write and
// compact.
import { type Rng, randomInt } from '../../../src/base/rng.ts'
import type { Json, List, Outcome } from './records.ts'
import {
  type FieldTerm,
  fieldText,
  keyOf,
  type LabelTerm,
  labelText,
  resources,
  type Selection,
} from './selection.ts'
import { revisionOf } from './truth.ts'
import { chance, collectionPath, fate, namespaces, pauseFor, pick, type Turn } from './turn.ts'

const operators: readonly LabelTerm['operator'][] = ['is', 'is', 'isNot', 'in', 'notIn', 'exists', 'absent']

export function someSelection(rng: Rng): Selection {
  const resource = pick(rng, resources)
  const namespace = resource === 'nodes' || chance(rng, 0.4) ? '' : pick(rng, namespaces)
  const label = chance(rng, 0.35) ? { label: someLabel(rng) } : {}
  const field = chance(rng, 0.35) ? { field: someField(rng, resource === 'pods') } : {}
  return { resource, namespace, ...label, ...field }
}

function someLabel(rng: Rng): LabelTerm {
  const operator = pick(rng, operators)
  return { operator, key: 'color', values: [pick(rng, ['red', 'blue'])] }
}

function someField(rng: Rng, isPod: boolean): FieldTerm {
  const equal = chance(rng, 0.8)
  const dice = isPod ? rng.next() : 0
  if (dice < 0.2) return { path: 'metadata.name', equal, value: pick(rng, ['x', 'y']) }
  if (dice < 0.75) return { path: 'spec.nodeName', equal, value: pick(rng, ['n1', 'n2', '']) }
  return { path: 'status.phase', equal, value: pick(rng, ['Pending', 'Running']) }
}

export function selectorQuery({ label, field }: Selection): string {
  return [
    ...(label === undefined ? [] : [`labelSelector=${encodeURIComponent(labelText(label))}`]),
    ...(field === undefined ? [] : [`fieldSelector=${encodeURIComponent(fieldText(field))}`]),
  ].join('&')
}

export function targetOf(selection: Selection, parameters: Readonly<Record<string, string>>): string {
  const more = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  const query = [selectorQuery(selection), ...more].filter((part) => part !== '').join('&')
  return `${collectionPath(selection.resource, selection.namespace)}${query === '' ? '' : `?${query}`}`
}

/** A revision near the newest, now and then long past, now and then to come. */
export function someRevision({ rng, recorder }: Turn): number {
  const back = chance(rng, 0.2) ? randomInt(rng, 150) : randomInt(rng, 25)
  return Math.max(1, recorder.shown + 2 - back)
}

function someMoment(turn: Turn): { revision?: List['revision']; parameters: Record<string, string> } {
  const { rng } = turn
  const dice = rng.next()
  if (dice < 0.5) return { parameters: {} }
  if (dice < 0.6) return { revision: { match: 'any', value: 0 }, parameters: { resourceVersion: '0' } }
  const value = someRevision(turn)
  const parameters = { resourceVersion: String(value) }
  if (dice < 0.8)
    return {
      revision: { match: 'exact', value },
      parameters: { ...parameters, resourceVersionMatch: 'Exact' },
    }
  const named = chance(rng, 0.5) ? { resourceVersionMatch: 'NotOlderThan' } : {}
  return { revision: { match: 'notOlder', value }, parameters: { ...parameters, ...named } }
}

async function list(turn: Turn, what: List, parameters: Readonly<Record<string, string>>): Promise<Outcome> {
  const target = targetOf(what.selection, {
    ...(what.limit !== undefined && { limit: String(what.limit) }),
    ...parameters,
  })
  return turn.recorder.call(turn.who, { method: 'GET', target }, { what, ...fate(turn) })
}

export async function readList(turn: Turn): Promise<void> {
  const selection = someSelection(turn.rng)
  const { revision, parameters } = someMoment(turn)
  const outcome = await list(turn, { type: 'list', selection, ...(revision && { revision }) }, parameters)
  if (outcome.type !== 'answered' || outcome.status !== 200) return
  for (const item of outcome.body.items ?? []) remember(turn, selection, item)
}

/** Items of lists do not say what they are. */
function remember({ memory }: Turn, { resource }: Selection, item: Json): void {
  memory.set(keyOf(resource, item.metadata), item)
}

export async function readPages(turn: Turn): Promise<void> {
  const { rng } = turn
  const selection = someSelection(rng)
  const limit = 1 + randomInt(rng, 3)
  const { revision, parameters } = someMoment(turn)
  const match = revision?.match
  // A limit makes a bare revision an exact one.
  const exact = match === 'notOlder' && !('resourceVersionMatch' in parameters)
  const first: List = {
    type: 'list',
    selection,
    limit,
    ...(revision && { revision: exact ? { ...revision, match: 'exact' } : revision }),
  }
  let outcome = await list(turn, first, parameters)
  let after = ''
  for (let pages = 0; pages < 8; pages++) {
    if (outcome.type !== 'answered' || outcome.status >= 500 || outcome.status === 429) return
    const { body, status } = outcome
    const token: string = body.metadata?.continue ?? ''
    if (token === '') return
    after = lastKey(selection, body) ?? after
    const page = { revision: status === 410 ? -1 : revisionOf(body), after, inconsistent: status === 410 }
    await pauseFor(turn, chance(rng, 0.1) ? randomInt(rng, 120_000) : randomInt(rng, 800))
    outcome = await list(turn, { type: 'list', selection, limit, page }, { continue: token })
    // Nothing said what to go on with: the same page again.
    if (outcome.type !== 'answered') return
  }
}

function lastKey({ resource }: Selection, { items = [] }: Json): string | undefined {
  const last = items.at(-1)
  return last === undefined ? undefined : keyOf(resource, last.metadata)
}
