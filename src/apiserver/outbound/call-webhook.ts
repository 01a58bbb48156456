// One call of a webhook: a JSON document sent, a JSON document received, within a time and a size. Used by admission and by
// the conversion of custom resources. Upstream: apiserver pkg/util/webhook/client.go HookClient.
import type { IncomingMessage } from 'node:http'
import { abortReason } from '../../base/abort.ts'
import type { Clock } from '../../base/clock.ts'
import { StatusError } from '../../machinery/status-error.ts'
import type { Outbound, OutboundAnswer, Peer } from './outbound.ts'
import { OutboundError } from './outbound-error.ts'
import { serverResponse } from './server-response.ts'

/** As webhook configurations and custom resource definitions have it; one of the two is there. */
export interface ClientConfig {
  readonly url?: string | undefined
  readonly service?:
    | {
        readonly namespace: string
        readonly name: string
        readonly path?: string | undefined
        readonly port?: number | undefined
      }
    | undefined
  /** PEM in base64. */
  readonly caBundle?: string | undefined
}

export interface WebhookCall {
  /** A document that JSON.stringify takes, or its bytes. */
  readonly body: Uint8Array
  readonly timeoutMs: number
  /** Told to the other side as `?timeout=10s`. */
  readonly tellTimeout?: boolean
  readonly signal: AbortSignal
  /** How long the answer may be. */
  readonly maxBytes?: number
}

export interface WebhookCaller {
  readonly outbound: Outbound
  readonly clock: Clock
}

const defaultMaxBytes = 32 * 1024 * 1024
const defaultPort = 443

/** The server that a client configuration names, and the path there. */
export function peerOf(config: ClientConfig): { readonly peer: Peer; readonly path: string } {
  const { service, url = '' } = config
  const ca = config.caBundle === undefined ? '' : Buffer.from(config.caBundle, 'base64').toString('utf8')
  const tls = ca === '' ? {} : { ca }
  if (service !== undefined) {
    const { namespace, name, path = '', port = defaultPort } = service
    const serverName = `${name}.${namespace}.svc`
    const peer = { authority: `${serverName}:${port}`, serverName, service: { namespace, name, port }, tls }
    return { peer, path: path === '' ? '/' : path }
  }
  if (!URL.canParse(url)) throw new OutboundError('unresolved', `Unparsable URL: ${url}`)
  const { host, hostname, pathname } = new URL(url)
  return { peer: { authority: host, serverName: hostname.replace(/^\[|\]$/g, ''), tls }, path: pathname }
}

/**
 * POSTs the body and gives the answer's. Rejects with OutboundError where there was no answer, and with StatusError where
 * it was not a success; both have messages as client-go's. When `signal` aborts, with its reason.
 */
export async function callWebhook(
  config: ClientConfig,
  call: WebhookCall,
  { outbound, clock }: WebhookCaller,
): Promise<Buffer> {
  const { timeoutMs, signal, maxBytes = defaultMaxBytes } = call
  const { peer, path } = peerOf(config)
  const query = call.tellTimeout === true ? `?timeout=${Math.ceil(timeoutMs / 1000)}s` : ''
  const target = `${path}${query}`
  const ending = new AbortController()
  const deadline = new OutboundError('timeout', 'context deadline exceeded')
  const timer = clock.after(timeoutMs, () => ending.abort(deadline))
  const both = AbortSignal.any([signal, ending.signal])
  try {
    const answer = await outbound.send(peer, {
      method: 'POST',
      path: target,
      headers: {
        accept: 'application/json, */*',
        'content-type': 'application/json',
        'content-length': String(call.body.length),
        'user-agent': 'kube-apiserver-admission',
      },
      body: call.body,
      mayRepeat: true,
      signal: both,
    })
    return await answerOf(answer, maxBytes)
  } catch (error) {
    if (signal.aborted) throw abortReason(signal)
    if (ending.signal.aborted) throw told(deadline, peer, target)
    throw told(error, peer, target)
  } finally {
    timer.cancel()
  }
}

/** With the request before it, as Go's url.Error has it. What the server itself said stands alone. */
function told(error: unknown, { authority }: Peer, target: string): unknown {
  const isLocal = error instanceof StatusError && error.code === 503 && error.status.details === undefined
  if (!(error instanceof OutboundError) && !isLocal) return error
  const text = `Post ${JSON.stringify(`https://${authority}${target}`)}: ${error.message}`
  const code = error instanceof OutboundError ? error.code : 'unresolved'
  return new OutboundError(code, text, { cause: error })
}

async function answerOf(answer: OutboundAnswer, maxBytes: number): Promise<Buffer> {
  if (answer.upgraded) {
    answer.socket.destroy()
    throw new OutboundError('transport', 'the server changed protocols without being asked')
  }
  const { response } = answer
  const status = response.statusCode ?? 0
  if (status >= 300 && status < 400) {
    response.destroy()
    throw new OutboundError(
      'redirect',
      `the server answered with a redirect (${status}), which is not followed`,
    )
  }
  const body = await readBounded(response, maxBytes)
  if (status < 200 || status > 206) {
    const type = response.headers['content-type']
    throw serverResponse({ status, method: 'POST', body, ...(type !== undefined && { contentType: type }) })
  }
  return body
}

export async function readBounded(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) {
        throw new OutboundError('tooLarge', `the answer is longer than ${maxBytes} bytes`)
      }
      chunks.push(chunk)
    }
  } catch (cause) {
    if (cause instanceof OutboundError) throw cause
    throw new OutboundError('transport', 'unexpected EOF', { cause })
  }
  return Buffer.concat(chunks)
}
