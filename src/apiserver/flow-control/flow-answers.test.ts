import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { directConnection, isStream, type ServerResponse } from '../request/exchange.ts'
import { parseTarget } from '../request/path.ts'
import { requestInfo } from '../request/request-info.ts'
import { authenticated } from '../request/user.ts'
import { answered, refusal } from './flow-answers.ts'
import { FlowControl } from './flow-control.ts'
import { Ticket } from './ticket.ts'

const bob = authenticated({ name: 'bob', groups: [] })

function exchange(target: string) {
  const clock = new VirtualClock({ settle: async () => {} })
  const objects = { schemas: () => [], levels: () => [] }
  const flowControl = new FlowControl({
    clock,
    limits: { reads: 40, writes: 20 },
    objects,
    objectCount: () => 0,
  })
  const ending = new AbortController()
  const parsed = parseTarget(target)
  const request = { info: requestInfo(parsed, 'GET'), query: parsed.query, user: bob, signal: ending.signal }
  const ticket = flowControl.enter(request, { nowMs: 0, remainingMs: 1000 })
  assert.ok(ticket instanceof Ticket)
  const readBody = async () => new Uint8Array()
  const http = {
    method: 'GET',
    target,
    headers: {},
    connection: directConnection(),
    signal: ending.signal,
    readBody,
  }
  const answer = (response: ServerResponse) =>
    answered(response, { ticket, http, core: { clock }, flowControl })
  return { ticket, ending, flowControl, answer }
}

async function* pieces() {
  yield new Uint8Array(1)
  yield new Uint8Array(2)
}

const headers = { 'content-type': 'application/json' }

test('answered() gives the seat back with an answer that is whole, and says who was matched', () => {
  const { ticket, answer } = exchange('/api/v1/pods')
  const response = answer({ status: 200, headers, body: new Uint8Array() })
  assert.equal(ticket.running, false)
  assert.deepEqual(response.headers, {
    ...headers,
    'x-kubernetes-pf-flowschema-uid': '',
    'x-kubernetes-pf-prioritylevel-uid': '',
  })
  assert.deepEqual(headers, { 'content-type': 'application/json' })
})

test('answered() keeps the seat of a list until its last piece has been taken', async () => {
  const { ticket, answer, flowControl } = exchange('/api/v1/pods')
  const { body } = answer({ status: 200, headers, body: pieces() })
  assert.ok(isStream(body))
  const seen: boolean[] = []
  for await (const _ of body) seen.push(ticket.running)
  assert.deepEqual(seen, [true, true])
  assert.equal(ticket.running, false)
  assert.equal(flowControl.running.readOnly, 0)
})

test('answered() gives the seat of a list back when nobody comes to read it', () => {
  const { ticket, answer, ending } = exchange('/api/v1/pods')
  answer({ status: 200, headers, body: pieces() })
  assert.equal(ticket.running, true)
  ending.abort(new Error('the client has gone'))
  assert.equal(ticket.running, false)
})

test('answered() gives the seat of a watch back when it begins', () => {
  const { ticket, answer } = exchange('/api/v1/pods?watch=1')
  answer({ status: 200, headers, body: pieces() })
  assert.equal(ticket.running, false)
})

test('refusal() is plain text with a time to wait, as upstream gives it', () => {
  const response = refusal(exchange('/api/v1/pods').ticket)
  assert.equal(response.status, 429)
  assert.equal(response.headers['retry-after'], '1')
  assert.equal(response.headers['content-type'], 'text/plain; charset=utf-8')
  assert.equal(
    String(Buffer.from(response.body as Uint8Array)),
    'Too many requests, please try again later.\n',
  )
})
