// Audit events as they are written: one line of JSON each, fields in upstream's order.
// Upstream: apiserver pkg/apis/audit/v1/types.go Event, pkg/audit/request.go.
import { microTimeText } from '../../machinery/meta/time.ts'
import { type UserInfo, userFields } from '../request/user.ts'
import type { AuditLevel, AuditStage } from './audit-policy.ts'

export interface ObjectReference {
  resource?: string
  namespace?: string
  name?: string
  uid?: string
  apiGroup?: string
  apiVersion?: string
  resourceVersion?: string
  subresource?: string
}

export interface ResponseStatus {
  readonly status?: string | undefined
  readonly message?: string | undefined
  readonly reason?: string | undefined
  readonly details?: object | undefined
  readonly code: number
}

export interface AuditEvent {
  readonly level: AuditLevel
  readonly auditID: string
  readonly stage: AuditStage
  readonly requestURI: string
  readonly verb: string
  /** Undefined where nobody could be authenticated. */
  readonly user: UserInfo | undefined
  readonly impersonatedUser: UserInfo | undefined
  readonly sourceIPs: readonly string[]
  readonly userAgent: string
  readonly objectRef: ObjectReference | undefined
  readonly responseStatus: ResponseStatus | undefined
  /** JSON on one line. */
  readonly requestObject: string | undefined
  readonly responseObject: string | undefined
  readonly receivedMs: number
  readonly stageMs: number
  readonly annotations: ReadonlyMap<string, string> | undefined
}

const longestAgent = 1024

/** The event without the braces around it and without its type, which a list's items do not have. */
export function eventFields(event: AuditEvent): string {
  const { impersonatedUser, sourceIPs, objectRef, responseStatus, annotations } = event
  const head = {
    level: event.level,
    auditID: event.auditID,
    stage: event.stage,
    requestURI: event.requestURI,
    verb: event.verb,
    user: event.user === undefined ? {} : userFields(event.user),
    ...(impersonatedUser && { impersonatedUser: userFields(impersonatedUser) }),
    ...(sourceIPs.length > 0 && { sourceIPs }),
    ...(event.userAgent !== '' && { userAgent: shortAgent(event.userAgent) }),
    ...(objectRef && { objectRef: withoutEmpty(objectRef) }),
    ...(responseStatus && { responseStatus: { metadata: {}, ...responseStatus } }),
  }
  const tail = {
    requestReceivedTimestamp: microTimeText(event.receivedMs),
    stageTimestamp: microTimeText(event.stageMs),
    ...(annotations !== undefined && annotations.size > 0 && { annotations: sorted(annotations) }),
  }
  const parts = [JSON.stringify(head).slice(1, -1)]
  if (event.requestObject !== undefined) parts.push(`"requestObject":${event.requestObject}`)
  if (event.responseObject !== undefined) parts.push(`"responseObject":${event.responseObject}`)
  parts.push(JSON.stringify(tail).slice(1, -1))
  return parts.join(',')
}

/** The event as a document of its own. */
export function eventLine(fields: string): string {
  return `{"kind":"Event","apiVersion":"audit.k8s.io/v1",${fields}}\n`
}

/** Several as one document. */
export function eventList(events: readonly string[]): string {
  const items = events.map((fields) => `{${fields}}`).join(',')
  return `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${items}]}`
}

function shortAgent(agent: string): string {
  return agent.length > longestAgent ? `${agent.slice(0, longestAgent)}...TRUNCATED` : agent
}

function withoutEmpty(reference: ObjectReference): object {
  return Object.fromEntries(Object.entries(reference).filter(([, value]) => value !== ''))
}

function sorted(annotations: ReadonlyMap<string, string>): object {
  const entries = [...annotations].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries)
}
