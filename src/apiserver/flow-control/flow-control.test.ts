import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FlowSchema } from '../../api/flowcontrol/flow-schema/flow-schema.kind.ts'
import { PriorityLevelConfiguration } from '../../api/flowcontrol/priority-level-configuration/priority-level-configuration.kind.ts'
import { specimen } from '../../api/specimen.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { suggestedFlowSchemas, suggestedPriorityLevels } from '../bootstrap/flow-control.data.ts'
import { parseTarget } from '../request/path.ts'
import { requestInfo } from '../request/request-info.ts'
import { authenticated, type UserInfo } from '../request/user.ts'
import { FlowControl, type InFlightLimits } from './flow-control.ts'
import { Ticket } from './ticket.ts'

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
const bob = authenticated({ name: 'bob', groups: [] })
const { signal } = new AbortController()

function usual(limits: InFlightLimits = { reads: 400, writes: 200 }) {
  const clock = new VirtualClock({ settle })
  const schemas = [...suggestedFlowSchemas].map(
    ([name, spec]) => specimen(FlowSchema, { metadata: { name, uid: name }, spec }) as FlowSchema,
  )
  const levels = [...suggestedPriorityLevels].map(
    ([name, spec]) =>
      specimen(PriorityLevelConfiguration, {
        metadata: { name, uid: name },
        spec,
      }) as PriorityLevelConfiguration,
  )
  const flowControl = new FlowControl({
    clock,
    limits,
    objects: { schemas: () => schemas, levels: () => levels },
    objectCount: () => 100_000,
  })
  flowControl.changed()
  const enter = (asked: string, user: UserInfo = bob) => {
    const [method = '', path = ''] = asked.split(' ')
    const target = parseTarget(path)
    const request = { info: requestInfo(target, method), query: target.query, user, signal }
    return flowControl.enter(request, { nowMs: clock.monotonic(), remainingMs: 60_000 })
  }
  return { clock, schemas, levels, flowControl, enter }
}

const taken = (ticket: Ticket | Promise<Ticket>): Ticket => {
  assert.ok(ticket instanceof Ticket)
  return ticket
}

test('FlowControl.enter() gives a seat without a promise, and counts it until it is given back', () => {
  const { flowControl, enter } = usual()
  const ticket = taken(enter('POST /api/v1/namespaces/a/pods'))
  assert.equal(ticket.schema.plan.name, 'global-default')
  assert.deepEqual(flowControl.running, { readOnly: 0, mutating: 1 })
  flowControl.leave(ticket, 5)
  flowControl.leave(ticket, 6)
  assert.deepEqual(flowControl.running, { readOnly: 0, mutating: 0 })
  assert.ok(flowControl.levels.get('global-default')?.queueSet.idle)
})

test('FlowControl.enter() gives big lists more seats, as many as the level may give one request', () => {
  const { enter, levels, flowControl } = usual()
  assert.equal(taken(enter('GET /api/v1/pods')).seats, 8)
  assert.equal(flowControl.levels.get('workload-low')?.maxSeats, 37)
  levels.length = 0
  flowControl.changed()
  // Without queues there is only the limit that holds for all.
  assert.equal(taken(enter('GET /api/v1/pods')).seats, 10)
})

test('FlowControl never refuses the exempt, and lets nobody else past the limit', () => {
  const { enter, flowControl } = usual({ reads: 60, writes: 40 })
  const master = authenticated({ name: 'm', groups: ['system:masters'] })
  for (let i = 0; i < 100; i++) assert.equal(taken(enter('GET /api/v1/pods', master)).running, true)
  let running = 0
  for (let i = 0; i < 100; i++) {
    const ticket = enter('GET /api/v1/namespaces/a/pods/x')
    if (ticket instanceof Ticket && ticket.running) running++
  }
  const { limits, currentLimit } = flowControl.levels.get('global-default') ?? assert.fail()
  assert.equal(running, currentLimit)
  assert.ok(running >= limits.lower && running < 30, String(running))
})

test('FlowControl keeps a level that has gone until its last request has', () => {
  const { enter, levels, schemas, flowControl } = usual()
  const ticket = taken(enter('GET /api/v1/namespaces/a/pods/x'))
  const own = (name: string) => (one: { readonly metadata: { readonly name: string } }) =>
    one.metadata.name !== name
  levels.splice(0, levels.length, ...levels.filter(own('global-default')))
  schemas.splice(0, schemas.length, ...schemas.filter(own('global-default')))
  flowControl.changed()
  const next = taken(enter('GET /api/v1/namespaces/a/pods/x'))
  assert.equal(next.schema.plan.name, 'catch-all')
  assert.equal(flowControl.levels.get('global-default')?.quiescing, true)
  flowControl.leave(ticket, 1)
  flowControl.leave(next, 1)
  flowControl.leave(taken(enter('GET /api/v1/namespaces/a/pods/x')), 2)
  assert.equal(flowControl.levels.has('global-default'), false)
})

test('FlowControl.adjust() has a timer only while there are requests', async () => {
  const { enter, flowControl, clock } = usual()
  {
    using _adjusting = flowControl.adjust()
    assert.equal(clock.pendingTimers, 0)
    flowControl.leave(taken(enter('GET /version')), 0)
    assert.equal(clock.pendingTimers, 1)
    await clock.advance(10_000)
    assert.equal(clock.pendingTimers, 0)
    flowControl.leave(taken(enter('GET /version')), 0)
  }
  assert.equal(clock.pendingTimers, 0)
})
