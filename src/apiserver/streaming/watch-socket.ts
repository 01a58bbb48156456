// A watch over WebSocket: each event is one message, JSON as text, protobuf as bytes. What the client sends is ignored. The
// next event is taken only when the client has taken the last ones, so that a slow client fills its watcher's bounded queue
// and no buffer. Upstream: apiserver pkg/endpoints/handlers/watch.go HandleWS.
import { type WebSocket, WebSocketServer } from 'ws'
import { onAbort } from '../../base/abort.ts'
import type { Clock } from '../../base/clock.ts'
import { badRequest } from '../../machinery/status-error.ts'
import { isWebSocket, offeredProtocols } from '../authn/websocket-token.ts'
import type { UpgradeConnection } from '../connect.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { isStream, type ServerResponse } from '../request/exchange.ts'
import { contentTypes } from '../request/negotiate.ts'

/** Bytes that may wait for the client before the next event is taken. */
const highWater = 1 << 20
/** How long a client may take nothing of them. */
const stallMs = 60_000
const normalClosure = 1000
const goingAway = 1001

export function wantsWatchSocket({ info, http }: ApiRequest): boolean {
  return info.isResource && info.verb === 'watch' && isWebSocket(http.headers)
}

export interface WatchSocket {
  readonly connection: UpgradeConnection
  /** Answers the watch as it would be answered without a WebSocket. Throws StatusError. */
  answer(): ServerResponse | Promise<ServerResponse>
  readonly clock: Clock
}

/** Resolves when the connection is closed. Throws StatusError as long as nothing has been written to it. */
export async function serveWatchSocket(request: ApiRequest, watch: WatchSocket): Promise<void> {
  checkHandshake(request)
  const { body, headers } = await watch.answer()
  if (!isStream(body)) throw badRequest('the answer is no stream')
  const events = body[Symbol.asyncIterator]()
  try {
    const webSocket = await accept(request, watch.connection)
    using _ = onAbort(request.signal, () => webSocket.close(goingAway))
    webSocket.on('message', () => {})
    webSocket.on('error', () => webSocket.terminate())
    const gone = Promise.withResolvers<undefined>()
    webSocket.once('close', () => gone.resolve(undefined))
    const asText = headers['content-type'] === contentTypes.json
    for (;;) {
      const next = await Promise.race([events.next(), gone.promise])
      if (next === undefined || next.done === true) break
      const messages = asText ? linesOf(next.value) : framesOf(next.value)
      for (const message of messages) webSocket.send(message)
      if (webSocket.bufferedAmount > highWater)
        await Promise.race([drained(webSocket, watch.clock), gone.promise])
    }
    webSocket.close(normalClosure)
  } finally {
    // The generator may be waiting for an event: nobody waits for it to end.
    void events.return?.()
  }
}

function checkHandshake({ http }: ApiRequest): void {
  const { 'sec-websocket-key': key = '', 'sec-websocket-version': version } = http.headers
  if (!/^[+/0-9A-Za-z]{22}==$/.test(key) || version !== '13')
    throw badRequest('unable to upgrade: not a WebSocket handshake')
}

function accept({ http }: ApiRequest, { socket, head }: UpgradeConnection): Promise<WebSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>()
  const [protocol] = offeredProtocols(http.headers)
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 64 * 1024,
    perMessageDeflate: false,
    handleProtocols: () => protocol ?? false,
  })
  socket.once('close', () => reject(badRequest('the client did not finish its handshake')))
  const message = { method: 'GET', headers: http.headers, socket, url: '/' }
  sockets.handleUpgrade(message as never, socket, head, resolve)
  return promise
}

/** JSON events are a line each; the line feed belongs to the message, as upstream sends it. */
function linesOf(bytes: Uint8Array): readonly string[] {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString()
    .split(/(?<=\n)/)
    .filter((line) => line !== '')
}

/** Protobuf events come with their length in four bytes before them, which a message does not need. */
function* framesOf(bytes: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + view.getUint32(at)
    yield bytes.subarray(at + 4, end)
    at = end
  }
}

/** Waits until the client has taken enough; one that stands still is cut off. */
async function drained(webSocket: WebSocket, clock: Clock): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const timer = clock.after(stallMs, () => webSocket.terminate())
  // A ping goes out behind everything that waits.
  webSocket.ping(undefined, false, () => resolve(undefined))
  await promise
  timer.cancel()
  return undefined
}
