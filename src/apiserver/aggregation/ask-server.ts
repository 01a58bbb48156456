// Asks an aggregated server for a document of its own accord, not on behalf of a client: with a time limit, and no more of the
// answer than is bearable.
import type { Clock } from '../../base/clock.ts'
import { StatusError } from '../../machinery/status-error.ts'
import { readBounded } from '../outbound/call-webhook.ts'
import type { Outbound, Peer, PeerTls } from '../outbound/outbound.ts'
import { OutboundError } from '../outbound/outbound-error.ts'
import { mastersGroup, type UserInfo } from '../request/user.ts'
import { userHeaders } from './forwarded-headers.ts'
import { peerOfService, type RemoteService } from './remote-services.ts'

export interface AskContext {
  readonly outbound: Outbound
  readonly client: PeerTls
  readonly clock: Clock
}

export interface Question {
  readonly path: string
  readonly timeoutMs: number
  readonly maxBytes: number
  /** Of the answer that is there already. */
  readonly etag?: string
}

export interface JsonAnswer {
  /** 0 where there was none. */
  readonly status: number
  /** Undefined where it is no JSON. */
  readonly value?: unknown
  readonly etag?: string
  readonly fault?: string
}

/** As whom the server asks. */
const aggregatorUser: UserInfo = {
  name: 'system:kube-aggregator',
  uid: '',
  groups: [mastersGroup],
  extra: {},
}

export interface Located {
  readonly peer: Peer
  readonly at: ReturnType<Outbound['locate']>
}

/** One of the places where a service's server is, for all questions of a check; or why there is none. */
export function locate(service: RemoteService, { client, outbound }: AskContext): Located | string {
  const peer = peerOfService(service, client)
  try {
    const at = outbound.locate(peer)
    return { peer: { ...peer, at }, at }
  } catch (error) {
    if (error instanceof StatusError || error instanceof OutboundError) return error.message
    throw error
  }
}

/** Rejects only when the signal aborts. */
export async function askJson(
  peer: Peer,
  { path, timeoutMs, maxBytes, etag }: Question,
  { outbound, clock, signal }: AskContext & { readonly signal: AbortSignal },
): Promise<JsonAnswer> {
  const ending = new AbortController()
  const timer = clock.after(timeoutMs, () =>
    ending.abort(new OutboundError('timeout', 'context deadline exceeded')),
  )
  const known = etag === undefined ? {} : { 'if-none-match': etag }
  try {
    const answer = await outbound.send(peer, {
      method: 'GET',
      path,
      headers: { accept: 'application/json', ...known, ...userHeaders(aggregatorUser) },
      mayRepeat: true,
      signal: AbortSignal.any([signal, ending.signal]),
    })
    if (answer.upgraded) {
      answer.socket.destroy()
      return { status: 0, fault: 'the server changed protocols without being asked' }
    }
    const { statusCode = 0, headers } = answer.response
    const body = await readBounded(answer.response, maxBytes)
    return { status: statusCode, value: parsed(body), ...(headers.etag && { etag: headers.etag }) }
  } catch (error) {
    if (signal.aborted) throw error
    if (ending.signal.aborted) return { status: 0, fault: 'context deadline exceeded' }
    if (error instanceof OutboundError || error instanceof StatusError)
      return { status: 0, fault: error.message }
    throw error
  } finally {
    timer.cancel()
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
