// How many seats a request takes: lists by how much they look at, everything else one.
// Upstream: apiserver pkg/util/flowcontrol/request/list_work_estimator.go.
import { type Query, queryValue } from '../request/path.ts'
import { isTrue, type RequestInfo, selectedName } from '../request/request-info.ts'

const objectsPerSeat = 100
const maximumListSeats = 10

export interface WorkContext {
  readonly info: RequestInfo
  readonly query: Query
  /** Seats that one request of the level may take; 0 where the level does not say. */
  readonly maxSeats: number
  /** How many objects the resource has; undefined where it is not one of the server's own. */
  objectCount(info: RequestInfo): number | undefined
}

export function estimateSeats({ info, query, maxSeats, objectCount }: WorkContext): number {
  if (info.verb !== 'list' && !(info.verb === 'watch' && isTrue(queryValue(query, 'sendInitialEvents'))))
    return 1
  if (!info.isResource || info.name !== '') return 1
  const stored = objectCount(info)
  if (stored === undefined || stored <= objectsPerSeat) return 1
  const most = maxSeats === 0 ? maximumListSeats : Math.min(maxSeats, maximumListSeats)
  return Math.max(1, Math.min(most, Math.ceil(lookedAt(stored, info, query) / objectsPerSeat)))
}

// Differs: pages come from the cache here, so that one without a selector costs no more than its limit; and objects are
// counted, where upstream's gate SizeBasedListCostEstimate counts bytes.
function lookedAt(stored: number, { verb }: RequestInfo, query: Query): number {
  const fields = queryValue(query, 'fieldSelector')
  if (fields !== '' && selectedName(fields, verb) !== '') return 1
  const limit = Number(queryValue(query, 'limit'))
  if (fields !== '' || queryValue(query, 'labelSelector') !== '' || !(limit > 0)) return stored
  return Math.min(limit, stored)
}
