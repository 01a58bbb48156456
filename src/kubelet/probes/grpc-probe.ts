// grpc: the standard health service has to answer SERVING. Upstream: pkg/probe/grpc/grpc.go
import { Client, credentials, status as grpcStatus, Metadata, type ServiceError } from '@grpc/grpc-js'
import { onAbort } from '../../base/abort.ts'
import type { Clock } from '../../base/clock.ts'
import { createMessageCodec, type ProtoSchema } from '../../machinery/protobuf/message-codec.ts'
import { hostPort, type ProbeOutcome } from './probe-result.ts'

interface HealthMessages {
  readonly HealthCheckRequest: { readonly service: string }
  readonly HealthCheckResponse: { readonly status: string }
}

const schema: ProtoSchema = {
  messages: {
    HealthCheckRequest: [[1, 'service', 'string']],
    HealthCheckResponse: [[1, 'status', 'ServingStatus']],
  },
  enums: { ServingStatus: { UNKNOWN: 0, SERVING: 1, NOT_SERVING: 2, SERVICE_UNKNOWN: 3 } },
}
const codec = createMessageCodec<HealthMessages>(schema)
const ready = 2

export interface GrpcProbeOptions {
  readonly clock: Clock
  readonly timeoutMs: number
  readonly userAgent: string
  readonly signal: AbortSignal
}

export async function probeGrpc(
  target: { readonly host: string; readonly port: number; readonly service: string },
  options: GrpcProbeOptions,
): Promise<ProbeOutcome> {
  const { clock, timeoutMs, signal } = options
  signal.throwIfAborted()
  const address = hostPort(target.host, target.port)
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.primary_user_agent': options.userAgent,
    'grpc.enable_http_proxy': 0,
    'grpc.service_config_disable_resolution': 1,
    'grpc.initial_reconnect_backoff_ms': 100,
  })
  const { promise, resolve, reject } = Promise.withResolvers<ProbeOutcome>()
  const within = `${timeoutMs / 1000}s`
  const late = () => {
    const connected = client.getChannel().getConnectivityState(false) === ready
    const output = connected
      ? `timeout: health rpc did not complete within ${within}`
      : `timeout: failed to connect service ${JSON.stringify(address)} within ${within}: context deadline exceeded`
    resolve({ result: 'Failure', output })
  }
  using stack = new DisposableStack()
  stack.defer(() => client.close())
  const call = client.makeUnaryRequest(
    '/grpc.health.v1.Health/Check',
    (bytes: Uint8Array) => Buffer.from(bytes),
    (bytes: Buffer) => codec.decode('HealthCheckResponse', bytes),
    codec.encode('HealthCheckRequest', { service: target.service }),
    new Metadata({ waitForReady: true }),
    {},
    (error, answer) => resolve(error === null ? judge(answer?.status ?? 'UNKNOWN') : failed(error)),
  )
  stack.defer(() => call.cancel())
  stack.use(clock.after(timeoutMs, late))
  stack.use(onAbort(signal, () => reject(signal.reason)))
  return await promise
}

function judge(status: string): ProbeOutcome {
  if (status === 'SERVING') return { result: 'Success', output: 'service healthy' }
  return { result: 'Failure', output: `service unhealthy (responded with ${JSON.stringify(status)})` }
}

function failed(error: ServiceError): ProbeOutcome {
  const output =
    error.code === grpcStatus.UNIMPLEMENTED
      ? `error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${error.details}`
      : `error: health rpc probe failed: rpc error: code = ${grpcStatus[error.code]} desc = ${error.details}`
  return { result: 'Failure', output }
}
