// Asks an aggregated server for its discovery document: whether it lives, and what it offers.
import type { Clock } from '../../base/clock.ts'
import { StatusError } from '../../machinery/status-error.ts'
import { readBounded } from '../outbound/call-webhook.ts'
import { bracketed, type Outbound, type Peer, type PeerTls } from '../outbound/outbound.ts'
import { OutboundError } from '../outbound/outbound-error.ts'
import { mastersGroup, type UserInfo } from '../request/user.ts'
import { userHeaders } from './forwarded-headers.ts'
import { discoveredResources, openApiHashIn, type RemoteDocuments } from './remote-documents.ts'
import { peerOfService, type RemoteService } from './remote-services.ts'

export interface ProbeContext {
  readonly outbound: Outbound
  readonly client: PeerTls
  readonly clock: Clock
}

/** As whom the server asks. */
export const aggregatorUser: UserInfo = {
  name: 'system:kube-aggregator',
  uid: '',
  groups: [mastersGroup],
  extra: {},
}

const probeMs = 5000
const maxBytes = 4 * 1024 * 1024

/** What it offers, or why it does not answer. Rejects only when the signal aborts. */
export async function probe(
  service: RemoteService,
  context: ProbeContext,
  signal: AbortSignal,
): Promise<RemoteDocuments | string> {
  const peer = peerOfService(service, context.client)
  let at: ReturnType<Outbound['locate']>
  try {
    at = context.outbound.locate(peer)
  } catch (error) {
    if (error instanceof StatusError || error instanceof OutboundError) return error.message
    throw error
  }
  const fixed = { ...peer, at }
  const { group, version } = service
  const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const url = `https://${bracketed(at.host)}:${at.port}${path}`
  const answer = await getJson(fixed, path, { ...context, signal })
  if (answer.fault !== undefined)
    return `failing or missing response from ${url}: Get ${JSON.stringify(url)}: ${answer.fault}`
  if (answer.status < 200 || answer.status >= 300)
    return `failing or missing response from ${url}: bad status from ${url}: ${answer.status}`
  const resources = discoveredResources(answer.value, service) ?? []
  const index = await getJson(fixed, '/openapi/v3', { ...context, signal })
  const openApiHash = index.status === 200 ? openApiHashIn(index.value, service) : ''
  return { resources, openApiHash }
}

interface JsonAnswer {
  readonly status: number
  readonly value?: unknown
  readonly fault?: string
}

async function getJson(
  peer: Peer,
  path: string,
  { outbound, clock, signal }: ProbeContext & { readonly signal: AbortSignal },
): Promise<JsonAnswer> {
  const ending = new AbortController()
  const timer = clock.after(probeMs, () =>
    ending.abort(new OutboundError('timeout', 'context deadline exceeded')),
  )
  try {
    const answer = await outbound.send(peer, {
      method: 'GET',
      path,
      headers: { accept: 'application/json', ...userHeaders(aggregatorUser) },
      mayRepeat: true,
      signal: AbortSignal.any([signal, ending.signal]),
    })
    if (answer.upgraded) {
      answer.socket.destroy()
      return { status: 0, fault: 'the server changed protocols without being asked' }
    }
    const body = await readBounded(answer.response, maxBytes)
    return { status: answer.response.statusCode ?? 0, value: parsed(body) }
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
