// Reads what a client asks of a pod's streams from the query, checks it against the pod, and words it for the kubelet.
// Upstream: pkg/registry/core/pod/strategy.go streamLocation, LogLocation, PortForwardLocation.
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { badRequest } from '../../machinery/status-error.ts'
import type { CommandStreams } from './command-bridge.ts'

export type StreamKind = 'exec' | 'attach' | 'portforward'

export interface CommandRequest {
  readonly streams: CommandStreams
  /** Path and query at the kubelet. */
  readonly path: string
}

const isTrue = (value: string | null) => value !== null && value !== 'false' && value !== '0'

/** The container meant: the one named, or the only one. Throws StatusError in upstream's words. */
export function containerOf(pod: Pod, asked: string): string {
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec
  const name = pod.metadata.name
  if (asked !== '') {
    const known = [...containers, ...initContainers, ...ephemeralContainers].some(
      (container) => container.name === asked,
    )
    if (!known) throw badRequest(`container ${asked} is not valid for pod ${name}`)
    return asked
  }
  if (containers.length === 1) return containers[0]?.name ?? ''
  const names = containers.map((container) => container.name).join(' ')
  const init = initContainers.map((container) => container.name).join(' ')
  const choice = `choose one of: [${names}]${init === '' ? '' : ` or one of the init containers: [${init}]`}`
  throw badRequest(`a container name must be specified for pod ${name}, ${choice}`)
}

function kubeletPath(verb: string, pod: Pod, container?: string): string {
  const parts = [
    verb,
    pod.metadata.namespace ?? '',
    pod.metadata.name,
    ...(container === undefined ? [] : [container]),
  ]
  return `/${parts.map(encodeURIComponent).join('/')}`
}

export function commandRequest(kind: 'exec' | 'attach', pod: Pod, query: URLSearchParams): CommandRequest {
  const container = containerOf(pod, query.get('container') ?? '')
  const flag = (name: string) => isTrue(query.get(name))
  const tty = flag('tty')
  const streams = { stdin: flag('stdin'), stdout: flag('stdout'), stderr: flag('stderr') && !tty, tty }
  if (!streams.stdin && !streams.stdout && !streams.stderr) {
    throw badRequest('you must specify at least one of stdin, stdout, stderr')
  }
  const commands = query.getAll('command')
  if (kind === 'exec' && commands.length === 0) throw badRequest('you must specify at least 1 command')
  const sent = new URLSearchParams()
  if (streams.stdin) sent.set('input', '1')
  if (streams.stdout) sent.set('output', '1')
  if (streams.stderr) sent.set('error', '1')
  if (tty) sent.set('tty', '1')
  if (kind === 'exec') for (const command of commands) sent.append('command', command)
  return { streams, path: `${kubeletPath(kind, pod, container)}?${sent}` }
}

export function portForwardPath(pod: Pod, query: URLSearchParams): string {
  const sent = new URLSearchParams()
  for (const port of query.getAll('ports').flatMap((text) => text.split(','))) {
    if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
      throw badRequest(`invalid port ${JSON.stringify(port)}`)
    sent.append('port', port)
  }
  const text = sent.toString()
  return kubeletPath('portForward', pod) + (text === '' ? '' : `?${text}`)
}

const logParameters = ['sinceSeconds', 'sinceTime', 'tailLines', 'limitBytes', 'stream'] as const
const logFlags = ['follow', 'previous', 'timestamps'] as const

export function logPath(pod: Pod, query: URLSearchParams): string {
  const container = containerOf(pod, query.get('container') ?? '')
  const sent = new URLSearchParams()
  for (const name of logFlags) if (isTrue(query.get(name))) sent.set(name, 'true')
  for (const name of logParameters) {
    const value = query.get(name)
    if (value !== null) sent.set(name, value)
  }
  checkLogNumbers(sent)
  return `${kubeletPath('containerLogs', pod, container)}?${sent}`
}

function checkLogNumbers(query: URLSearchParams): void {
  const least = { sinceSeconds: 1, tailLines: 0, limitBytes: 1 }
  for (const [name, min] of Object.entries(least)) {
    const value = query.get(name)
    if (value === null) continue
    if (!/^\d{1,15}$/.test(value) || Number(value) < min) {
      const bound = min === 0 ? 'greater than or equal to 0' : 'greater than 0'
      throw badRequest(`${name}: Invalid value: ${JSON.stringify(value)}: must be ${bound}`)
    }
  }
  if (query.has('sinceSeconds') && query.has('sinceTime')) {
    throw badRequest('at most one of `sinceTime` or `sinceSeconds` may be specified')
  }
}
