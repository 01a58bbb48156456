// /healthz, /livez, /readyz with their checks, as kubelets, load balancers and people ask for them.
// Upstream: apiserver pkg/server/healthz/healthz.go.
import type { ApiRequest } from '../request/api-request.ts'
import type { ServerResponse } from '../request/exchange.ts'
import { text } from '../request/respond.ts'

export interface HealthCheck {
  readonly name: string
  /** What is wrong; undefined where all is well. */
  check(): string | undefined
}

export function healthAnswer(
  request: ApiRequest,
  endpoint: string,
  checks: readonly HealthCheck[],
): ServerResponse {
  const excluded = new Set(request.query.get('exclude') ?? [])
  const lines: string[] = []
  let failed = false
  for (const { name, check } of checks) {
    if (excluded.has(name)) {
      lines.push(`[+]${name} excluded: ok`)
      continue
    }
    const fault = check()
    if (fault !== undefined) failed = true
    lines.push(fault === undefined ? `[+]${name} ok` : `[-]${name} failed: reason withheld`)
  }
  const body = lines.map((line) => `${line}\n`).join('')
  if (failed) return text(`${body}${endpoint} check failed\n`, 500)
  return request.query.has('verbose') ? text(`${body}${endpoint} check passed\n`) : text('ok')
}

/** `/livez/etcd`: one check by itself. */
export function singleHealthAnswer(check: HealthCheck): ServerResponse {
  const fault = check.check()
  return fault === undefined ? text('ok') : text(`internal server error: ${fault}\n`, 500)
}
