// /debug/api_priority_and_fairness/: what runs and waits where. Upstream: apiserver
// pkg/util/flowcontrol/apf_controller_debug.go.
import type { Clock } from '../../base/clock.ts'
import type { RouteHandler } from '../pipeline.ts'
import { text } from '../request/respond.ts'
import type { FlowControl } from './flow-control.ts'
import type { Ticket } from './ticket.ts'

type Row = readonly (string | number | boolean)[]

export function flowDumps(
  flowControl: FlowControl,
  clock: Clock,
): readonly (readonly [string, RouteHandler])[] {
  const root = '/debug/api_priority_and_fairness/'
  return [
    [`${root}dump_priority_levels`, () => text(aligned(levelRows(flowControl)))],
    [`${root}dump_queues`, () => text(aligned(queueRows(flowControl)))],
    [
      `${root}dump_requests`,
      ({ query }) => {
        const details = (query.get('includeRequestDetails')?.[0] ?? '') !== ''
        return text(aligned(requestRows(flowControl, { details, clock })))
      },
    ],
  ]
}

/** Columns that end in a comma and begin below each other, as Go's tabwriter sets them. */
function aligned(rows: readonly Row[]): string {
  const cells = rows.map((row) => row.map((cell, at) => (at < row.length - 1 ? `${cell},` : String(cell))))
  const widths = (cells[0] ?? []).map((_, at) => Math.max(7, ...cells.map((row) => row[at]?.length ?? 0)) + 1)
  const lines = cells.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('')
      .trimEnd(),
  )
  return `${lines.join('\n')}\n`
}

function levelRows({ levels }: FlowControl): Row[] {
  const header = [
    'PriorityLevelName',
    'ActiveQueues',
    'IsIdle',
    'IsQuiescing',
    'WaitingRequests',
    'ExecutingRequests',
    'DispatchedRequests',
    'RejectedRequests',
    'TimedoutRequests',
    'CancelledRequests',
  ]
  return [
    header,
    ...[...levels.values()].map(({ plan, queueSet, quiescing, totals }) => [
      plan.name,
      [...queueSet.queues()].filter(({ length }) => length > 0).length,
      queueSet.idle,
      quiescing,
      queueSet.waiting,
      queueSet.executing,
      totals.dispatched,
      totals.rejected,
      totals.timedOut,
      totals.cancelled,
    ]),
  ]
}

function queueRows({ levels }: FlowControl): Row[] {
  const header = [
    'PriorityLevelName',
    'Index',
    'PendingRequests',
    'ExecutingRequests',
    'SeatsInUse',
    'NextDispatchR',
    'InitialSeatsSum',
    'MaxSeatsSum',
    'TotalWorkSum',
  ]
  const rows = [...levels.values()].flatMap(({ plan, queueSet }) =>
    [...queueSet.queues()]
      .toSorted((a, b) => a.index - b.index)
      .map(({ index, length, executing, seatsInUse, nextDispatchR, seatsWaiting }): Row => {
        const work = seconds(seatsWaiting * 3)
        const due = seconds(nextDispatchR)
        return [plan.name, index, length, executing, seatsInUse, due, seatsWaiting, seatsWaiting, work]
      }),
  )
  return [header, ...rows]
}

/** Seat-seconds, from seat-milliseconds. */
function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(8)}ss`
}

const requestHeader = [
  'PriorityLevelName',
  'FlowSchemaName',
  'QueueIndex',
  'RequestIndexInQueue',
  'FlowDistingsher',
  'ArriveTime',
  'InitialSeats',
  'FinalSeats',
  'AdditionalLatency',
  'StartTime',
]
const detailHeader = [
  'UserName',
  'Verb',
  'APIPath',
  'Namespace',
  'Name',
  'APIVersion',
  'Resource',
  'SubResource',
]

function requestRows(
  { waiting }: FlowControl,
  { details, clock }: { readonly details: boolean; readonly clock: Clock },
): Row[] {
  const header = details ? [...requestHeader, ...detailHeader] : requestHeader
  const epoch = clock.now() - clock.monotonic()
  const places = new Map<unknown, number>()
  const rows = [...waiting].map((ticket) => {
    const place = places.get(ticket.queue) ?? 0
    places.set(ticket.queue, place + 1)
    const arrived = new Date(epoch + ticket.arrivedMs).toISOString()
    const { schema, queue, seats } = ticket
    const { plan, level } = schema
    const flow = schema.distinguisher(ticket.user.name, ticket.info.namespace)
    const row: Row = [
      level.plan.name,
      plan.name,
      queue?.index ?? -1,
      place,
      flow,
      arrived,
      seats,
      0,
      '0s',
      '',
    ]
    return details ? [...row, ...detailsOf(ticket)] : row
  })
  return [header, ...rows]
}

function detailsOf({ user, info }: Ticket): Row {
  const { verb, path, namespace, name, group, version, resource, subresource } = info
  const apiVersion = group === '' ? version : `${group}/${version}`
  return [user.name, verb, path, namespace, name, apiVersion, resource, subresource]
}
