import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Pod } from '../api/core/pod/pod.kind.ts'
import { silentLogger } from '../base/log.ts'
import { settle } from '../base/node/system-clock.ts'
import { seededRng } from '../base/rng.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import type { HttpHandler } from '../machinery/http.ts'
import { Reflector, type ReflectorSink } from './reflector.ts'
import { createClient } from './typed-client.ts'

const encoder = new TextEncoder()

/** What the wire carries, written by the test as it goes: one answer for each request. */
class Wire {
  readonly targets: string[] = []
  readonly #answers: ((signal: AbortSignal) => { status: number; body: AsyncIterable<Uint8Array> })[] = []

  readonly handler: HttpHandler = async ({ target, signal }) => {
    this.targets.push(target.replace(/timeoutSeconds=\d+/, 'timeoutSeconds=N'))
    const answer = this.#answers.shift()
    if (answer === undefined) return { headers: {}, ...hanging(signal) }
    return { headers: {}, ...answer(signal) }
  }

  answer(value: unknown, status = 200): this {
    this.#answers.push(() => ({ status, body: pieces(JSON.stringify(value)) }))
    return this
  }

  /** A watch with these events; it stays open unless told to end. */
  watch(events: readonly unknown[], end = false): this {
    const text = events.map((event) => `${JSON.stringify(event)}\n`).join('')
    this.#answers.push((signal) => ({ status: 200, body: end ? pieces(text) : open(text, signal) }))
    return this
  }
}

async function* pieces(text: string) {
  yield encoder.encode(text)
}

async function* open(text: string, signal: AbortSignal) {
  yield encoder.encode(text)
  await new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  )
}

const hanging = (signal: AbortSignal) => ({ status: 200, body: open('', signal) })

const pod = (name: string, rv: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'n', uid: name, resourceVersion: rv },
})
const event = (type: string, name: string, rv: string) => ({ type, object: pod(name, rv) })
const bookmark = (rv: string, end = false) => ({
  type: 'BOOKMARK',
  object: {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { resourceVersion: rv, ...(end && { annotations: { 'k8s.io/initial-events-end': 'true' } }) },
  },
})
const failure = (reason: string, code: number) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  reason,
  code,
})

/** Follows pods over `wire` for `ms`, and gives what the sink heard. */
async function follow(wire: Wire, ms: number): Promise<readonly string[]> {
  const clock = new VirtualClock({ settle })
  const heard: string[] = []
  const sink: ReflectorSink<Pod> = {
    replace: (objects, rv) => heard.push(`replace ${objects.map((obj) => obj.metadata.name)} @${rv}`),
    apply: ({ type, object }) => heard.push(`${type} ${object.metadata.name}`),
    progress: (rv) => heard.push(`progress ${rv}`),
  }
  const client = createClient({ handler: wire.handler, clock })
  const parts = { client, clock, rng: seededRng(1), log: silentLogger, kind: Pod, selection: {}, sink }
  const stop = new AbortController()
  const running = new Reflector(parts).run(stop.signal)
  await clock.advance(ms)
  stop.abort(new Error('test over'))
  await running
  assert.equal(clock.pendingTimers, 0)
  return heard
}

const first = '/api/v1/pods?watch=true&resourceVersion=&resourceVersionMatch=NotOlderThan'
const stream = '&allowWatchBookmarks=true&sendInitialEvents=true&timeoutSeconds=N'
const resume = (rv: string) =>
  `/api/v1/pods?watch=true&resourceVersion=${rv}&allowWatchBookmarks=true&timeoutSeconds=N`

test('Reflector streams the first list, then resumes from the last revision seen', async () => {
  const wire = new Wire()
    .watch(
      [event('ADDED', 'a', '3'), event('ADDED', 'b', '5'), bookmark('9', true), event('MODIFIED', 'a', '12')],
      true,
    )
    .watch([bookmark('20')], true)
  const heard = await follow(wire, 5000)
  assert.deepEqual(heard, ['replace a,b @9', 'MODIFIED a', 'progress 20'])
  assert.deepEqual(wire.targets, [first + stream, resume('12'), resume('20')])
})

test('Reflector applies what changes during a streamed list, and starts over when it breaks', async () => {
  const wire = new Wire()
    .watch([event('ADDED', 'lost', '3')], true)
    .watch([
      event('ADDED', 'a', '3'),
      event('ADDED', 'b', '4'),
      event('DELETED', 'a', '6'),
      bookmark('6', true),
    ])
  assert.deepEqual(await follow(wire, 5000), ['replace b @6'])
  assert.deepEqual(wire.targets, [first + stream, first + stream])
})

test('Reflector lists in pages where the server does not stream', async () => {
  const wire = new Wire()
    .answer(failure('Invalid', 422), 422)
    .answer({ metadata: { resourceVersion: '7', continue: 'c' }, items: [pod('a', '1')] })
    .answer({ metadata: { resourceVersion: '7' }, items: [pod('b', '2')] })
    .watch([event('DELETED', 'a', '8')])
  assert.deepEqual(await follow(wire, 100), ['replace a,b @7', 'DELETED a'])
  assert.deepEqual(wire.targets, [
    first + stream,
    '/api/v1/pods?limit=500',
    '/api/v1/pods?limit=500&continue=c',
    resume('7'),
  ])
})

test('Reflector lists anew when its revision has expired, never behind what it saw', async () => {
  const wire = new Wire()
    .watch([bookmark('9', true)], true)
    .watch([{ type: 'ERROR', object: failure('Expired', 410) }])
    .watch([event('ADDED', 'b', '15'), bookmark('30', true)])
  assert.deepEqual(await follow(wire, 10_000), ['replace  @9', 'replace b @30'])
  assert.equal(wire.targets[2], first.replace('resourceVersion=&', 'resourceVersion=9&') + stream)
})

test('Reflector keeps its revision over failures and waits longer after each', async () => {
  const wire = new Wire().watch([bookmark('9', true)], true)
  for (let i = 0; i < 4; i++) wire.answer(failure('ServiceUnavailable', 503), 503)
  wire.watch([event('ADDED', 'b', '15')])
  assert.deepEqual(await follow(wire, 60_000), ['replace  @9', 'ADDED b'])
  assert.deepEqual(wire.targets.slice(1), Array(5).fill(resume('9')))
})

test('Reflector breaks a watch that has gone quiet and lists anew', async () => {
  const wire = new Wire()
    .watch([bookmark('9', true)])
    .watch([event('ADDED', 'b', '15'), bookmark('15', true)])
  assert.deepEqual(await follow(wire, 200_000), ['replace  @9', 'replace b @15'])
})

test('Reflector ends a watch that the server should have ended', async () => {
  const wire = new Wire().watch([bookmark('9', true)])
  const heard = await follow(wire, 1_000_000)
  assert.equal(heard.length, 1)
  assert.ok(wire.targets.length > 3)
})
