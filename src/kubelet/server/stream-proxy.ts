// exec, attach and port-forward: asks the runtime where it would serve the stream, and joins the caller with that place.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type HeadHeaders, joinUpgraded, requestUpgrade } from '../../client/node/upgrade.ts'
import type { CriClient } from '../cri/cri-client.ts'
import { CriError } from '../cri/cri-error.ts'
import type { KubeletState } from './kubelet-state.ts'
import { ServerError } from './server-error.ts'

export interface StreamContext {
  readonly state: KubeletState
  readonly cri: CriClient
  readonly signal: AbortSignal
}

export interface StreamConnection {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
  readonly segments: readonly string[]
  readonly query: URLSearchParams
}

/** Throws as long as nothing has been written to the socket; resolves when the stream is over. */
export async function openStream(context: StreamContext, connection: StreamConnection): Promise<void> {
  const { request, socket, head } = connection
  const place = new URL(await locate(context, connection))
  const { headers } = request
  const answer = await requestUpgrade({
    origin: place.origin,
    path: place.pathname + place.search,
    method: request.method ?? 'POST',
    // Only what the protocol needs goes on; the caller's credentials do not.
    headers: forwarded(headers, [
      'connection',
      'upgrade',
      'x-stream-protocol-version',
      'sec-websocket-key',
      'sec-websocket-version',
      'sec-websocket-protocol',
    ]),
    signal: context.signal,
  })
  if (!answer.upgraded) throw new ServerError(answer.status, answer.body.toString('utf8').trim())
  const granted = forwarded(answer.headers, [
    'connection',
    'upgrade',
    'x-stream-protocol-version',
    'sec-websocket-accept',
    'sec-websocket-protocol',
  ])
  const { signal } = context
  await joinUpgraded({ socket, head, signal }, { socket: answer.socket, head: answer.head, answer: granted })
}

function forwarded(
  headers: IncomingMessage['headers'],
  names: readonly string[],
): Record<string, string | string[]> & HeadHeaders {
  const kept = names.map((name) => [name, headers[name]] as const).filter(([, value]) => value !== undefined)
  return Object.fromEntries(kept) as Record<string, string | string[]>
}

/** The URL at which the runtime serves the stream. */
async function locate(context: StreamContext, { segments, query }: StreamConnection): Promise<string> {
  const [verb, namespace = '', pod = '', container = ''] = segments
  try {
    if (verb === 'portForward' && segments.length === 3)
      return await locatePorts(context, { namespace, pod, query })
    if ((verb === 'exec' || verb === 'attach') && segments.length === 4) {
      return await locateCommand(context, { verb, namespace, pod, container, query })
    }
  } catch (error) {
    if (error instanceof CriError) throw new ServerError(500, error.message)
    throw error
  }
  throw new ServerError(404, '404 page not found')
}

async function locatePorts(
  { state, cri, signal }: StreamContext,
  asked: { readonly namespace: string; readonly pod: string; readonly query: URLSearchParams },
): Promise<string> {
  const podSandboxId = await state.sandbox(asked.namespace, asked.pod, signal)
  if (podSandboxId === undefined)
    throw new ServerError(404, `pod ${asked.pod}_${asked.namespace} is not running`)
  const port = asked.query.getAll('port').map(Number).filter(Number.isInteger)
  return (await cri.portForward({ podSandboxId, port }, { signal })).url
}

async function locateCommand(
  { state, cri, signal }: StreamContext,
  asked: {
    readonly verb: 'exec' | 'attach'
    readonly namespace: string
    readonly pod: string
    readonly container: string
    readonly query: URLSearchParams
  },
): Promise<string> {
  const { verb, namespace, pod, container, query } = asked
  const found = await state.container({ namespace, pod, container }, { signal })
  if (found === undefined) throw new ServerError(404, `container not found ("${container}")`)
  if (!found.running) throw new ServerError(500, `container ${container} in pod ${pod} is not running`)
  const flag = (name: string) => query.get(name) === '1' || query.get(name) === 'true'
  const tty = flag('tty')
  const streams = { stdin: flag('input'), stdout: flag('output'), stderr: flag('error') && !tty }
  if (verb === 'attach') {
    const stdin = streams.stdin && found.stdin
    return (await cri.attach({ containerId: found.id, ...streams, stdin, tty: found.tty }, { signal })).url
  }
  return (
    await cri.exec({ containerId: found.id, cmd: query.getAll('command'), tty, ...streams }, { signal })
  ).url
}
