// tcpSocket: a connection that opens will do. Upstream: pkg/probe/tcp/tcp.go
import { connect } from 'node:net'
import { onAbort } from '../../base/abort.ts'
import type { Clock } from '../../base/clock.ts'
import { dialError, hostPort, type ProbeOutcome } from './probe-result.ts'

export async function probeTcp(
  target: { readonly host: string; readonly port: number },
  options: { readonly clock: Clock; readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<ProbeOutcome> {
  const { host, port } = target
  const { clock, timeoutMs, signal } = options
  signal.throwIfAborted()
  const address = hostPort(host, port)
  const { promise, resolve, reject } = Promise.withResolvers<ProbeOutcome>()
  const socket = connect({ host, port })
  socket.once('connect', () => resolve({ result: 'Success', output: '' }))
  socket.once('error', (error) => resolve({ result: 'Failure', output: dialError(error, address) }))
  using stack = new DisposableStack()
  stack.use(
    clock.after(timeoutMs, () => resolve({ result: 'Failure', output: `dial tcp ${address}: i/o timeout` })),
  )
  stack.use(onAbort(signal, () => reject(signal.reason)))
  stack.defer(() => socket.destroy())
  return await promise
}
