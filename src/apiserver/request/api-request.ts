// The record that goes through the pipeline: each stage adds what it found out, none of them knows the transport.
import type { AuditTrail } from '../audit/audit-trail.ts'
import type { ServerRequest } from './exchange.ts'
import type { Negotiated } from './negotiate.ts'
import type { Query } from './path.ts'
import type { RequestInfo } from './request-info.ts'
import type { UserInfo } from './user.ts'

export interface ApiRequest {
  readonly http: ServerRequest
  readonly info: RequestInfo
  readonly query: Query
  readonly signal: AbortSignal
  /** Set by authentication (and impersonation). */
  user: UserInfo
  /** The form of the answer, from the Accept header. */
  accept: Negotiated
  /** Texts for Warning headers. */
  readonly warnings: string[]
  /** Notes for the audit log, by key. */
  annotations?: Map<string, string>
  /** Absent where the request is not audited. */
  audit?: AuditTrail
  /** Managed by bodyOf() alone. */
  bytes: Uint8Array | undefined
}

/** Upstream: apiserver pkg/server/config.go MaxRequestBodyBytes. */
const maxBodyBytes = 3 * 1024 * 1024

/** The whole body, which may be asked for again. Throws StatusError 413. */
export async function bodyOf(request: ApiRequest): Promise<Uint8Array> {
  request.bytes ??= await request.http.readBody(maxBodyBytes)
  return request.bytes
}
