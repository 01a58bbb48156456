// The writes of the model's clients. Each says beside the request what it means: which states have to refuse it, and what
// the object is afterwards. Every write marks what it writes with its stamp, so that the log shows whose it was.
import { randomInt } from '../../../src/base/rng.ts'
import { selectorQuery, someSelection } from './client-lists.ts'
import type { Request } from './recorder.ts'
import type { Fields, Json, State, Write } from './records.ts'
import { fieldsOf, revisionOf } from './truth.ts'
import { chance, collectionPath, fate, type Place, pick, somePlace, type Turn } from './turn.ts'

const colors = ['red', 'blue', undefined] as const
const finalizer = 'example.com/model'
const nodes = ['n1', 'n2'] as const
const kinds = { configmaps: 'ConfigMap', pods: 'Pod', nodes: 'Node' } as const

async function write(turn: Turn, request: Request, meaning: Omit<Write, 'type' | 'dryRun'>): Promise<void> {
  const dryRun = request.target.includes('dryRun=All') || (request.body as Json)?.dryRun !== undefined
  const what: Write = { type: 'write', dryRun, ...meaning }
  const outcome = await turn.recorder.call(turn.who, request, { what, ...fate(turn) })
  if (outcome.type !== 'answered' || outcome.status >= 300 || dryRun || !('key' in what.target)) return
  if (outcome.body.kind !== 'Status') turn.memory.set(what.target.key, outcome.body)
}

const dry = ({ rng }: Turn) => (chance(rng, 0.05) ? '?dryRun=All' : '')

function labelsOf(turn: Turn): Record<string, string> {
  const color = pick(turn.rng, colors)
  return { app: 'model', ...(color !== undefined && { color }) }
}

function draft({ resource, name }: Place, { stamp, rng }: Turn, labels: Record<string, string>): Json {
  const finalizers = chance(rng, 0.12) ? { finalizers: [finalizer] } : {}
  const metadata = { name, labels, annotations: { stamp }, ...finalizers }
  if (resource === 'configmaps') return { metadata, data: { stamp } }
  if (resource === 'nodes') return { metadata }
  const nodeName = chance(rng, 0.5) ? { nodeName: pick(rng, nodes) } : {}
  return { metadata, spec: { containers: [{ name: 'c', image: 'i' }], ...nodeName } }
}

const drafted = (resource: Place['resource'], body: Json): Fields => ({
  ...fieldsOf(body),
  phase: resource === 'pods' ? 'Pending' : '',
})

export async function create(turn: Turn): Promise<void> {
  const place = somePlace(turn.rng)
  const body = draft(place, turn, labelsOf(turn))
  const target = collectionPath(place.resource, place.namespace) + dry(turn)
  await write(
    turn,
    { method: 'POST', target, body },
    {
      stamp: turn.stamp,
      target: place,
      refusal: (before) => (before === undefined ? undefined : 409),
      after: () => drafted(place.resource, body),
    },
  )
}

/** PUT: with the revision it was made from, now and then a stale one, or over whatever is there. */
export async function update(turn: Turn): Promise<void> {
  const { rng, memory, stamp } = turn
  const place = somePlace(rng)
  if (chance(rng, 0.6) || !memory.has(place.key)) await getOne(turn, place)
  const known = memory.get(place.key)
  if (known === undefined) return
  const blind = chance(rng, 0.25)
  const { resourceVersion, uid, deletionTimestamp: _timestamp, ...metadata } = known.metadata
  const body = {
    ...known,
    metadata: {
      ...metadata,
      ...(!blind && { resourceVersion, uid }),
      labels: labelsOf(turn),
      annotations: { ...metadata.annotations, stamp },
    },
    ...(place.resource === 'configmaps' && { data: { stamp, more: `${randomInt(rng, 3)}` } }),
  }
  const wanted = fieldsOf(body)
  await write(
    turn,
    { method: 'PUT', target: place.path + dry(turn), body },
    {
      stamp,
      target: place,
      refusal(before) {
        if (before === undefined) return 404
        if (!blind && (before.revision !== revisionOf(known) || before.uid !== uid)) return 409
        if (wanted.nodeName !== before.nodeName) return 422
        return newFinalizers(before, wanted.finalizers) ? 422 : undefined
      },
      after: (before) => ({ ...wanted, phase: before?.phase ?? '', message: before?.message ?? '' }),
    },
  )
}

/** A dying object takes no more of them. */
const newFinalizers = (before: State, finalizers: readonly string[]) =>
  before.deleting && finalizers.some((name) => !before.finalizers.includes(name))

async function patch(
  turn: Turn,
  place: Place,
  meaning: { type: string; body: unknown; query?: string } & Pick<Write, 'refusal' | 'after'>,
): Promise<void> {
  const { type, body, query = '', refusal, after } = meaning
  const separator = query === '' ? '' : '?'
  await write(
    turn,
    {
      method: 'PATCH',
      target: query === '' ? place.path + dry(turn) : place.path + separator + query,
      headers: { 'content-type': `application/${type}` },
      body,
    },
    { stamp: turn.stamp, target: place, refusal, ...(after && { after }) },
  )
}

const missing = (before: State | undefined) => (before === undefined ? 404 : undefined)

const withColor = (before: State | undefined, color: string | undefined) => {
  const { color: _old, ...labels } = before?.labels ?? {}
  return color === undefined ? labels : { ...labels, color }
}

/** Of the other fields nothing changes. */
function changed(before: State | undefined, fields: Partial<Fields>): Fields {
  const { uid: _uid, revision: _revision, deleting: _deleting, ...rest } = before as State
  return { ...rest, ...fields }
}

const stampedBy = (before: State | undefined, stamp: string) => ({ ...before?.annotations, stamp })

/** A merge patch, now and then with the revision that it has to meet. */
export async function mergePatch(turn: Turn): Promise<void> {
  const { rng, stamp, memory } = turn
  const place = somePlace(rng)
  const color = pick(rng, colors)
  const known = memory.get(place.key)
  const exact = known !== undefined && chance(rng, 0.4)
  const { resourceVersion } = known?.metadata ?? {}
  const metadata = {
    labels: { color: color ?? null },
    annotations: { stamp },
    ...(exact && { resourceVersion }),
  }
  await patch(turn, place, {
    type: 'merge-patch+json',
    body: { metadata },
    refusal: (before) =>
      missing(before) ?? (exact && before?.revision !== Number(resourceVersion) ? 409 : undefined),
    after: (before) =>
      changed(before, { labels: withColor(before, color), annotations: stampedBy(before, stamp) }),
  })
}

export async function strategicPatch(turn: Turn): Promise<void> {
  const { rng, stamp } = turn
  const place = somePlace(rng)
  const color = pick(rng, colors)
  await patch(turn, place, {
    type: 'strategic-merge-patch+json',
    body: { metadata: { labels: { color: color ?? null }, annotations: { stamp } } },
    refusal: missing,
    after: (before) =>
      changed(before, { labels: withColor(before, color), annotations: stampedBy(before, stamp) }),
  })
}

/** Tests what it found, so that it is a compare-and-swap of its own. */
export async function jsonPatch(turn: Turn): Promise<void> {
  const { rng, stamp, memory } = turn
  const place = somePlace(rng)
  if (chance(rng, 0.5)) await getOne(turn, place)
  const found: string = memory.get(place.key)?.metadata.annotations?.stamp ?? 'nothing'
  const path = '/metadata/annotations/stamp'
  await patch(turn, place, {
    type: 'json-patch+json',
    body: [
      { op: 'test', path, value: found },
      { op: 'replace', path, value: stamp },
      { op: 'add', path: '/metadata/labels/color', value: 'red' },
    ],
    refusal: (before) => missing(before) ?? (before?.annotations.stamp === found ? undefined : 422),
    after: (before) =>
      changed(before, { labels: withColor(before, 'red'), annotations: stampedBy(before, stamp) }),
  })
}

/** Server-side apply by one of two managers, which makes the object where there is none. */
export async function apply(turn: Turn): Promise<void> {
  const { rng, stamp } = turn
  const place = somePlace(rng)
  const manager = pick(rng, ['one', 'two'])
  const annotations = { stamp, [`by-${manager}`]: stamp }
  const body = {
    apiVersion: 'v1',
    kind: kinds[place.resource],
    metadata: { name: place.name, labels: { app: 'model' }, annotations },
    ...(place.resource === 'pods' && { spec: { containers: [{ name: 'c', image: 'i' }] } }),
  }
  await patch(turn, place, {
    type: 'apply-patch+yaml',
    query: `fieldManager=${manager}&force=true`,
    body,
    refusal: () => undefined,
    after: (before) =>
      before === undefined
        ? drafted(place.resource, body)
        : changed(before, {
            labels: { ...before.labels, app: 'model' },
            annotations: { ...before.annotations, ...annotations },
          }),
  })
}

export async function patchStatus(turn: Turn): Promise<void> {
  const { rng, stamp } = turn
  const place = somePlace(rng, ['pods'])
  const phase = pick(rng, ['Pending', 'Running'])
  const body = { status: { message: stamp, phase } }
  const type = pick(rng, ['merge-patch+json', 'strategic-merge-patch+json'])
  await patch(
    turn,
    { ...place, path: `${place.path}/status` },
    {
      type,
      body,
      refusal: missing,
      after: (before) => changed(before, { phase, message: stamp }),
    },
  )
}

/** What a scheduler does: it moves a pod into what is selected by node. */
export async function bind(turn: Turn): Promise<void> {
  const { rng, stamp } = turn
  const place = somePlace(rng, ['pods'])
  const node = pick(rng, nodes)
  const body = {
    metadata: { name: place.name, annotations: { stamp } },
    target: { kind: 'Node', name: node },
  }
  await write(
    turn,
    { method: 'POST', target: `${place.path}/binding`, body },
    {
      stamp,
      target: place,
      refusal: (before) => missing(before) ?? (before?.deleting || before?.nodeName !== '' ? 409 : undefined),
      after: (before) => changed(before, { nodeName: node, annotations: stampedBy(before, stamp) }),
    },
  )
}

/** Puts a finalizer on, or takes all off, which ends a dying object. */
export async function finalize(turn: Turn): Promise<void> {
  const { rng, stamp } = turn
  const place = somePlace(rng)
  const finalizers = chance(rng, 0.25) ? [finalizer] : []
  await patch(turn, place, {
    type: 'merge-patch+json',
    body: { metadata: { finalizers, annotations: { stamp } } },
    refusal: (before) => missing(before) ?? (before && newFinalizers(before, finalizers) ? 422 : undefined),
    after: (before) => changed(before, { finalizers, annotations: stampedBy(before, stamp) }),
  })
}

/** A patch that changes nothing makes no revision: its answer is a read. */
export async function patchNothing(turn: Turn): Promise<void> {
  const place = somePlace(turn.rng)
  await turn.recorder.call(
    turn.who,
    {
      method: 'PATCH',
      target: place.path,
      headers: { 'content-type': 'application/merge-patch+json' },
      body: {},
    },
    { what: { type: 'get', key: place.key }, ...fate(turn) },
  )
}

export async function remove(turn: Turn): Promise<void> {
  const { rng, memory } = turn
  const place = somePlace(rng)
  const known = memory.get(place.key)?.metadata
  const uid = known !== undefined && chance(rng, 0.3) ? (known.uid as string) : undefined
  const revision = known !== undefined && chance(rng, 0.3) ? (known.resourceVersion as string) : undefined
  const preconditions = {
    ...(uid !== undefined && { uid }),
    ...(revision !== undefined && { resourceVersion: revision }),
  }
  const options = {
    ...(Object.keys(preconditions).length > 0 && { preconditions }),
    ...(chance(rng, 0.6) && { gracePeriodSeconds: 0 }),
    // A body makes the server ignore the query.
    ...(chance(rng, 0.05) && { dryRun: ['All'] }),
  }
  const body = Object.keys(options).length > 0 ? { body: options } : {}
  await write(
    turn,
    { method: 'DELETE', target: place.path, ...body },
    {
      target: place,
      refusal(before) {
        if (before === undefined) return 404
        if (uid !== undefined && before.uid !== uid) return 409
        return revision !== undefined && before.revision !== Number(revision) ? 409 : undefined
      },
    },
  )
}

export async function removeCollection(turn: Turn): Promise<void> {
  const { rng } = turn
  const selection = someSelection(rng)
  // Nobody deletes a whole collection of all namespaces at once.
  const scope = selection.resource === 'nodes' ? '' : 'a'
  const narrowed = { ...selection, namespace: scope }
  const query = selectorQuery(narrowed)
  const target = `${collectionPath(selection.resource, scope)}${query === '' ? '' : `?${query}`}`
  await write(
    turn,
    { method: 'DELETE', target },
    { target: { selection: narrowed }, refusal: () => undefined },
  )
}

export async function get(turn: Turn): Promise<void> {
  await getOne(turn, somePlace(turn.rng))
}

async function getOne(turn: Turn, { key, path }: Place): Promise<void> {
  const { rng, recorder } = turn
  const dice = rng.next()
  const atLeast = dice < 0.15 ? 0 : dice < 0.3 ? Math.max(1, recorder.shown - randomInt(rng, 8)) : undefined
  const target = atLeast === undefined ? path : `${path}?resourceVersion=${atLeast}`
  const what = { type: 'get', key, ...(atLeast !== undefined && { atLeast }) } as const
  const outcome = await recorder.call(turn.who, { method: 'GET', target }, { what, ...fate(turn) })
  if (outcome.type !== 'answered') return
  if (outcome.status === 200) turn.memory.set(key, outcome.body)
  if (outcome.status === 404) turn.memory.delete(key)
}
