import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomInt, seededRng } from '../../base/rng.ts'
import { QueueItem, type QueueingConfig, QueueSet } from './queue-set.ts'
import { SeatDemand } from './seat-demand.ts'

class Item extends QueueItem {
  readonly flow: number
  readonly order: number
  startedMs: number | undefined

  constructor(
    seats: number,
    hand: readonly number[],
    own: { readonly flow: number; readonly order: number },
  ) {
    super(seats, hand)
    this.flow = own.flow
    this.order = own.order
  }

  timesHeld = 0

  override start(nowMs: number): void {
    this.startedMs = nowMs
  }

  override held(): void {
    this.timesHeld++
  }
}

const config = (own: Partial<QueueingConfig> = {}): QueueingConfig => ({
  queues: 8,
  handSize: 2,
  queueLengthLimit: 4,
  ...own,
})

function queueSet(limit: number, own: Partial<QueueingConfig> = {}): QueueSet {
  const set = new QueueSet(new SeatDemand(0))
  set.configure(config(own), limit, 0)
  return set
}

const item = (hand: readonly number[] = [0], seats = 1, flow = 0, order = 0) =>
  new Item(seats, hand, { flow, order })

test('QueueSet.arrive() runs requests while there are seats, then queues, then refuses', () => {
  const set = queueSet(2, { queueLengthLimit: 1 })
  const [a, b, c, d] = [item(), item(), item(), item()]
  assert.equal(set.arrive(a, 0), 'executing')
  assert.equal(set.arrive(b, 0), 'executing')
  assert.equal(set.arrive(c, 1), 'waiting')
  assert.equal(set.arrive(d, 1), 'queue-full')
  assert.deepEqual([set.executing, set.waiting, set.seatsInUse, set.seatsWaiting], [2, 1, 2, 1])
  set.finish(a, 5)
  assert.equal(c.startedMs, 5)
  set.finish(b, 6)
  set.finish(c, 6)
  assert.ok(set.idle)
})

test('QueueSet without queues refuses at its limit', () => {
  const set = queueSet(1, { queues: 0 })
  const first = item([])
  assert.equal(set.arrive(first, 0), 'executing')
  assert.equal(set.arrive(item([]), 0), 'concurrency-limit')
  set.finish(first, 1)
  assert.equal(set.arrive(item([]), 1), 'executing')
})

test('QueueSet with no limit takes everything, and still counts', () => {
  const set = queueSet(Number.POSITIVE_INFINITY, { queues: 0 })
  for (let i = 0; i < 1000; i++) assert.equal(set.arrive(item([], 10), 0), 'executing')
  assert.equal(set.seatsInUse, 10_000)
})

test('QueueSet runs a request wider than the level alone', () => {
  const set = queueSet(3)
  const [narrow, wide, behind] = [item(), item([1], 10), item([0])]
  set.arrive(narrow, 0)
  assert.equal(set.arrive(wide, 0), 'waiting')
  assert.equal(wide.timesHeld, 1)
  set.finish(narrow, 10)
  assert.equal(wide.startedMs, 10)
  assert.equal(set.arrive(behind, 11), 'waiting')
  set.finish(wide, 20)
  assert.equal(behind.startedMs, 20)
})

test('QueueSet.remove() takes away who waits, and lets those behind it by', () => {
  const set = queueSet(3)
  const [running, wide, narrow] = [item(), item([1], 3), item([1])]
  set.arrive(running, 0)
  set.arrive(wide, 0)
  assert.equal(set.arrive(narrow, 0), 'waiting')
  assert.equal(set.remove(wide, 4), true)
  assert.equal(narrow.startedMs, 4)
  assert.equal(set.remove(wide, 4), false)
  assert.equal(set.remove(narrow, 4), false)
})

test('QueueSet.configure() starts those that a larger limit lets in, and drains queues that are no more', () => {
  const set = queueSet(1)
  const items = [item([7]), item([7]), item([6])]
  for (const one of items) set.arrive(one, 0)
  set.configure(config({ queues: 2 }), 2, 3)
  assert.deepEqual(
    items.map(({ startedMs }) => startedMs),
    // The other queue has nothing running.
    [undefined, undefined, 3],
  )
  set.configure(config({ queues: 0 }), 3, 4)
  assert.equal(items[1]?.startedMs, 4)
  for (const one of items) set.finish(one, 5)
  assert.deepEqual([...set.queues()], [])
})

test('QueueSet picks the emptiest queue of the hand', () => {
  const set = queueSet(1)
  set.arrive(item([0]), 0)
  for (let i = 0; i < 3; i++) set.arrive(item([0]), 0)
  const next = item([0, 1])
  set.arrive(next, 0)
  assert.equal(next.queue?.index, 1)
})

test('QueueSet does not make ten million queues before they are needed', () => {
  const set = queueSet(1, { queues: 10_000_000 })
  const rng = seededRng(1)
  for (let i = 0; i < 5000; i++) {
    const one = item([randomInt(rng, 10_000_000)])
    set.arrive(one, i)
    set.finish(one, i)
  }
  assert.ok([...set.queues()].length <= 1025)
})

interface Flow {
  readonly hand: readonly number[]
  /** Requests that it keeps waiting or running at all times. */
  readonly pressure: number
  readonly seats: number
  readonly serviceMs: number
  served: number
}

/** Flows that always want more, for a while; gives what each was served in seat-milliseconds. */
function contend(flows: readonly Flow[], limit: number, untilMs: number): void {
  const set = queueSet(limit, { queueLengthLimit: 1000 })
  const ending: { readonly at: number; readonly item: Item }[] = []
  const arrive = (index: number, nowMs: number) => {
    const flow = flows[index] as Flow
    const one = item(flow.hand, flow.seats, index)
    one.start = (startMs) => void ending.push({ at: startMs + flow.serviceMs, item: one })
    if (set.arrive(one, nowMs) === 'executing') ending.push({ at: nowMs + flow.serviceMs, item: one })
  }
  for (const [index, { pressure }] of flows.entries()) for (let i = 0; i < pressure; i++) arrive(index, 0)
  for (let nowMs = 0; nowMs < untilMs; ) {
    ending.sort((a, b) => a.at - b.at)
    const next = ending.shift()
    if (next === undefined) return
    nowMs = next.at
    const flow = flows[next.item.flow] as Flow
    flow.served += flow.seats * flow.serviceMs
    set.finish(next.item, nowMs)
    assert.ok(set.seatsInUse <= limit)
    arrive(next.item.flow, nowMs)
  }
}

const flow = (own: Partial<Flow> & { readonly hand: readonly number[] }): Flow => ({
  pressure: 20,
  seats: 1,
  serviceMs: 10,
  served: 0,
  ...own,
})

test('QueueSet gives flows in different queues the same, however much each asks', () => {
  const flows = [flow({ hand: [0] }), flow({ hand: [1], pressure: 200 }), flow({ hand: [2], pressure: 8 })]
  contend(flows, 4, 30_000)
  const [least, most] = [
    Math.min(...flows.map((one) => one.served)),
    Math.max(...flows.map((one) => one.served)),
  ]
  assert.ok(least > 0.9 * most, `${least} of ${most}`)
})

test('QueueSet gives flows the same though their requests are of other width and length', () => {
  const flows = [
    flow({ hand: [0] }),
    flow({ hand: [1], seats: 2, serviceMs: 5 }),
    flow({ hand: [2], serviceMs: 50 }),
  ]
  contend(flows, 6, 60_000)
  const [least, most] = [
    Math.min(...flows.map((one) => one.served)),
    Math.max(...flows.map((one) => one.served)),
  ]
  assert.ok(least > 0.8 * most, flows.map((one) => one.served).join())
})

test('QueueSet lets a quiet flow in soon, while others hold every seat', () => {
  const set = queueSet(2, { queueLengthLimit: 1000 })
  const loud = Array.from({ length: 100 }, () => item([0]))
  for (const one of loud) set.arrive(one, 0)
  const quiet = item([1])
  assert.equal(set.arrive(quiet, 5), 'waiting')
  set.finish(loud[0] as Item, 10)
  assert.equal(quiet.startedMs, 10)
})

/** Random arrivals, ends, departures and limits; what must hold after each step. */
function storm(seed: number): void {
  const rng = seededRng(seed)
  const own = config({ queues: 1 + randomInt(rng, 8), queueLengthLimit: 1 + randomInt(rng, 6) })
  let limit = 1 + randomInt(rng, 8)
  const set = new QueueSet(new SeatDemand(0))
  set.configure(own, limit, 0)
  const running = new Set<Item>()
  const waiting = new Set<Item>()
  let [nowMs, order] = [0, 0]
  const started = (one: Item) => {
    // First in, first out within a flow that has one queue.
    for (const other of waiting)
      if (other.flow === one.flow) assert.ok(other.order >= one.order, `seed ${seed}`)
    waiting.delete(one)
    running.add(one)
  }
  const step = () => {
    nowMs += randomInt(rng, 20)
    const kind = randomInt(rng, 10)
    const [anyRunning] = [...running].slice(randomInt(rng, Math.max(1, running.size)))
    const [anyWaiting] = [...waiting].slice(randomInt(rng, Math.max(1, waiting.size)))
    if (kind < 5) {
      const index = randomInt(rng, own.queues)
      const one = item([index], 1 + randomInt(rng, 3), index, order++)
      one.start = () => started(one)
      const inUse = set.seatsInUse
      const length = [...waiting].filter((other) => other.flow === index).length
      // Before, since it may start while it arrives.
      waiting.add(one)
      const arrival = set.arrive(one, nowMs)
      if (arrival === 'executing' && waiting.has(one)) started(one)
      if (arrival === 'queue-full') {
        waiting.delete(one)
        assert.ok(inUse >= limit && length >= own.queueLengthLimit, `seed ${seed}: refused too early`)
      }
    } else if (kind < 8 && anyRunning !== undefined) {
      running.delete(anyRunning)
      set.finish(anyRunning, nowMs)
    } else if (kind === 8 && anyWaiting !== undefined) {
      waiting.delete(anyWaiting)
      assert.equal(set.remove(anyWaiting, nowMs), true)
    } else if (kind === 9) {
      limit = 1 + randomInt(rng, 8)
      set.configure(own, limit, nowMs)
    }
  }
  const seats = (items: Iterable<Item>) => [...items].reduce((all, one) => all + one.seats, 0)
  for (let i = 0; i < 300; i++) {
    const before = set.seatsInUse
    step()
    assert.equal(set.executing, running.size)
    assert.equal(set.waiting, waiting.size)
    assert.equal(set.seatsInUse, seats(running))
    assert.equal(set.seatsWaiting, seats(waiting))
    // A limit that has been lowered is reached as requests end; a request too wide for the level runs alone.
    if (set.seatsInUse > before && running.size > 1)
      assert.ok(set.seatsInUse <= limit, `seed ${seed}: too many seats`)
  }
  // Nobody starves: when no more come, all get their turn.
  for (let i = 0; i < 10_000 && running.size > 0; i++) {
    const [one] = running
    if (one === undefined) break
    running.delete(one)
    set.finish(one, ++nowMs)
  }
  assert.ok(set.idle && waiting.size === 0, `seed ${seed}: somebody starved`)
}

test('QueueSet holds its limits, its order and its promises through random storms', () => {
  for (let seed = 1; seed <= 150; seed++) storm(seed)
})
