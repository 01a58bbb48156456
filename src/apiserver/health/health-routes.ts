// /healthz, /livez and /readyz, whole or check by check. Upstream: apiserver pkg/server/healthz/healthz.go.
import type { RouteHandler } from '../pipeline.ts'
import { text } from '../request/respond.ts'

export interface HealthCheck {
  readonly name: string
  /** Endpoints that ask it; all three where absent. */
  readonly on?: readonly ('healthz' | 'livez' | 'readyz')[]
  /** Undefined while all is well, else why not. */
  fault(): string | undefined
}

const endpoints = ['healthz', 'livez', 'readyz'] as const
type Endpoint = (typeof endpoints)[number]

const ping: HealthCheck = { name: 'ping', fault: () => undefined }

/** A handler for a health path, or for one check under it; undefined for any other path. */
export function healthRoutes(checks: readonly HealthCheck[]): (path: string) => RouteHandler | undefined {
  const all = [ping, ...checks]
  return (path) => {
    const [, endpoint, ...rest] = path.split('/')
    const known = endpoints.find((candidate) => candidate === endpoint)
    if (known === undefined) return undefined
    // Names have slashes of their own: poststarthook/rbac/bootstrap-roles.
    const name = rest.join('/')
    const asked = all.filter((check) => check.on?.includes(known) ?? true)
    if (name === '') return whole(known, asked)
    const one = asked.find((check) => check.name === name)
    return one === undefined ? undefined : single(one)
  }
}

function single(check: HealthCheck): RouteHandler {
  return async () => {
    const fault = check.fault()
    return fault === undefined ? text('ok') : text(`internal server error: ${fault}\n`, 500)
  }
}

function whole(endpoint: Endpoint, checks: readonly HealthCheck[]): RouteHandler {
  return async ({ query }) => {
    const excluded = new Set(query.get('exclude') ?? [])
    const results = checks
      .filter((check) => !excluded.has(check.name))
      .map((check) => ({ name: check.name, fault: check.fault() }))
    const failed = results.some((result) => result.fault !== undefined)
    if (!failed && !query.has('verbose')) return text('ok')
    // Reasons go to the log, not to whoever asks.
    const lines = results.map(({ name, fault }) =>
      fault === undefined ? `[+]${name} ok` : `[-]${name} failed: reason withheld`,
    )
    const verdict = `${endpoint} check ${failed ? 'failed' : 'passed'}`
    return text(`${lines.join('\n')}\n${verdict}\n`, failed ? 500 : 200)
  }
}
