// A client of the Container Runtime Interface over a unix socket: one method an RPC, typed by the CRI tables. It
// reconnects by itself; a call made while the runtime is away fails with `Unavailable` and is never repeated here.
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js'
import { abortReason, onAbort } from '../../base/abort.ts'
import type { Clock } from '../../base/clock.ts'
import { createMessageCodec, type MessageInit } from '../../machinery/protobuf/message-codec.ts'
import { criSchema, imageServiceMethods, runtimeServiceMethods } from './cri.table.ts'
import type { CriMessages, ExecSyncRequest, StopContainerRequest } from './cri.types.ts'
import { CriError, criErrorCode } from './cri-error.ts'

export interface CriCallOptions {
  readonly signal: AbortSignal
  /** Instead of the RPC's usual limit; Infinity for none. */
  readonly timeoutMs?: number
}

interface MethodRow {
  readonly path: string
  readonly request: keyof CriMessages
  readonly response: keyof CriMessages
  readonly stream: 'none' | 'response'
}

type CriMethod<M extends MethodRow> = (
  request: MessageInit<CriMessages[M['request']]>,
  options: CriCallOptions,
) => M['stream'] extends 'response'
  ? AsyncIterable<CriMessages[M['response']]>
  : Promise<CriMessages[M['response']]>

type CriService<Methods extends Readonly<Record<string, MethodRow>>> = {
  readonly [Name in keyof Methods & string as Uncapitalize<Name>]: CriMethod<Methods[Name]>
}

export type CriClient = CriService<typeof runtimeServiceMethods> &
  CriService<typeof imageServiceMethods> & {
    /** Ends the connection. Calls that are under way fail. */
    close(): void
  }

export interface CriClientOptions {
  /** Path of the runtime's unix socket. */
  readonly socket: string
  readonly clock: Clock
  /** The limit of a call that has no other; upstream's runtimeRequestTimeout. */
  readonly requestTimeoutMs?: number
}

const codec = createMessageCodec<CriMessages>(criSchema)

// What containerd sends at most.
const maxMessageBytes = 16 * 1024 * 1024

export function createCriClient(options: CriClientOptions): CriClient {
  const { socket, clock, requestTimeoutMs = 120_000 } = options
  const channel = new Client(`unix:${socket}`, credentials.createInsecure(), {
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    // The runtime may be restarted under us; the default would keep away from it for up to two minutes.
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 2_000,
    'grpc.enable_http_proxy': 0,
    'grpc.service_config_disable_resolution': 1,
  })
  const methods: Record<string, unknown> = { close: () => channel.close() }
  const rows: Readonly<Record<string, MethodRow>> = { ...runtimeServiceMethods, ...imageServiceMethods }
  for (const [name, row] of Object.entries(rows)) {
    methods[`${name.charAt(0).toLowerCase()}${name.slice(1)}`] = (request: object, call: CriCallOptions) => {
      const timeoutMs = call.timeoutMs ?? usualTimeoutMs(name, { request, requestTimeoutMs })
      const target: Call = { channel, clock, name, row, request, signal: call.signal, timeoutMs }
      return row.stream === 'none' ? callUnary(target) : callStream(target)
    }
  }
  return methods as CriClient
}

// Upstream: staging/src/k8s.io/cri-client/pkg/remote_runtime.go, remote_image.go (the contexts of each call).
function usualTimeoutMs(
  name: string,
  { request, requestTimeoutMs }: { readonly request: object; readonly requestTimeoutMs: number },
): number {
  switch (name) {
    case 'RunPodSandbox':
      return requestTimeoutMs * 2
    case 'StopContainer':
      return requestTimeoutMs + Number((request as Partial<StopContainerRequest>).timeout ?? 0n) * 1000
    case 'ExecSync': {
      const seconds = Number((request as Partial<ExecSyncRequest>).timeout ?? 0n)
      return seconds === 0 ? Number.POSITIVE_INFINITY : requestTimeoutMs + seconds * 1000
    }
    case 'PullImage':
    case 'CheckpointContainer':
    case 'GetContainerEvents':
      return Number.POSITIVE_INFINITY
    default:
      return requestTimeoutMs
  }
}

interface Call {
  readonly channel: Client
  readonly clock: Clock
  readonly name: string
  readonly row: MethodRow
  readonly request: object
  readonly signal: AbortSignal
  readonly timeoutMs: number
}

/** Why we ended a call ourselves, which gRPC only shows as "cancelled". */
interface Ended {
  reason?: Error
}

/** Cancels `grpcCall` on abort and when the time is over, until it is disposed. */
function limit(
  call: Call,
  { grpcCall, ended }: { readonly grpcCall: { cancel(): void }; readonly ended: Ended },
): Disposable {
  const { clock, name, signal, timeoutMs } = call
  const end = (reason: Error) => {
    ended.reason ??= reason
    grpcCall.cancel()
  }
  const stack = new DisposableStack()
  if (Number.isFinite(timeoutMs)) {
    const late = () =>
      end(new CriError('DeadlineExceeded', { method: name, details: 'context deadline exceeded' }))
    stack.use(clock.after(timeoutMs, late))
  }
  stack.use(onAbort(signal, () => end(abortReason(signal))))
  return stack
}

function failure(call: Call, { error, ended }: { readonly error: unknown; readonly ended: Ended }): Error {
  if (ended.reason !== undefined) return ended.reason
  const { code, details } = error as Partial<ServiceError>
  if (code === undefined) return error instanceof Error ? error : new Error(String(error))
  return new CriError(criErrorCode(code), { method: call.name, details: details ?? '', cause: error })
}

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function encodeRequest({ row, request }: Call): Uint8Array {
  return codec.encode(row.request, request as MessageInit<CriMessages[typeof row.request]>)
}

async function callUnary(call: Call): Promise<unknown> {
  const { channel, row, signal } = call
  signal.throwIfAborted()
  const request = encodeRequest(call)
  const ended: Ended = {}
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const decode = (bytes: Buffer) => codec.decode(row.response, bytes)
  const grpcCall = channel.makeUnaryRequest(
    row.path,
    asBuffer,
    decode,
    request,
    new Metadata(),
    {},
    (error, value) => {
      if (error !== null) reject(failure(call, { error, ended }))
      else resolve(value)
    },
  )
  using _ = limit(call, { grpcCall, ended })
  return await promise
}

async function* callStream(call: Call): AsyncGenerator<unknown> {
  const { channel, row, signal } = call
  signal.throwIfAborted()
  const ended: Ended = {}
  const decode = (bytes: Buffer) => codec.decode(row.response, bytes)
  const grpcCall = channel.makeServerStreamRequest(
    row.path,
    asBuffer,
    decode,
    encodeRequest(call),
    new Metadata(),
    {},
  )
  using _ = limit(call, { grpcCall, ended })
  try {
    yield* grpcCall
  } catch (error) {
    throw failure(call, { error, ended })
  } finally {
    grpcCall.cancel()
  }
}
