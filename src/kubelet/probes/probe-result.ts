// What a probe found, and how a probe's target is named.
import type { Container } from '../../api/core/pod/pod-container.schema.ts'

export type ProbeVerdict = 'Success' | 'Failure' | 'Unknown'

export interface ProbeOutcome {
  /** Warning counts as success but is told. */
  readonly result: ProbeVerdict | 'Warning'
  readonly output: string
}

/** Output beyond this is cut off. Upstream: pkg/probe maxRespBodyLength */
export const maxOutputBytes = 10 * 1024

export function cut(text: string): string {
  return text.length <= maxOutputBytes ? text : text.slice(0, maxOutputBytes)
}

/** What cannot be probed at all, such as a port name that is not there. */
export class ProbeError extends Error {
  override readonly name = 'ProbeError'
}

// Upstream: pkg/probe/util.go ResolveContainerPort
export function resolvePort(port: number | string, container: Pick<Container, 'name' | 'ports'>): number {
  const named = container.ports?.find(({ name }) => name === port)?.containerPort
  const number = named ?? Number(port)
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number
  if (named === undefined && typeof port === 'string' && !/^\d+$/.test(port))
    throw new ProbeError(
      `port ${JSON.stringify(port)} not found in container ${JSON.stringify(container.name)}`,
    )
  throw new ProbeError(`invalid port number: ${port}`)
}

/** `host:port`, the host in brackets where it has colons. */
export function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

const systemErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network is unreachable',
  ECONNRESET: 'connection reset by peer',
}

/** A failure to connect, in Go's words. */
export function dialError(error: unknown, address: string): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  const known = Object.hasOwn(systemErrors, code) ? systemErrors[code] : undefined
  return `dial tcp ${address}: ${known === undefined ? message : `connect: ${known}`}`
}
