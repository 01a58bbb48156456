// Watches of the model's clients: from every kind of start, read at once, slowly, or not at all for a while, until the
// client has enough, the connection breaks, or the run is over.
import { randomInt } from '../../../src/base/rng.ts'
import { TransportError } from '../../../src/client/transport-error.ts'
import { someRevision, someSelection, targetOf } from './client-lists.ts'
import type { Json, WatchRecord } from './records.ts'
import { keyOf } from './selection.ts'
import { revisionOf } from './truth.ts'
import { chance, pauseFor, pick, type Turn } from './turn.ts'

interface Start {
  readonly from: number | undefined
  readonly initial: boolean
  readonly marked: boolean
  readonly parameters: Readonly<Record<string, string>>
}

function someStart(turn: Turn): Start {
  const { rng } = turn
  const bookmarks = chance(rng, 0.7)
  const dice = rng.next()
  const from = dice < 0.6 ? someRevision(turn) : dice < 0.8 ? undefined : 0
  const stream = chance(rng, 0.35) ? chance(rng, 0.75) : undefined
  return {
    from,
    initial: stream ?? (from === undefined || from === 0),
    marked: stream === true && bookmarks,
    parameters: {
      watch: 'true',
      ...(from !== undefined && { resourceVersion: String(from) }),
      ...(bookmarks && { allowWatchBookmarks: 'true' }),
      ...(stream !== undefined && {
        sendInitialEvents: String(stream),
        resourceVersionMatch: 'NotOlderThan',
      }),
      ...(chance(rng, 0.2) && { timeoutSeconds: String(1 + randomInt(rng, 100)) }),
    },
  }
}

export async function followWatch(turn: Turn): Promise<void> {
  const { rng, recorder, who, background } = turn
  const selection = someSelection(rng)
  const { parameters, ...start } = someStart(turn)
  const target = targetOf(selection, parameters)
  const life = recorder.life(randomInt(rng, 2))
  if (life === undefined) return
  const reading = {
    enoughMs: chance(rng, 0.5) ? randomInt(rng, 20_000) : undefined,
    pace: pick(rng, ['quick', 'quick', 'slow', 'stuck'] as const),
  }
  const cut = new AbortController()
  const signal = AbortSignal.any([life.signal, turn.signal, cut.signal])
  const { floor } = recorder.now
  const text = `${turn.stamp} ${who} GET ${target}, ${reading.pace}`
  const answering = life.handler({ method: 'GET', target, headers: {}, signal })
  const open = async () => {
    const response = await answering
    const { ceiling } = recorder.now
    if (response.status !== 200) {
      for await (const _ of response.body);
      if (response.status < 500 && response.status !== 429)
        throw new Error(`${text} was answered ${response.status}`)
      return
    }
    const forgotten = turn.forgotten(selection.resource, life)
    const record: WatchRecord = { text, selection, ...start, floor, ceiling, forgotten, events: [] }
    recorder.watches.push(record)
    recorder.note(`${text} began [${floor}, ${ceiling}]`)
    if (reading.enoughMs !== undefined)
      recorder.clock.after(reading.enoughMs, () => cut.abort(new Error('the client has enough')))
    await read(response.body, { record, turn, pace: reading.pace, signal })
    if (life.signal.aborted || cut.signal.aborted || record.error !== undefined) return
    if (turn.signal.aborted && recorder.restedAt !== undefined) record.restedAt = recorder.restedAt
  }
  background(open().catch((error) => endedBy(error, signal)))
  await pauseFor(turn, 1)
}

function endedBy(error: unknown, signal: AbortSignal): void {
  if (!signal.aborted && !(error instanceof TransportError)) throw error
}

interface Reading {
  readonly record: WatchRecord
  readonly turn: Turn
  readonly pace: 'quick' | 'slow' | 'stuck'
  readonly signal: AbortSignal
}

async function read(body: AsyncIterable<Uint8Array>, reading: Reading): Promise<void> {
  const { record, turn, pace, signal } = reading
  const { rng, recorder } = turn
  let rest = ''
  if (pace === 'stuck') await pauseFor(turn, randomInt(rng, 60_000))
  for await (const chunk of body) {
    const lines = (rest + Buffer.from(chunk).toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) take(JSON.parse(line), record)
    recorder.saw(record.events.at(-1)?.revision ?? 0)
    // An answer half-read when the connection breaks goes no further.
    if (signal.aborted && !turn.signal.aborted) return
    if (pace === 'slow') await pauseFor(turn, randomInt(rng, 3000))
  }
}

function take({ type, object }: Json, record: WatchRecord): void {
  if (type === 'ERROR') {
    record.error = object.code
    return
  }
  const revision = revisionOf(object)
  if (type === 'BOOKMARK') {
    const initialEnd = object.metadata.annotations?.['k8s.io/initial-events-end'] === 'true'
    record.events.push({ type, revision, initialEnd })
  } else
    record.events.push({ type, revision, key: keyOf(record.selection.resource, object.metadata), object })
}
