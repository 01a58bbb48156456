// What does flow control cost a request that finds a seat, and one that waits for its turn? Nanoseconds of enter() and
// leave() for users that different schemas match, beside two readings of the clock, which the pipeline makes anyway.
//
//   node bench/flow-control.ts
import { FlowSchema } from '../src/api/flowcontrol/flow-schema/flow-schema.kind.ts'
import { PriorityLevelConfiguration } from '../src/api/flowcontrol/priority-level-configuration/priority-level-configuration.kind.ts'
import { specimen } from '../src/api/specimen.ts'
import {
  suggestedFlowSchemas,
  suggestedPriorityLevels,
} from '../src/apiserver/bootstrap/flow-control.data.ts'
import { defaultLimits, FlowControl } from '../src/apiserver/flow-control/flow-control.ts'
import { Ticket } from '../src/apiserver/flow-control/ticket.ts'
import { parseTarget } from '../src/apiserver/request/path.ts'
import { requestInfo } from '../src/apiserver/request/request-info.ts'
import { authenticated } from '../src/apiserver/request/user.ts'
import { systemClock } from '../src/base/node/system-clock.ts'

const rounds = 500_000
const { signal } = new AbortController()

function usual(): FlowControl {
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
    clock: systemClock,
    limits: defaultLimits,
    objects: { schemas: () => schemas, levels: () => levels },
    objectCount: () => 10_000,
  })
  flowControl.changed()
  return flowControl
}

function requestOf(asked: string, name: string, groups: readonly string[]) {
  const [method = '', path = ''] = asked.split(' ')
  const target = parseTarget(path)
  const user = authenticated({ name, groups })
  return { info: requestInfo(target, method), query: target.query, user, signal }
}

/** Nanoseconds each, of the best of five rounds. */
function best(run: () => void): number {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < 5; round++) {
    const began = systemClock.monotonic()
    for (let i = 0; i < rounds; i++) run()
    least = Math.min(least, ((systemClock.monotonic() - began) * 1e6) / rounds)
  }
  return least
}

const get = 'GET /api/v1/namespaces/default/pods/x'
const flowControl = usual()
const clock = best(() => void (systemClock.monotonic() + systemClock.monotonic()))
console.log(`${clock.toFixed(0).padStart(6)} ns  the clock, twice`)

for (const [what, request] of [
  ['GET by system:masters', requestOf(get, 'admin', ['system:masters'])],
  ['GET by anybody', requestOf(get, 'bob', [])],
  [
    'GET by a service account of kube-system',
    requestOf(get, 'system:serviceaccount:kube-system:x', ['system:serviceaccounts']),
  ],
  ['LIST of 500 by anybody', requestOf('GET /api/v1/namespaces/default/pods?limit=500', 'bob', [])],
] as const) {
  const spent = best(() => {
    const ticket = flowControl.enter(request, { nowMs: systemClock.monotonic(), remainingMs: 60_000 })
    if (ticket instanceof Ticket) flowControl.leave(ticket, systemClock.monotonic())
  })
  console.log(`${spent.toFixed(0).padStart(6)} ns  ${what}`)
}

/** Sixty users, each with a few requests at a time, more than there are seats for. */
async function contended(): Promise<number> {
  const busy = usual()
  const users = Array.from({ length: 60 }, (_, index) => requestOf(get, `user-${index}`, []))
  const turns = 2_000
  const began = systemClock.monotonic()
  await Promise.all(
    users.flatMap((request) =>
      Array.from({ length: 4 }, async () => {
        for (let turn = 0; turn < turns / 4; turn++) {
          const ticket = await busy.enter(request, { nowMs: systemClock.monotonic(), remainingMs: 60_000 })
          await undefined
          busy.leave(ticket, systemClock.monotonic())
        }
      }),
    ),
  )
  return ((systemClock.monotonic() - began) * 1e6) / (users.length * turns)
}

console.log(`${(await contended()).toFixed(0).padStart(6)} ns  GET by 240 at once, of which most wait`)
