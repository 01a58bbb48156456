// GET /containerLogs/{namespace}/{pod}/{container}: the log of a container, as `kubectl logs` asks for it.
// Upstream: pkg/kubelet/server/server.go getContainerLogs, pkg/kubelet/kubelet_pods.go GetKubeletContainerLogs.
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Clock } from '../../base/clock.ts'
import { type LogOptions, readLog } from '../logs/log-reader.ts'
import type { KubeletState } from './kubelet-state.ts'
import { ServerError } from './server-error.ts'

export interface LogContext {
  readonly state: KubeletState
  readonly clock: Clock
  readonly signal: AbortSignal
}

export async function serveContainerLog(
  context: LogContext,
  asked: {
    readonly rest: readonly string[]
    readonly query: URLSearchParams
    readonly response: ServerResponse
  },
): Promise<void> {
  const { state, clock, signal } = context
  const { response, query } = asked
  const [namespace = '', pod = '', container = ''] = asked.rest
  const ref = { namespace, pod, container }
  const previous = query.get('previous') === 'true'
  if (state.pod(namespace, pod) === undefined)
    throw new ServerError(404, `pod ${JSON.stringify(pod)} not found`)
  const found = await state.container(ref, { previous, signal })
  if (found === undefined || found.logPath === '') throw new ServerError(400, absence(ref, previous))
  const isRunning = async () => {
    const now = await state.container(ref, { signal })
    return now?.id === found.id && now.running
  }
  response.writeHead(200, { 'content-type': 'text/plain' })
  // The caller of a follow sees that it is connected before the first line comes.
  response.flushHeaders()
  try {
    for await (const piece of readLog({ path: found.logPath, isRunning }, logOptions(query, clock), {
      clock,
      signal,
    })) {
      if (!response.write(piece.bytes)) await once(response, 'drain', { signal })
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  response.end()
}

function absence(ref: { readonly pod: string; readonly container: string }, previous: boolean): string {
  if (previous)
    return `previous terminated container ${JSON.stringify(ref.container)} in pod ${JSON.stringify(ref.pod)} not found`
  return `container ${JSON.stringify(ref.container)} in pod ${JSON.stringify(ref.pod)} is waiting to start: ContainerCreating`
}

function logOptions(query: URLSearchParams, clock: Clock): LogOptions {
  const number = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined)
  const flag = (name: string) => query.get(name) === 'true'
  const sinceSeconds = number('sinceSeconds')
  const sinceTime = query.get('sinceTime')
  const sinceMs =
    sinceSeconds !== undefined
      ? clock.now() - sinceSeconds * 1000
      : sinceTime === null
        ? undefined
        : Date.parse(sinceTime)
  const stream = query.get('stream')
  return {
    tailLines: number('tailLines'),
    limitBytes: number('limitBytes'),
    sinceMs,
    timestamps: flag('timestamps'),
    follow: flag('follow') && query.get('previous') !== 'true',
    stream: stream === 'Stdout' ? 'stdout' : stream === 'Stderr' ? 'stderr' : undefined,
  }
}
